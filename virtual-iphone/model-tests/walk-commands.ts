/** The steps of a walk, as fast-check commands: each is done on the model and on the phone, and both must say the same. */

import { strict as assert } from 'node:assert';
import * as fc from 'fast-check';
import { BUNDLE_ID, CONFIGURATION } from '../daemons/scripted-phone.ts';
import { type Action, type CallModel, FIRST_NUMBER, type ModelCall, type Policy, type Update } from './call-model.ts';
import { updateData, type WalkedPhone } from './walked-phone.ts';

interface Step {
  readonly name: string;
  /** Undefined: not possible now. The result is done on the phone after the model has moved. */
  readonly move: (model: CallModel) => ((phone: WalkedPhone) => Promise<unknown>) | undefined;
}

export class WalkStep implements fc.AsyncCommand<CallModel, WalkedPhone> {
  readonly #step: Step;

  constructor(step: Step) {
    this.#step = step;
  }

  check(): boolean {
    return true;
  }

  async run(model: CallModel, phone: WalkedPhone): Promise<void> {
    const act = this.#step.move(model);
    if (act === undefined) return;
    model.steps += 1;
    model.settle();
    await act(phone);
    compare(model, phone);
  }

  toString(): string {
    return this.#step.name;
  }
}

function compare(model: CallModel, phone: WalkedPhone): void {
  const calls = [...model.calls.values()];
  if (model.alive) assert.deepEqual(phone.takeTold(), model.takeTold(), 'what the app was told');
  assert.deepEqual(phone.takeEndings(), model.takeEndings(), 'how calls ended');
  assert.deepEqual(phone.shown(), calls.map(shown), 'the calls on the screen');
  if (model.alive) assert.deepEqual(phone.observed(), calls.map(observed), 'the calls that the app observes');
  for (const call of model.ringing()) {
    assert.deepEqual(phone.waysToAnswer(call.id), [...model.waysToAnswer(call)], `the answers to ${call.id}`);
  }
}

function shown({ id, phase, held, outgoing, muted }: ModelCall): string {
  const state = phase === 'talking' ? (held ? 'held' : 'connected') : phase;
  return [id, state, outgoing ? 'out' : 'in', muted ? 'muted' : 'heard'].join(' ');
}

function observed({ id, outgoing, held, phase }: ModelCall): string {
  return `${id} ${outgoing} ${held} ${phase === 'talking'}`;
}

const OWN = ['A', 'B', 'C', 'D'] as const;
const OWN_ID = fc.constantFrom(...OWN);
const FLAG = fc.option(fc.boolean(), { nil: undefined, freq: 3 });
const UPDATE = fc
  .record({
    name: fc.option(fc.constant('Alice'), { nil: undefined }),
    holding: FLAG,
    grouping: FLAG,
    ungrouping: FLAG,
  })
  .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Update);
const PICK = fc.nat(99);

const POLICIES: Readonly<Record<string, Policy>> = {
  'fulfils all': () => 'fulfilled',
  'fails all': () => 'failed',
  'lets all wait': () => 'wait',
  'fails holds and groups': (type) => (type === 'set-held' || type === 'set-group' ? 'failed' : 'fulfilled'),
  'lets ends and answers wait': (type) => (type === 'end' || type === 'answer' ? 'wait' : 'fulfilled'),
  'lets starts, groups and tones wait': (type) => {
    return type === 'start' || type === 'set-group' || type === 'play-dtmf' ? 'wait' : 'fulfilled';
  },
};

const ACTION: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('start' as const), call: OWN_ID }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('answer', 'end', 'play-dtmf'), call: OWN_ID }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constantFrom('set-held', 'set-muted'), call: OWN_ID, on: fc.boolean() }),
  },
  fc
    .record({ type: fc.constant('set-group' as const), call: OWN_ID, other: fc.constantFrom(...OWN, 'Z', null) })
    .filter(({ call, other }) => call !== other),
);

function pick<T>(all: readonly T[], index: number): T | undefined {
  return all[index % Math.max(1, all.length)];
}

function pickCall(model: CallModel, index: number, which: (call: ModelCall) => boolean = () => true) {
  return pick([...model.calls.values()].filter(which), index);
}

function strangersOf(model: CallModel): number {
  return [...model.calls.values()].filter(({ owner }) => owner !== 'app').length;
}

const isLive = (model: CallModel) => model.alive && model.provider;

function reportIncoming(id: string, update: Update, unknownCaller: boolean): Step {
  const number = unknownCaller ? '+15550177' : FIRST_NUMBER;
  return {
    name: `report ${id} from ${number} ${JSON.stringify(update)}`,
    move: (model) => {
      if (!isLive(model)) return undefined;
      model.reportIncoming(id, update, number);
      const data = updateData(update, number);
      return (phone) => phone.send({ kind: 'callkit.report-incoming', request: 1, call: phone.id(id), update: data });
    },
  };
}

function reportUpdated(id: string, update: Update): Step {
  return {
    name: `update ${id} ${JSON.stringify(update)}`,
    move: (model) => {
      if (!isLive(model)) return undefined;
      model.reportUpdated(id, update);
      return (phone) => phone.send({ kind: 'callkit.report-updated', call: phone.id(id), update: updateData(update) });
    },
  };
}

const REASONS = ['failed', 'remoteEnded', 'unanswered', 'answeredElsewhere', 'declinedElsewhere', 'unknown'] as const;

function reportEnded(id: string, reason: (typeof REASONS)[number]): Step {
  return {
    name: `report end of ${id}: ${reason}`,
    move: (model) => {
      if (!isLive(model)) return undefined;
      model.reportEnded(id, reason);
      const raw = REASONS.indexOf(reason) + 1;
      return (phone) => phone.send({ kind: 'callkit.report-ended', call: phone.id(id), at: null, reason: raw });
    },
  };
}

function reportOutgoing(id: string, phase: 'started-connecting' | 'connected'): Step {
  return {
    name: `report ${id} ${phase}`,
    move: (model) => {
      if (!isLive(model)) return undefined;
      model.reportOutgoing(id, phase);
      return (phone) => phone.send({ kind: 'callkit.report-outgoing', call: phone.id(id), phase, at: null });
    },
  };
}

function request(actions: readonly Action[]): Step {
  return {
    name: `request ${actions.map(({ type, call }) => `${type} ${call}`).join(', ') || 'nothing'}`,
    move: (model) => {
      if (!model.alive) return undefined;
      model.request(actions);
      return (phone) => phone.request(actions);
    },
  };
}

function complete(index: number, outcome: 'fulfilled' | 'failed', late: boolean): Step {
  return {
    name: `app has ${outcome} ${late ? 'any action' : 'a pending action'} ${index}`,
    move: (model) => {
      const pending = pick(
        model.asked.filter((each) => late || model.pending.has(each)),
        index,
      );
      if (pending === undefined || !model.alive) return undefined;
      const position = model.asked.indexOf(pending);
      model.complete(pending, outcome);
      return (phone) => phone.complete(position, outcome);
    },
  };
}

function setPolicy(name: keyof typeof POLICIES): Step {
  return {
    name: `app ${name}`,
    move: (model) => {
      const policy = POLICIES[name] as Policy;
      model.policy = policy;
      return async (phone) => {
        phone.policy = policy;
      };
    },
  };
}

function answer(index: number, by: 'button' | 'headset', wayIndex: number): Step {
  return {
    name: `user answers ${index} by ${by} ${wayIndex}`,
    move: (model) => {
      const [first] = model.ringing();
      const call = by === 'headset' ? first : pick(model.ringing(), index);
      if (call === undefined) return undefined;
      const way = by === 'headset' ? 'plain' : (pick(model.waysToAnswer(call), wayIndex) ?? 'plain');
      model.answer(call, way);
      return (phone) => {
        if (by === 'headset') return phone.bed.phone.line.answer();
        return phone.touch(way === 'plain' ? 'answer' : `answer-${way}`, call.id);
      };
    },
  };
}

/** A touch on a button of one of the calls that it is for. */
function touch(button: 'end' | 'mute' | 'hold', index: number): Step {
  return {
    name: `user touches ${button} ${index}`,
    move: (model) => {
      const canHold = ({ phase, update }: ModelCall) => phase === 'talking' && update.holding !== false;
      const call = pickCall(model, index, button === 'hold' ? canHold : undefined);
      if (call === undefined) return undefined;
      if (button === 'end') model.hangUp(call);
      else if (button === 'mute') model.toggleMute(call);
      else model.toggleHold(call);
      return (phone) => phone.touch(button, call.id);
    },
  };
}

function merge(index: number): Step {
  return {
    name: `user merges ${index}`,
    move: (model) => {
      const pairs = model.own().flatMap((call) => {
        return model.own().flatMap((other) => (model.mergeable(call, other) ? [{ call, other }] : []));
      });
      const pair = pick(pairs, index);
      if (pair === undefined) return undefined;
      model.merge(pair.call, pair.other);
      return (phone) => phone.bed.phone.line.merge(phone.id(pair.call.id), phone.id(pair.other.id));
    },
  };
}

function split(index: number): Step {
  return {
    name: `user splits ${index}`,
    move: (model) => {
      const call = pickCall(model, index, ({ group, update }) => group !== undefined && update.ungrouping !== false);
      if (call === undefined) return undefined;
      model.split(call);
      return (phone) => phone.bed.phone.line.split(phone.id(call.id));
    },
  };
}

function receive(from: 'cellular' | 'another-app', holding: boolean | undefined): Step {
  return {
    name: `${from} call rings`,
    move: (model) => {
      if (strangersOf(model) >= 2) return undefined;
      const name = model.nameStranger();
      model.receive(from, name, holding);
      const call = { number: '+15550199', ...(holding !== undefined && { supportsHolding: holding }) };
      return async (phone) => phone.named(name, await phone.bed.phone.line.receive(from, call));
    },
  };
}

function dial(): Step {
  return {
    name: 'user dials a number',
    move: (model) => {
      if (strangersOf(model) >= 2) return undefined;
      const name = model.nameStranger();
      model.dialCellular(name);
      return async (phone) => phone.named(name, await phone.bed.phone.line.dialCellular('+15550188'));
    },
  };
}

function remoteHangUp(index: number): Step {
  return {
    name: `remote party hangs up ${index}`,
    move: (model) => {
      const call = pickCall(model, index, ({ owner }) => owner !== 'app');
      if (call === undefined) return undefined;
      model.remoteHangUp(call);
      return (phone) => phone.bed.phone.line.remoteHangUp(phone.id(call.id));
    },
  };
}

function filters(doNotDisturb: boolean, allowed: boolean, blocked: boolean): Step {
  return {
    name: `filters ${JSON.stringify({ doNotDisturb, allowed, blocked })}`,
    move: (model) => {
      model.doNotDisturb = doNotDisturb;
      model.allowed.clear();
      model.blocked.clear();
      if (allowed) model.allowed.add(FIRST_NUMBER);
      if (blocked) model.blocked.add(FIRST_NUMBER);
      return async ({ bed }) => {
        const handles = { allowedHandles: [...model.allowed], blockedHandles: [...model.blocked] };
        bed.phone.line.setFilters({ doNotDisturb, ...handles });
      };
    },
  };
}

function registerProvider(maximumCallGroups: number): Step {
  return {
    name: `app makes a provider of ${maximumCallGroups} groups`,
    move: (model) => {
      if (!model.alive) return undefined;
      model.registerProvider(maximumCallGroups);
      const configuration = { ...CONFIGURATION, maximumCallGroups };
      return (phone) => phone.send({ kind: 'callkit.register-provider', configuration });
    },
  };
}

const INVALIDATE: Step = {
  name: 'app invalidates its provider',
  move: (model) => {
    if (!isLive(model)) return undefined;
    model.invalidateProvider();
    return (phone) => phone.send({ kind: 'callkit.invalidate-provider' });
  },
};

const RESTART: Step = {
  name: 'callservicesd restarts',
  move: (model) => {
    model.restart();
    return ({ bed }) => bed.phone.restartCallServices();
  },
};

const KILL: Step = {
  name: 'app crashes',
  move: (model) => {
    if (!model.alive) return undefined;
    model.kill();
    return (phone) => phone.kill();
  },
};

const LAUNCH: Step = {
  name: 'user opens the app',
  move: (model) => {
    if (model.alive) return undefined;
    model.launch();
    model.registerProvider(2);
    return async (phone) => {
      await phone.bed.phone.launch(BUNDLE_ID);
      phone.launched();
    };
  },
};

function elapse(ms: number): Step {
  return {
    name: `${ms} ms pass`,
    move: (model) => {
      model.elapse(ms);
      return ({ bed }) => bed.clock.elapse(ms);
    },
  };
}

/** No two sums of these are a timeout, so that nothing falls due at the same moment by chance. */
const TIMES = [317, 1_311, 2_603, 2_603, 5_407, 5_407, 61_009, 601_013] as const;

export const STEPS: readonly fc.Arbitrary<WalkStep>[] = (
  [
    [
      4,
      fc
        .tuple(
          OWN_ID,
          UPDATE,
          PICK.map((n) => n % 4 === 0),
        )
        .map((all) => reportIncoming(...all)),
    ],
    [1, fc.tuple(OWN_ID, UPDATE).map((all) => reportUpdated(...all))],
    [2, fc.tuple(OWN_ID, fc.constantFrom(...REASONS)).map((all) => reportEnded(...all))],
    [2, fc.tuple(OWN_ID, fc.constantFrom('started-connecting', 'connected')).map((all) => reportOutgoing(...all))],
    [4, ACTION.map((action) => request([action]))],
    [2, fc.array(ACTION, { maxLength: 3 }).map(request)],
    [
      3,
      fc
        .tuple(
          PICK,
          fc.constantFrom('fulfilled', 'failed'),
          PICK.map((n) => n % 4 === 0),
        )
        .map((a) => complete(...a)),
    ],
    [2, fc.constantFrom(...Object.keys(POLICIES)).map(setPolicy)],
    [1, fc.constant(setPolicy('fulfils all'))],
    [5, fc.tuple(PICK, fc.constantFrom('button', 'button', 'headset'), PICK).map((all) => answer(...all))],
    [4, fc.tuple(fc.constantFrom('end', 'mute', 'hold', 'hold'), PICK).map((all) => touch(...all))],
    [1, PICK.map(merge)],
    [1, PICK.map(split)],
    [2, fc.tuple(fc.constantFrom('cellular', 'another-app'), FLAG).map((all) => receive(...all))],
    [1, fc.constant(dial())],
    [1, PICK.map(remoteHangUp)],
    [1, fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()).map((all) => filters(...all))],
    [1, fc.constant(filters(false, false, false))],
    [1, fc.constantFrom(1, 2, 3).map(registerProvider)],
    [1, fc.constantFrom(INVALIDATE, RESTART, KILL)],
    [1, fc.constant(LAUNCH)],
    [4, fc.constantFrom(...TIMES).map(elapse)],
  ] as readonly (readonly [number, fc.Arbitrary<Step>])[]
).flatMap(([weight, step]) => Array.from({ length: weight }, () => step.map((each) => new WalkStep(each))));
