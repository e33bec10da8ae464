/**
 * A call server in the same process as a stage: every step can be carried out, by devices that the script plays. Each
 * step that acts goes on when what it caused has arrived, so that the next one looks at something settled.
 */

import type { EventMatch, Journal, JournalEvent, TestbedClock } from '../../clock/index.ts';
import type { CallServer } from '../call-server.ts';
import type { TokenKind } from '../directory.ts';
import type { ProviderCredential } from '../provider.ts';
import type { SignalFault } from '../signal-faults.ts';
import type { FromDevice } from '../signalling.ts';
import { countEvents, expectFields, waitForEvent } from './expectations.ts';
import { type PushLink, ScriptedDevice, type Sight } from './scripted-device.ts';
import type { ScriptRun, Stage, StepAction, StepActions } from './stage.ts';
import { StepFailed } from './step-failed.ts';
import type { StepFields, StepKind } from './steps.ts';

export interface CallServerStageParts {
  readonly clock: TestbedClock;
  readonly journal: Journal;
  readonly server: CallServer;
  /** The app that the server calls. */
  readonly bundleId: string;
  /** The APNs connection of a device, by an id of its own: `gateway.device` of the mock gateway. */
  readonly device: (id: string) => PushLink;
  /** Issues another credential of that kind, and revokes the old one if told so. Without it no script can rotate one. */
  readonly renewCredential?: (kind: TokenKind, revoke: boolean) => ProviderCredential;
}

/** The driver lets time pass in spans of this length, which only says when it looks at its clock again. */
const SPAN_MS = 3_600_000;

/**
 * @example
 * const stage = callServerStage({ clock, journal, server, bundleId, device: (id) => gateway.device(id) });
 * const result = await runScript(script, stage);
 */
export function callServerStage(parts: CallServerStageParts): Stage {
  const { clock, journal, server, bundleId, device: linkOf, renewCredential } = parts;
  const devices = new Map<string, ScriptedDevice>();

  const device = (name: string): ScriptedDevice => {
    const known = devices.get(name);
    if (known !== undefined) return known;
    throw new StepFailed(`a device ${name}`, 'no earlier step registered it');
  };
  const who = (name: string) => {
    const [user = '', own = ''] = name.split('/');
    return { user, device: own };
  };
  const pass = (ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));

  /** An action that has effects: they have all arrived when it is over. */
  const act =
    <K extends StepKind>(action: (fields: StepFields<K>, run: ScriptRun) => unknown): StepAction<K> =>
    async (fields, run) => {
      const release = clock.busy('a step of a script');
      try {
        await action(fields, run);
      } finally {
        release();
      }
      await pass(0);
    };
  const says = (name: string, message: FromDevice) => device(name).say(message);

  const faultOf = ({ device: name, by, signal, nth }: StepFields<'lose'>): SignalFault => ({
    ...who(name),
    direction: by === 'server' ? 'to-device' : 'to-server',
    signal,
    nth,
  });

  const actions: StepActions = {
    register: act(async ({ device: name, voip, alert, connect }) => {
      const made =
        devices.get(name) ?? new ScriptedDevice({ ...who(name), clock, server, bundleId, link: linkOf(name) });
      devices.set(name, made);
      await made.register({ voip, alert });
      if (!connect) return;
      made.connectApns();
      await made.connectSignalling();
    }),
    connect: act(async ({ device: name, link }) => {
      if (link !== 'signalling') device(name).connectApns();
      if (link !== 'apns') await device(name).connectSignalling();
    }),
    disconnect: act(({ device: name, link }) => {
      if (link !== 'signalling') device(name).disconnectApns();
      if (link !== 'apns') device(name).disconnectSignalling();
    }),
    signOut: act(({ device: name }) => device(name).signOut()),
    uninstall: act(({ device: name }) => device(name).uninstall()),
    killToken: act(({ device: name, token }) => device(name).killToken(token)),
    removeDevices: act(({ user }) => server.removeDevices(user)),
    withholdToken: act(({ user, token }) => server.withholdToken(user, token)),
    credentials: act((credentials) => server.setCredentials(credentials)),
    ...(renewCredential === undefined
      ? {}
      : {
          rotateCredential: act(({ kind, revoke }) => {
            server.replaceCredential(kind, renewCredential(kind, revoke));
          }),
        }),
    dial: act(async ({ to, from, video, as }, run) => {
      const { id } = await server.dial({ from: from ?? run.caller, to, video });
      run.addCall(id, as);
    }),
    pushUnknown: act(async ({ to, from, video, as }, run) => {
      const { id } = await server.pushUnknownCall({ from: from ?? run.caller, to, video });
      run.addCall(id, as, false);
    }),
    cancel: act(({ call }, run) => server.cancel(known(server, run.call(call)))),
    hangUp: act(({ by, call }, run) =>
      by === 'caller'
        ? server.hangUp(known(server, run.call(call)))
        : says(by, { type: 'hang-up', call: run.call(call) }),
    ),
    ringing: act(({ device: name, call }, run) => says(name, { type: 'ringing', call: run.call(call) })),
    answer: act(({ by, call }, run) =>
      by === 'elsewhere'
        ? server.answerElsewhere(known(server, run.call(call)))
        : says(by, { type: 'accept', call: run.call(call) }),
    ),
    decline: act(({ by, cause, call }, run) =>
      by === 'elsewhere'
        ? server.declineElsewhere(known(server, run.call(call)))
        : says(by, { type: 'decline', call: run.call(call), cause }),
    ),
    mute: act(({ device: name, on, call }, run) => says(name, { type: 'mute', call: run.call(call), muted: on })),
    hold: act(({ device: name, on, call }, run) => says(name, { type: 'hold', call: run.call(call), held: on })),
    dtmf: act(({ digits, call }, run) => server.sendDtmf(connected(server, run.call(call)), digits)),
    transfer: act(({ to, call }, run) => server.transfer(connected(server, run.call(call)), to)),
    lose: act((fields) => server.faultSignal(faultOf(fields))),
    delay: act((fields) => server.faultSignal({ ...faultOf(fields), delayMs: fields.time })),
    send: act(({ device: name, text }) => device(name).sayText(text)),
    pass: ({ time }) => pass(time),
    see: async (fields, run) => {
      const found = await device(fields.device).see(meantSight(fields, run), fields.within);
      if (found !== undefined) return;
      const { unseen } = device(fields.device);
      throw new StepFailed(
        `${fields.device} to see ${shownWish(fields)} within ${fields.within} ms`,
        unseen.length === 0 ? 'it saw nothing more' : `it saw ${unseen.map((sight) => shown(sight, run)).join(', ')}`,
      );
    },
    doNotSee: async (fields, run) => {
      const found = await device(fields.device).see(meantSight(fields, run), fields.for);
      if (found === undefined) return;
      const span = fields.for === 0 ? '' : ` for ${fields.for} ms`;
      throw new StepFailed(`${fields.device} not to see ${shownWish(fields)}${span}`, `it saw ${shown(found, run)}`);
    },
    wait: (fields, run) => waitForEvent(stage, fields, run),
    expectEvents: (fields, run) => countEvents(stage, fields, run),
    expect: async ({ call, legs, ...own }, run) => {
      const record = server.call(run.call(call));
      const byDevice = Object.fromEntries((record?.legs ?? []).map((leg) => [leg.device, leg]));
      const found = record === undefined ? undefined : { ...record, legs: byDevice };
      expectFields({ ...own, legs }, found, 'call that the server knows');
    },
    expectDevice: async ({ device: name, ...own }) => {
      const entry = server.device(who(name).user, who(name).device);
      const tokens = {
        voipToken: (entry?.voipToken ?? null) !== null,
        alertToken: (entry?.alertToken ?? null) !== null,
      };
      expectFields(own, { registered: entry !== undefined, ...tokens }, 'device');
    },
  };

  const stage: Stage = {
    name: 'a call server of its own',
    limit: Number.POSITIVE_INFINITY,
    actions,
    pass,
    async drive(work) {
      const state = { isOver: false };
      const over = () => {
        state.isOver = true;
      };
      work.then(over, over);
      // Each wait of a run has a timer, so time never passes for nothing.
      while (!state.isOver) await clock.elapse(SPAN_MS, () => state.isOver);
      return work;
    },
    position: async () => journal.position,
    waitFor: (match, taken, withinMs) => nextEvent({ clock, journal }, match, taken, withinMs),
    events: async (match) => journal.events(match),
    eventsAfter: async (seq) => journal.events().filter((event) => event.seq > seq),
    call: async (id) => server.call(id),
    letGo: async (call) => {
      await server.cancel(call);
    },
  };
  return stage;
}

function nextEvent(
  { clock, journal }: { readonly clock: TestbedClock; readonly journal: Journal },
  match: EventMatch,
  taken: ReadonlySet<number>,
  withinMs: number,
): Promise<JournalEvent | undefined> {
  const find = () => journal.events(match).find(({ seq }) => !taken.has(seq));
  return new Promise((resolve) => {
    const finish = (event: JournalEvent | undefined) => {
      limit.cancel();
      unsubscribe();
      resolve(event);
    };
    const limit = clock.setTimeout(() => finish(undefined), withinMs);
    const unsubscribe = journal.subscribe((event) => {
      if (event.kind !== match.kind) return;
      const found = find();
      if (found !== undefined) finish(found);
    });
    const found = find();
    if (found !== undefined) finish(found);
  });
}

/** @throws StepFailed when the server does not know the call, as after `pushUnknown` */
function known(server: CallServer, call: string): string {
  if (server.call(call) !== undefined) return call;
  throw new StepFailed('a call that the call server knows', 'it knows no such call');
}

/** @throws StepFailed when it is not connected */
function connected(server: CallServer, call: string): string {
  const { state } = server.call(call) ?? {};
  if (state === 'connected') return call;
  throw new StepFailed(
    'a connected call',
    state === undefined ? 'the call server knows no such call' : `it is ${state}`,
  );
}

function meantSight(wish: StepFields<'see' | 'doNotSee'>, run: ScriptRun): (sight: Sight) => boolean {
  const call = run.currentCall(wish.call);
  return (sight) => {
    if (wish.close !== undefined) return sight.kind === 'close' && sight.what === wish.close;
    if (sight.kind === 'close' || sight.what !== (wish.signal ?? wish.push)) return false;
    if (sight.kind !== (wish.signal === undefined ? 'push' : 'signal')) return false;
    if (wish.reason !== undefined && (sight.kind !== 'signal' || sight.reason !== wish.reason)) return false;
    return sight.what === 'welcome' || call === undefined || sight.call === call;
  };
}

function shownWish({ signal, push, close, reason }: StepFields<'see' | 'doNotSee'>): string {
  if (close !== undefined) return `its socket close with ${close}`;
  return push === undefined ? `${signal}${reason === undefined ? '' : ` (${reason})`}` : `a push (${push})`;
}

function shown(sight: Sight, run: ScriptRun): string {
  if (sight.kind === 'close') return `its socket close with ${sight.what} ${sight.text}`.trimEnd();
  const whose = sight.call === undefined ? '' : ` of ${run.nameOf(sight.call)}`;
  if (sight.kind === 'push') return `a push (${sight.what})${whose}`;
  return `${sight.what}${typeof sight.reason === 'string' ? ` (${sight.reason})` : ''}${whose}`;
}
