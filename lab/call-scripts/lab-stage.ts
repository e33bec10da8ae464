/**
 * A phone of a running lab as a stage, over the control API. Its device is the phone itself, where the user must have
 * signed in: it rings by itself, and its calls are answered, declined, muted, held and ended as by a headset or a car.
 * What only a screen can do is for Appium. The names that the script has for user and device stand for those of the phone.
 */

import {
  countEvents,
  expectFields,
  type ScriptRun,
  type Stage,
  type StepActions,
  StepFailed,
  type StepFields,
  waitForEvent,
} from '../../call-server/scripts/index.ts';
import type { PhoneControl } from '../control/client.ts';
import type { CallRecord, LabPhone, LineAct } from '../control/protocol.ts';
import { CALLEE } from '../testbed.ts';

/** How long the app may take to say that it rings, or why not, once its push was answered, in testbed milliseconds. */
const RING_LIMIT_MS = 5_000;

/** @param user who is signed in on the phone, and is called */
export function labStage(control: PhoneControl, { name: phone }: Pick<LabPhone, 'name'>, user = CALLEE): Stage {
  /** The names that the script has for the user and for the phone. */
  let userAlias: string | undefined;
  let alias: string | undefined;

  const record = async (call: string | undefined, run: ScriptRun) => {
    const found = await control.callRecord(run.call(call));
    if (found === null) throw new StepFailed('a call that the call server knows', 'it knows no such call');
    return found;
  };
  const connected = async (call: string | undefined, run: ScriptRun) => {
    const found = await record(call, run);
    if (found.state === 'connected') return found;
    throw new StepFailed('a call that is connected', `it is ${found.state}`);
  };
  const ofOurUser = (name: string) => {
    userAlias ??= name;
    if (name !== userAlias) throw new StepFailed(`one user, ${userAlias}`, `${name} is a second one`);
  };
  const fault = async ({ device, by, signal, nth }: StepFields<'lose'>, when: { readonly delayMs?: number }) => {
    ofOurUser(device.split('/')[0] ?? '');
    const direction = by === 'server' ? 'to-device' : 'to-server';
    await control.faultSignal({ user, direction, signal, nth, ...when });
  };
  const onTheLine = async (act: LineAct, expected: string) => {
    const result = await control.line(act);
    if (!('done' in result && result.done)) throw new StepFailed(`${expected} on ${phone}`, 'there is none');
    await control.rest();
  };
  const elsewhere = async (how: 'answer' | 'decline', call: string | undefined, run: ScriptRun) => {
    await control.endElsewhere((await record(call, run)).id, how);
    await control.rest();
  };

  const actions: StepActions = {
    register: async ({ device, voip, alert }) => {
      const [name = '', own = ''] = device.split('/');
      ofOurUser(name);
      const { registered, voipToken, alertToken } = await control.serverDevice(user);
      if (!registered)
        throw new StepFailed(`${user} to be signed in on ${phone}`, 'nobody is; sign in in the app first');
      if (alias !== undefined && alias !== own) throw new StepFailed(`one device, ${alias}`, `${own} is a second one`);
      alias = own;
      // A token that the script does without is not taken from the phone; one that it relies on must be there.
      const needed = { ...(voip ? { voipToken: true } : {}), ...(alert ? { alertToken: true } : {}) };
      expectFields(needed, { voipToken, alertToken }, 'device');
    },
    withholdToken: async ({ user: name, token }) => {
      ofOurUser(name);
      await control.withholdToken(token, user);
    },
    credentials: (credentials) => control.setCredentials(credentials),
    rotateCredential: ({ kind, revoke }) => control.rotateCredential(kind, revoke),
    dial: async ({ to, from, video, as }, run) => {
      ofOurUser(to);
      const { id } = await control.dial({ to: user, ...(from ?? run.caller), video });
      run.addCall(id, as);
      await control.rest();
    },
    pushUnknown: async ({ to, from, video, as }, run) => {
      ofOurUser(to);
      const { id } = await control.pushUnknownCall({ to: user, ...(from ?? run.caller), video });
      run.addCall(id, as, false);
      await control.rest();
    },
    cancel: async ({ call }, run) => {
      await control.cancel((await record(call, run)).id);
      await control.rest();
    },
    hangUp: async ({ by, call }, run) => {
      if (by !== 'caller') return onTheLine({ do: 'hang-up' }, 'a call to hang up');
      await control.remoteHangUp((await record(call, run)).id);
      await control.rest();
    },
    ringing: ({ call }, run) =>
      waitForEvent(stage, { event: 'signal.received', where: { type: 'ringing' }, call, within: RING_LIMIT_MS }, run),
    answer: ({ by, call }, run) =>
      by === 'elsewhere' ? elsewhere('answer', call, run) : onTheLine({ do: 'answer' }, 'a ringing call'),
    decline: ({ by, cause, call }, run) => {
      if (by === 'elsewhere') return elsewhere('decline', call, run);
      if (cause === undefined) return onTheLine({ do: 'decline' }, 'a ringing call');
      // The app alone decides that, and why.
      return waitForEvent(
        stage,
        { event: 'signal.received', where: { type: 'decline', cause }, call, within: RING_LIMIT_MS },
        run,
      );
    },
    mute: ({ on }) => onTheLine({ do: 'mute', on }, 'a call that is heard'),
    hold: ({ on }) => onTheLine({ do: 'hold', on }, on ? 'a call that is heard' : 'a call on hold'),
    dtmf: async ({ digits, call }, run) => {
      await control.remoteDtmf((await connected(call, run)).id, digits);
      await control.rest();
    },
    transfer: async ({ to, call }, run) => {
      await control.remoteTransfer((await connected(call, run)).id, to);
      await control.rest();
    },
    lose: (fields) => fault(fields, {}),
    delay: (fields) => fault(fields, { delayMs: fields.time }),
    pass: ({ time }) => stage.pass(time),
    wait: (fields, run) => waitForEvent(stage, fields, run),
    expectEvents: (fields, run) => countEvents(stage, fields, run),
    expect: async ({ call, ...own }, run) => {
      expectFields(own, underAlias(await record(call, run), alias), 'call that the server knows');
    },
    expectDevice: async ({ device: _phone, ...own }) => expectFields(own, await control.serverDevice(user), 'device'),
  };

  const stage: Stage = {
    name: "a lab's control API",
    // A phone has one user, and time passes for all of it at once.
    limit: 1,
    actions,
    drive: (work) => work,
    pass: (ms) => (ms === 0 ? control.rest() : control.elapse(ms)),
    position: () => control.journalPosition(),
    async waitFor(match, taken, withinMs) {
      const found = await control.journal(match);
      const next = found.find(({ seq }) => !taken.has(seq));
      if (next !== undefined) return next;
      return (await control.waitFor({ ...match, after: found.at(-1)?.seq ?? match.after ?? 0 }, withinMs)) ?? undefined;
    },
    events: (match) => control.journal(match),
    eventsAfter: async (seq) => (await control.journal()).filter((event) => event.seq > seq),
    call: (id) => control.call(id),
    letGo: async (call) => {
      await control.cancel(call);
      await control.rest();
    },
  };
  return stage;
}

/** The record with the phone's device under the name that the script has for it; the app chose another one. */
function underAlias({ legs, answeredBy, endedBy, ...call }: CallRecord, alias: string | undefined): object {
  const own = legs.length === 1 ? legs[0]?.device : undefined;
  const named = (device: string | null) => (device !== null && device === own ? (alias ?? device) : device);
  return {
    ...call,
    answeredBy: named(answeredBy),
    endedBy: named(endedBy),
    legs: Object.fromEntries(legs.map((leg) => [named(leg.device), leg])),
  };
}
