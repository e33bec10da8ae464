/** What the control API tells Prometheus: counted from the journal since the API was opened, and as things stand now. */

import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { EventData, Journal, JournalEvent, JsonValue } from '../../clock/index.ts';
import type { Gateway } from '../gateway.ts';

const FATES = ['stored', 'delivered', 'expired', 'lost', 'discarded'];

export class Metrics {
  readonly #registry = new Registry();
  readonly #worlds: readonly Gateway[];
  readonly #journal: Journal;
  readonly #pushes: Counter;
  readonly #fates: Counter;
  readonly #connections: Gauge;
  readonly #devices: Gauge;
  readonly #stored: Gauge;
  readonly #faults: Gauge;
  readonly #position: Gauge;
  /** Those that were opened since, by world and number. */
  readonly #open = new Set<string>();
  readonly #unsubscribe: () => void;

  constructor(worlds: readonly Gateway[], journal: Journal) {
    this.#worlds = worlds;
    this.#journal = journal;
    const registers = [this.#registry];
    const world = { labelNames: ['environment'], registers };
    this.#pushes = new Counter({
      name: 'ringproof_pushes_total',
      help: 'Pushes by answer: accepted, unheard, or the reason of the refusal.',
      labelNames: ['environment', 'answer'],
      registers,
    });
    this.#fates = new Counter({
      name: 'ringproof_push_fates_total',
      help: 'What became of accepted pushes.',
      labelNames: ['fate'],
      registers,
    });
    this.#connections = new Gauge({ name: 'ringproof_connections', help: 'Open connections of providers.', ...world });
    this.#devices = new Gauge({ name: 'ringproof_devices', help: 'Devices that are known.', ...world });
    this.#stored = new Gauge({
      name: 'ringproof_stored_pushes',
      help: 'Pushes that rest until a device connects.',
      ...world,
    });
    this.#faults = new Gauge({ name: 'ringproof_faults', help: 'Faults that are not spent.', ...world });
    this.#position = new Gauge({
      name: 'ringproof_journal_position',
      help: 'Position of the newest event.',
      registers,
    });
    collectDefaultMetrics({ register: this.#registry });
    this.#unsubscribe = journal.subscribe((event) => this.#count(event));
  }

  async text(): Promise<string> {
    for (const gateway of this.#worlds) {
      const { environment } = gateway;
      const devices = gateway.devices();
      this.#devices.set({ environment }, devices.length);
      this.#stored.set(
        { environment },
        devices.reduce((sum, { storedPushes }) => sum + storedPushes, 0),
      );
      this.#faults.set({ environment }, gateway.faults().length);
      const open = [...this.#open].filter((connection) => connection.startsWith(environment));
      this.#connections.set({ environment }, open.length);
    }
    this.#position.set(this.#journal.position);
    return this.#registry.metrics();
  }

  close(): void {
    this.#unsubscribe();
    this.#registry.clear();
  }

  #count({ kind, data }: JournalEvent): void {
    const { environment, connection, reason } = labels(data);
    if (kind === 'push.accepted') this.#pushes.inc({ environment, answer: 'accepted' });
    else if (kind === 'push.unheard') this.#pushes.inc({ environment, answer: 'unheard' });
    else if (kind === 'push.rejected') this.#pushes.inc({ environment, answer: reason });
    else if (kind === 'connection.opened') this.#open.add(`${environment} ${connection}`);
    else if (kind === 'connection.closed') this.#open.delete(`${environment} ${connection}`);
    else {
      const fate = FATES.find((one) => kind === `push.${one}`);
      if (fate !== undefined) this.#fates.inc({ fate });
    }
  }
}

/** The fields that are told apart by, as text; empty where an event has none. */
function labels({
  environment,
  connection,
  reason,
}: EventData): Record<'environment' | 'connection' | 'reason', string> {
  const text = (value: JsonValue = '') => (typeof value === 'string' ? value : JSON.stringify(value));
  return { environment: text(environment), connection: text(connection), reason: text(reason) };
}
