/** What the routes of the control API work on. */

import type { Response } from 'express';
import type { Journal, TestbedClock } from '../../clock/index.ts';
import type { Environment } from '../credentials/provider-keys.ts';
import type { DeviceLink } from '../devices/device.ts';
import type { Gateway } from '../gateway.ts';
import { CourierStreams } from './courier-streams.ts';
import { EventStream } from './event-stream.ts';
import { Metrics } from './metrics.ts';
import { Problem } from './problem.ts';

export type ControlledWorlds = { readonly [world in Environment]?: Gateway };

export class Control {
  readonly journal: Journal;
  readonly clock: TestbedClock;
  readonly courierStreams = new CourierStreams();
  readonly metrics: Metrics;
  readonly #worlds: ControlledWorlds;
  readonly #streams = new Set<EventStream>();

  readonly #stallLimitMs: number;

  constructor(worlds: ControlledWorlds, clock: TestbedClock, journal: Journal, stallLimitMs: number) {
    this.#stallLimitMs = stallLimitMs;
    this.#worlds = worlds;
    this.clock = clock;
    this.journal = journal;
    this.metrics = new Metrics(this.worlds(), journal);
  }

  worlds(): Gateway[] {
    return [this.#worlds.sandbox, this.#worlds.production].filter((gateway) => gateway !== undefined);
  }

  /** @throws Problem when that world does not run */
  world(environment: Environment): Gateway {
    const gateway = this.#worlds[environment];
    if (gateway !== undefined) return gateway;
    const running = this.worlds().map((one) => one.environment);
    throw new Problem(404, {
      what: 'That world does not run here.',
      got: environment,
      expected: running.join(' or '),
    });
  }

  /** @throws Problem when nobody has named that device yet */
  device(environment: Environment, id: string): DeviceLink {
    const devices = this.world(environment).devices();
    const device = devices.find(({ deviceId }) => deviceId === id);
    if (device !== undefined) return device;
    throw new Problem(404, {
      what: `The ${environment} has no such device.`,
      got: id,
      expected: devices.length === 0 ? 'none yet' : devices.map(({ deviceId }) => deviceId).join(', '),
      next: `Register a topic for it: PUT /v1/${environment}/devices/${encodeURIComponent(id)}/topics/<topic>.`,
    });
  }

  /** Answers with a stream of events that ends with the API, if not before. */
  openStream(response: Response): EventStream {
    const stream = new EventStream(response);
    stream.cutWhenStalled(this.#stallLimitMs);
    this.#streams.add(stream);
    stream.onClose(() => this.#streams.delete(stream));
    return stream;
  }

  close(): void {
    for (const stream of this.#streams) stream.end();
    this.metrics.close();
  }
}
