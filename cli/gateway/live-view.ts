/** What a gateway does, as lines to read: one per push and fate, connections in passing, and the sum at the end. */

import pc from 'picocolors';
import type { JournalEvent, JsonValue } from '../../clock/index.ts';

type Data = JournalEvent['data'];

/** What becomes of an accepted push; the first tells of it in the push's own line. */
const FATES = ['delivered', 'stored', 'expired', 'lost', 'discarded'] as const;
type Fate = (typeof FATES)[number];

/** Some pushes never meet a fate: a fault left them undelivered, or their device is off line for good. */
const OPEN_LIMIT = 10_000;

export class LiveView {
  /** Accepted pushes whose fate is still open, by id, oldest first; the latest {@link OPEN_LIMIT}. */
  readonly #open = new Map<string, Data>();
  readonly #print: (line: string) => void;
  readonly #openLimit: number;
  #accepted = 0;
  #rejected = 0;
  /** Left without an answer by a fault. */
  #unanswered = 0;
  readonly #fates = new Map<Fate, number>();

  constructor(print: (line: string) => void, openLimit = OPEN_LIMIT) {
    this.#print = print;
    this.#openLimit = openLimit;
  }

  show({ kind, data, at }: JournalEvent): void {
    const say = (text: string) => this.#print(`${pc.dim(time(at))} ${text}`);
    if (kind === 'connection.opened')
      return say(pc.dim(`${world(data)} connection ${text(data['connection'])} opened`));
    if (kind === 'connection.closed') {
      const { reason, fault } = data;
      const end = fault === null ? '' : ` after ${text(fault)} of the provider`;
      const because = reason === null ? end : ` with ${text(reason)}`;
      return say(pc.dim(`${' '.repeat(10)} connection ${text(data['connection'])} closed${because}`));
    }
    if (kind === 'connection.refused') return say(pc.yellow(`connection refused: ${text(data['because'])}`));
    if (kind === 'push.rejected') {
      this.#rejected += 1;
      const why = pc.red(`${text(data['status'])} ${text(data['reason'])}`);
      return say(`${world(data)} ${why} ${text(data['topic'])} ${text(data['token'])}`);
    }
    if (kind === 'push.unheard') {
      this.#unanswered += 1;
      const why = pc.red(`unanswered (${text(data['fault'])})`);
      return say(`${world(data)} ${why} ${text(data['topic'])} ${text(data['token'])}`);
    }
    if (kind === 'channel.created' || kind === 'channel.deleted') {
      const became = kind.slice('channel.'.length);
      return say(`${world(data)} channel ${text(data['channel'])} of ${text(data['app'])} ${became}`);
    }
    if (kind === 'broadcast.accepted') {
      const to = `${text(data['app'])} channel ${text(data['channel'])} to ${text(data['devices'])} devices`;
      return say(`${world(data)} ${pc.green('200')} broadcast ${to}`);
    }
    if (kind === 'channel.rejected' || kind === 'broadcast.rejected') {
      const why = pc.red(`${text(data['status'])} ${text(data['reason'])}`);
      return say(`${world(data)} ${why} ${text(data['method'])} ${text(data['path'])}`);
    }
    if (kind === 'broadcast.unheard') {
      return say(`${world(data)} ${pc.red(`unanswered (${text(data['fault'])})`)} ${text(data['path'])}`);
    }
    if (kind === 'connection.disturbed') return say(pc.yellow(`connection disturbed: ${text(data['fault'])}`));
    if (kind === 'worker.exited') {
      const how = data['signal'] ?? `code ${text(data['code'])}`;
      return say(pc.yellow(`worker ${text(data['worker'])} ended with ${text(how)}, and is replaced`));
    }
    if (kind === 'worker.failed') return say(pc.yellow(text(data['because'])));
    if (kind === 'push.accepted') {
      this.#accepted += 1;
      this.#open.set(text(data['id']), data);
      const [oldest] = this.#open.keys();
      if (this.#open.size > this.#openLimit && oldest !== undefined) this.#open.delete(oldest);
      return;
    }
    const fate = FATES.find((candidate) => kind === `push.${candidate}`);
    if (fate === undefined) return;
    this.#fates.set(fate, (this.#fates.get(fate) ?? 0) + 1);
    const push = this.#open.get(text(data['id']));
    if (fate !== 'stored') this.#open.delete(text(data['id']));
    const because = data['because'] === undefined ? '' : `: ${text(data['because'])}`;
    const told = (fate === 'delivered' ? pc.green(fate) : pc.yellow(fate)) + because;
    if (push === undefined) return say(`${' '.repeat(10)} push ${text(data['id'])} ${told}`);
    say(
      `${world(push)} ${pc.green('200')} ${text(push['pushType'])} ${text(push['topic'])} ${text(push['token'])} ${told}`,
    );
  }

  /** The counters line. */
  get sum(): string {
    const fates = FATES.flatMap((fate) => {
      const count = this.#fates.get(fate);
      return count === undefined ? [] : [`${count} ${fate}`];
    });
    const told = fates.length === 0 ? '' : ` (${fates.join(', ')})`;
    return `${this.#accepted} accepted${told}, ${this.#rejected} refused${this.#unanswered === 0 ? '' : `, ${this.#unanswered} unanswered`}`;
  }
}

function world(data: Data): string {
  return text(data['environment']).padEnd(10);
}

/** What was not sent is a dash. */
function text(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function time(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}
