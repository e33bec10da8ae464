/**
 * Devices that are on line as long as somebody reads their stream of pushes. A push counts as taken when its bytes are
 * the system's or, if the reader wants to say so itself, when that says so; whatever is not taken returns to storage.
 */

import type { DeviceLink } from '../devices/device.ts';
import type { CourierPush } from '../devices/push.ts';
import type { EventStream } from './event-stream.ts';

interface Reader {
  readonly stream: EventStream;
  /** What to call when the push with that id is acknowledged. */
  readonly awaited: Map<string, () => void>;
}

export class CourierStreams {
  readonly #readers = new Map<DeviceLink, Reader>();

  /** Puts the device on line until the reader goes. The newest reader wins, as with a device's connections. */
  open(device: DeviceLink, stream: EventStream, acknowledges: boolean): void {
    this.#readers.get(device)?.stream.cut();
    const reader = { stream, awaited: new Map<string, () => void>() };
    this.#readers.set(device, reader);
    stream.onClose(() => {
      if (this.#readers.get(device) !== reader) return;
      this.#readers.delete(device);
      device.disconnect();
    });
    device.connect((push) => (acknowledges ? deliverAcknowledged(reader, push) : deliver(reader, push)));
  }

  /** @returns false when no push with that id waits for it */
  acknowledge(device: DeviceLink, id: string): boolean {
    const taken = this.#readers.get(device)?.awaited.get(id);
    taken?.();
    return taken !== undefined;
  }
}

function deliver({ stream }: Reader, push: CourierPush): Promise<void> {
  return stream.deliver({ id: push.id, event: 'push', data: push });
}

async function deliverAcknowledged(reader: Reader, push: CourierPush): Promise<void> {
  const { stream, awaited } = reader;
  let stopWatching = () => {};
  const taken = new Promise<void>((resolve, reject) => {
    awaited.set(push.id, resolve);
    stopWatching = stream.onClose(() => reject(new Error('the reader of its courier stream has gone')));
  });
  try {
    await Promise.all([deliver(reader, push), taken]);
  } finally {
    stopWatching();
    awaited.delete(push.id);
  }
}
