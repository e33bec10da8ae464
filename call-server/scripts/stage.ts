/**
 * Where a script is played: what a stage must be able to do, and what a step has at hand. A stage carries out the steps
 * that it has an action for; a script with any other step is refused before it begins.
 */

import type { EventMatch, JournalEvent } from '../../clock/index.ts';
import type { Caller } from '../messages.ts';
import { StepFailed } from './step-failed.ts';
import type { StepFields, StepKind } from './steps.ts';

export type StepAction<K extends StepKind> = (fields: StepFields<K>, run: ScriptRun) => Promise<void>;

export type StepActions = { readonly [K in StepKind]?: StepAction<K> };

/** A call as far as the stage can tell. */
export interface StagedCall {
  readonly id: string;
  readonly state: 'ringing' | 'connected' | 'ended';
}

export interface Stage {
  readonly actions: StepActions;
  /** What it is, for the refusal of a step: "a lab's control API". */
  readonly name: string;
  /** How many runs can go on at once here. */
  readonly limit: number;
  /** Lets testbed time pass as `work` needs it, until `work` is settled. */
  drive<T>(work: Promise<T>): Promise<T>;
  /** Resolves `ms` of testbed time later, and not before everything in flight has arrived. */
  pass(ms: number): Promise<void>;
  /** `seq` of the newest event. */
  position(): Promise<number>;
  /** The first event that matches and is not among `taken`, waiting for it up to `withinMs` of testbed time. */
  waitFor(match: EventMatch, taken: ReadonlySet<number>, withinMs: number): Promise<JournalEvent | undefined>;
  events(match?: EventMatch): Promise<readonly JournalEvent[]>;
  /** Every event after a `seq`. */
  eventsAfter(seq: number): Promise<readonly JournalEvent[]>;
  call(id: string): Promise<StagedCall | undefined>;
  /** The caller lets go. */
  letGo(call: string): Promise<void>;
}

/** One run of a script: its calls, and the events that it has waited for. */
export class ScriptRun {
  /** From 1; 0 is what happens before the first. */
  readonly number: number;
  readonly caller: Caller;
  /** `seq` of the newest event when it began. */
  readonly begin: number;
  readonly taken = new Set<number>();
  readonly #calls = new Map<string, string>();
  readonly #dialled: string[] = [];
  #last: string | undefined;

  constructor(number: number, caller: Caller, begin: number) {
    this.number = number;
    this.caller = caller;
    this.begin = begin;
  }

  /** Ids of the calls that the server knows, oldest first. */
  get dialled(): readonly string[] {
    return this.#dialled;
  }

  addCall(id: string, name: string | undefined, isKnown = true): void {
    if (name !== undefined) this.#calls.set(name, id);
    if (isKnown) this.#dialled.push(id);
    this.#last = id;
  }

  /** @throws StepFailed when there is no such call. */
  call(name: string | undefined): string {
    const id = this.currentCall(name);
    if (id !== undefined) return id;
    const what = name === undefined ? 'a call' : `a call named ${name}`;
    throw new StepFailed(`${what} that an earlier step of this run dialled`, 'none was dialled');
  }

  /** The named call, or the one dialled last, if there is one. */
  currentCall(name: string | undefined): string | undefined {
    return name === undefined ? this.#last : this.#calls.get(name);
  }

  /** How a call is called in messages. */
  nameOf(id: unknown): string {
    const [name] = [...this.#calls].find(([, other]) => other === id) ?? [];
    if (name !== undefined) return name;
    return id === this.#last ? 'the call' : 'another call';
  }
}

/** Kinds of event that are about one call. */
const OF_A_CALL = /^(call\.|push\.(sent|skipped)$|signal\.received$)/;

/** Which events of the journal a step means. Those of a call are of this run's, unless the step says which. */
export function meantEvents(
  { event, where, call }: Pick<StepFields<'wait'>, 'event' | 'where' | 'call'>,
  run: ScriptRun,
): EventMatch {
  const id = call === undefined ? undefined : run.call(call);
  const own = OF_A_CALL.test(event) && !('call' in where) ? run.currentCall(undefined) : undefined;
  const meant = id ?? own;
  return { kind: event, data: meant === undefined ? where : { ...where, call: meant }, after: run.begin };
}
