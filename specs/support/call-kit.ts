/** What the phone recorded: calls, actions and the life of the app under test. */

import type { EventMatch, JournalEvent } from '../../lab/control/protocol.ts';
import type { Call } from './caller.ts';
import { expectThat, LIMIT_MS, shown } from './expectation.ts';
import { measure } from './measure.ts';
import { session } from './session.ts';

/** Journal position at which the running check began. */
let checkBegan = 0;

/** Looks only at what happens from now on. */
export async function beginRecord(): Promise<void> {
  checkBegan = await session().control.journalPosition();
}

/** Events of the running check, oldest first. */
export function recorded(kind: string, data: EventMatch['data'] = {}): Promise<JournalEvent[]> {
  return session().control.journal({ kind, data, after: checkBegan });
}

/** @throws ControlApiError when a push of the running check did not go to the phone, with what is in the way */
export function checkPushes(): Promise<void> {
  return session().control.checkPushes(checkBegan);
}

/** Waits for an event of the running check. */
export async function awaitRecord(kind: string, data: EventMatch['data'], otherwise: string): Promise<JournalEvent> {
  const event = await session().control.waitFor({ kind, data: data ?? {}, after: checkBegan }, LIMIT_MS);
  expectThat(event !== null, otherwise);
  return event;
}

/** A sentence about the app's death, when it crashed or iOS ended it for breaking a rule. */
export async function unexpectedExitOfApp(): Promise<string | undefined> {
  const exits = await recorded('app.exited');
  const broken = exits.find(({ data }) => data['cause'] === 'exception' || typeof data['code'] === 'string');
  if (broken === undefined) return undefined;
  const { cause, reason, code } = broken.data;
  if (cause === 'exception') return `The app crashed: ${shown(reason)}`;
  return `iOS ended the app (code ${shown(code)}): ${shown(reason)}`;
}

/** Whether what iOS and CallKit do is in the journal; on a phone without, the screen alone tells. */
export function isRecorded(): boolean {
  return session().phone.kind === 'virtual';
}

type ActionType = 'start' | 'answer' | 'end' | 'set-held' | 'set-muted' | 'play-dtmf';

export const callKit = {
  /** The call was reported to CallKit without an error. */
  async reported(call: Call): Promise<JournalEvent> {
    return awaitRecord(
      'call.reported',
      { call: call.uuid, error: null },
      `The app did not report the call ${call.uuid} with reportNewIncomingCall.`,
    );
  },

  /** The app reported the call, whether or not iOS lets it ring: a Focus filters calls that were reported well. */
  async toldOf(call: Call): Promise<void> {
    await awaitRecord('call.reported', { call: call.uuid }, `The app did not report the call ${call.uuid} to CallKit.`);
  },

  /** The app fulfils the action, and only that one of its kind was sent. */
  async fulfilled(type: ActionType, call: Call): Promise<JournalEvent> {
    const event = await awaitRecord(
      'action.fulfilled',
      { type, call: call.uuid },
      `The app did not fulfil the ${type} action of the call.`,
    );
    const performed = await recorded('action.performed', { type, call: call.uuid });
    expectThat(performed.length === 1, `Expected one ${type} action for the call, saw ${performed.length}.`);
    return event;
  },

  /**
   * The app has not done as it was asked: it failed the action or reported the call ended. After the report the action is
   * over with the call, and neither order is wrong.
   */
  async refused(type: ActionType, call: Call): Promise<void> {
    const fulfilled = await recorded('action.fulfilled', { type, call: call.uuid });
    expectThat(fulfilled.length === 0, `The app fulfilled the ${type} action of a call that it does not know.`);
    await awaitRecord(
      'call.ended',
      { call: call.uuid, by: 'app' },
      `The app neither failed the ${type} action of the call nor reported the call ended.`,
    );
  },

  /** The app fulfilled or failed the action, or the call was over before it could. */
  async completed(type: ActionType, call: Call): Promise<void> {
    await awaitRecord('action.performed', { type, call: call.uuid }, `No ${type} action reached the app.`);
    const outcomes = ['action.fulfilled', 'action.failed'].map((outcome) =>
      recorded(outcome, { type, call: call.uuid }),
    );
    const completed = (await Promise.all(outcomes)).flat().filter(({ data }) => data['why'] !== 'timeout');
    expectThat(completed.length > 0, `The app has neither fulfilled nor failed the ${type} action of the call.`);
  },

  /** The action was sent to the app, which has neither fulfilled nor failed it. */
  async pending(type: ActionType, call: Call): Promise<void> {
    await awaitRecord('action.performed', { type, call: call.uuid }, `No ${type} action reached the app.`);
    for (const outcome of ['action.fulfilled', 'action.failed']) {
      const done = await recorded(outcome, { type, call: call.uuid });
      expectThat(
        done.length === 0,
        `The ${type} action should still be pending, but the app has completed it (${outcome}).`,
      );
    }
  },

  /** The app requested the action itself, in a transaction that CallKit accepted. */
  async requestedByApp(type: ActionType, call: Call): Promise<void> {
    await awaitRecord(
      'action.performed',
      { type, call: call.uuid, source: 'app' },
      `The app did not request a transaction with the ${type} action from CXCallController.`,
    );
  },

  /** The app requested these actions in one transaction, which CallKit accepted. */
  async requestedTogether(types: readonly ActionType[]): Promise<void> {
    await session().control.rest();
    const requests = await recorded('transaction.requested', { source: 'app', error: null });
    const seen = requests.map(({ data }) => (data['actions'] as readonly string[]).join(', '));
    const wanted = types.join(', ');
    expectThat(
      seen.includes(wanted),
      `The app should request one transaction with the actions ${wanted}; it requested ${seen.join(' and ') || 'none'}.`,
    );
  },

  /** The call ended in the given way. */
  async ended(call: Call, by: 'user' | 'app' | 'system', reason: string | null): Promise<void> {
    const event = await awaitRecord('call.ended', { call: call.uuid }, `CallKit still has the call ${call.uuid}.`);
    const seen = `by ${shown(event.data['by'])}, reason ${shown(event.data['reason'])}`;
    expectThat(
      event.data['by'] === by && event.data['reason'] === reason,
      `The call should end by ${by}, reason ${reason}; it ended ${seen}.`,
    );
    const [cancelled] = await recorded('call.ended', { call: call.id, reason: 'cancelled' });
    if (cancelled !== undefined && cancelled.at <= event.at) measure('cancelToSilenceMs', event.at - cancelled.at);
  },

  /** iOS did not end the app for what it did, and it did not crash. */
  async appLives(): Promise<void> {
    const exit = await unexpectedExitOfApp();
    expectThat(exit === undefined, exit ?? '');
  },

  /** The app caused no action of this kind (a remote end must be a report, not an action). */
  async noAction(type: ActionType, call: Call): Promise<void> {
    const performed = await recorded('action.performed', { type, call: call.uuid });
    expectThat(performed.length === 0, `Expected no ${type} action for the call, saw ${performed.length}.`);
  },
};
