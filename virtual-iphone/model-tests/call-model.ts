/**
 * CallKit's rules as a small model: calls, transaction groups, the audio session and time, for one app under test beside
 * a cellular line and another calling app. Written from Apple's documentation and public threads, and knows nothing of
 * the phone's own code; where the two differ, one of them is wrong.
 */

import type { Transition } from './transitions.ts';

export type Owner = 'app' | 'cellular' | 'another-app';

/** Fields that an update sets; what is absent was never set. */
export interface Update {
  readonly name?: string;
  readonly holding?: boolean;
  readonly grouping?: boolean;
  readonly ungrouping?: boolean;
}

export interface ModelCall {
  readonly id: string;
  readonly owner: Owner;
  readonly outgoing: boolean;
  readonly createdAt: number;
  update: Update;
  phase: 'ringing' | 'connecting' | 'talking';
  held: boolean;
  muted: boolean;
  started: boolean;
  group: string | undefined;
  endTold: boolean;
}

export type Action = { readonly call: string } & (
  | { readonly type: 'start' | 'answer' | 'end' | 'play-dtmf' }
  | { readonly type: 'set-held' | 'set-muted'; readonly on: boolean }
  | { readonly type: 'set-group'; readonly other: string | null }
);

export interface Pending {
  readonly action: Action;
  readonly owner: Owner;
  readonly group: Group;
  outcome: 'pending' | 'fulfilled' | 'failed';
  why: 'app' | 'timeout' | 'call-ended' | undefined;
}

interface Group {
  readonly source: 'user' | 'app' | 'system';
  readonly members: Pending[];
}

/** What the scripted app does with an action that it is asked to perform. */
export type Policy = (type: Action['type']) => 'fulfilled' | 'failed' | 'wait';

export interface ModelOptions {
  /** Major version of iOS. */
  readonly ios: number;
  readonly invalidateEndsCalls: boolean;
}

export const FIRST_NUMBER = '+15550100';
const NEVER = Number.POSITIVE_INFINITY;

interface Alarm {
  readonly at: number;
  ring(): void;
}

export class CallModel {
  readonly options: ModelOptions;
  readonly seen = new Set<Transition>();
  /** What the app has heard since {@link takeTold}. */
  #told: string[] = [];
  #endings: string[] = [];
  readonly calls = new Map<string, ModelCall>();
  readonly pending = new Set<Pending>();
  /** Every action that the process of the app was ever asked to perform, oldest first. */
  readonly asked: Pending[] = [];
  readonly #used = new Set<string>();
  #strangers = 0;
  #alarms: Alarm[] = [];
  #turns: (() => void)[] = [];
  #audio: Owner | undefined;
  now = 0;
  /** How many steps were possible. */
  steps = 0;
  alive = true;
  provider = true;
  groups = 2;
  policy: Policy = () => 'fulfilled';
  doNotDisturb = false;
  readonly blocked = new Set<string>();
  readonly allowed = new Set<string>();

  constructor(options: ModelOptions) {
    this.options = options;
  }

  // ── What is seen from outside ──────────────────────────────────────────────────────────────────────────────────

  takeTold(): string[] {
    return this.#told.splice(0);
  }

  takeEndings(): string[] {
    return this.#endings.splice(0);
  }

  own(): ModelCall[] {
    return [...this.calls.values()].filter(({ owner }) => owner === 'app');
  }

  ringing(): ModelCall[] {
    return [...this.calls.values()].filter(({ phase, outgoing }) => phase === 'ringing' && !outgoing);
  }

  /** The buttons of a call that waits: gh BelledonneCommunications/linphone-iphone#217, forums thread 794277. */
  waysToAnswer(call: ModelCall): readonly ('plain' | 'end' | 'hold' | 'end-held')[] {
    const { active, held } = this.#others(call);
    if (active.length === 0) return ['plain'];
    if (this.options.ios >= 26 && active.every(({ owner }) => owner === call.owner)) {
      return this.#maximumGroups(call.owner) > 1 ? ['plain'] : ['end'];
    }
    const holdable = active.every(({ phase, update }) => phase === 'talking' && update.holding !== false);
    if (!holdable) return ['end'];
    if (held.length > 0) return ['end', 'end-held'];
    return this.#groupsOf(call.owner, call) < this.#maximumGroups(call.owner) ? ['end', 'hold'] : ['end'];
  }

  /** A name for the next call that is not the app's. */
  nameStranger(): string {
    this.#strangers += 1;
    return `stranger ${this.#strangers}`;
  }

  mergeable(call: ModelCall, other: ModelCall): boolean {
    const same = call.group !== undefined && call.group === other.group;
    const groupable = [call, other].every(({ update, owner }) => update.grouping !== false && owner === 'app');
    return groupable && !same && call !== other && call.phase === 'talking' && !call.held && other.held;
  }

  // ── The app reports ────────────────────────────────────────────────────────────────────────────────────────────

  reportIncoming(id: string, update: Update, number: string): void {
    const code = this.#refusal(id, number, 'app');
    if (code === null) this.#ring(id, 'app', update);
    this.#say(`reported ${code}`);
  }

  reportUpdated(id: string, update: Update): void {
    const call = this.#known(id);
    if (call === undefined) return this.#see('update: unknown UUID');
    call.update = { ...call.update, ...update };
    this.#see('update: merges what is set');
  }

  reportEnded(id: string, reason: string): void {
    const call = this.#known(id);
    if (call === undefined) return this.#see('end report: unknown UUID');
    if (call.endTold) return this.#see('end report: second one ignored');
    call.endTold = true;
    const end = () => this.#end(call, 'app', reason);
    if (!call.outgoing && this.now - call.createdAt < 2_000) {
      this.#see('end report: waits for the minimum ring time');
      this.#alarm(call.createdAt + 2_010, end);
    } else {
      this.#see('end report: ends');
      end();
    }
  }

  reportOutgoing(id: string, phase: 'started-connecting' | 'connected'): void {
    const call = this.#known(id);
    if (call === undefined) return;
    if (!call.outgoing) return this.#see('outgoing report: ignored for an incoming call');
    if (phase === 'connected') call.phase = 'talking';
    this.#see(phase === 'connected' ? 'outgoing report: connected' : 'outgoing report: started connecting');
  }

  // ── The app asks ───────────────────────────────────────────────────────────────────────────────────────────────

  request(actions: readonly Action[]): void {
    const code = this.#requestRefusal(actions);
    this.#say(`requested ${code}`);
    if (code !== null) return;
    for (const action of actions) {
      const call = this.calls.get(action.call);
      this.#see(REQUESTED[action.type](action));
      if (action.type === 'answer' && call?.phase === 'ringing') call.phase = 'connecting';
      if (action.type === 'start') this.#add(action.call, 'app', {}, true);
    }
    const opens = actions.some(({ type, ...more }) => {
      return type === 'start' || type === 'answer' || (type === 'set-held' && 'on' in more && !more.on);
    });
    const others = opens ? this.#talking().filter(({ owner, held }) => owner !== 'app' && !held) : [];
    if (others.length > 0) this.#see('request: holds calls of others');
    this.#commit('app', [...others.map(({ id }) => hold(id, true)), ...actions]);
  }

  /** The app completes an action that it has let wait, or one that is not pending any more. */
  complete(pending: Pending, outcome: 'fulfilled' | 'failed'): void {
    if (!this.pending.has(pending)) this.#see('outcome: late or second one ignored');
    this.#complete(pending, outcome, 'app');
  }

  // ── The user ───────────────────────────────────────────────────────────────────────────────────────────────────

  answer(call: ModelCall, way: 'plain' | 'end' | 'hold' | 'end-held'): void {
    if (call.phase !== 'ringing') return;
    const { active, held } = this.#others(call);
    let chosen = way;
    if (way === 'plain' && active.length > 0) {
      chosen = this.waysToAnswer(call).at(-1) ?? 'end';
      if (chosen === 'plain') {
        chosen = held.length > 0 ? 'end-held' : 'hold';
        this.#see('user: plain Accept holds');
      }
    }
    const actions: Action[] = [];
    if (active.length > 0) {
      if (chosen === 'end') actions.push(...active.map(({ id }) => end(id)));
      if (chosen === 'end-held') actions.push(...held.map(({ id }) => end(id)));
      if (chosen !== 'end') actions.push(...active.map(({ id }) => hold(id, true)));
      if (active.some(({ owner }) => owner !== call.owner)) this.#see('user: answers what another app holds up');
    }
    this.#see(active.length === 0 || chosen === 'plain' ? 'user: answers' : ANSWERED[chosen]);
    call.phase = 'connecting';
    this.#commit('user', [...actions, { type: 'answer', call: call.id }]);
  }

  hangUp(call: ModelCall): void {
    this.#see(call.phase === 'ringing' ? 'user: declines' : 'user: hangs up');
    this.#endBy('user', call);
  }

  toggleMute(call: ModelCall): void {
    this.#see(call.muted ? 'user: unmutes' : 'user: mutes');
    this.#commit('user', [{ type: 'set-muted', call: call.id, on: !call.muted }]);
  }

  /** Hold, or back from it; a call that is talked on makes room for the one that comes back. */
  toggleHold(call: ModelCall): void {
    const others = call.held ? this.#talking().filter((each) => each !== call && !each.held) : [];
    this.#see(others.length > 0 ? 'user: swaps' : call.held ? 'user: resumes' : 'user: holds');
    this.#commit('user', [...others.map(({ id }) => hold(id, true)), hold(call.id, !call.held)]);
  }

  merge(call: ModelCall, other: ModelCall): void {
    this.#see('user: merges');
    this.#commit('user', [{ type: 'set-group', call: call.id, other: other.id }]);
  }

  split(call: ModelCall): void {
    this.#see('user: splits');
    this.#commit('user', [{ type: 'set-group', call: call.id, other: null }]);
  }

  // ── Others ─────────────────────────────────────────────────────────────────────────────────────────────────────

  receive(owner: 'cellular' | 'another-app', id: string, holding: boolean | undefined): void {
    if (this.#refusal(id, '+15550199', owner) !== null) return this.#see('others: refused by a filter');
    this.#see(owner === 'cellular' ? 'others: cellular call rings' : 'others: call of another app rings');
    this.#ring(id, owner, holding === undefined ? {} : { holding });
  }

  dialCellular(id: string): void {
    const active = [...this.calls.values()].filter(({ phase, held }) => phase !== 'ringing' && !held);
    const call = this.#add(id, 'cellular', {}, true);
    const away = active.map((each): Action => {
      const holdable = each.phase === 'talking' && each.update.holding !== false;
      this.#see(holdable ? 'others: user dials and holds' : 'others: user dials and ends');
      return holdable ? hold(each.id, true) : end(each.id);
    });
    this.#commit('user', [...away, { type: 'start', call: id }]);
    call.phase = 'talking';
  }

  remoteHangUp(call: ModelCall): void {
    this.#see('others: remote party hangs up');
    this.#end(call, 'app', 'remoteEnded');
  }

  // ── Provider, process, time ────────────────────────────────────────────────────────────────────────────────────

  registerProvider(groups: number): void {
    if (this.provider) this.#see('provider: second one takes over');
    this.provider = true;
    this.groups = groups;
    this.#say('began');
  }

  invalidateProvider(): void {
    if (!this.options.invalidateEndsCalls) return this.#see('provider: invalidated');
    this.#see('provider: invalidated as documented');
    for (const call of this.own()) this.#end(call, 'app', 'failed');
    this.provider = false;
  }

  /** The daemon starts anew: every call is lost, and what was under way is forgotten. */
  restart(): void {
    if (this.own().length > 0) this.#see('provider: reset in a call');
    this.pending.clear();
    // Nobody is there to say that the audio session is lost.
    this.#audio = undefined;
    for (const call of this.calls.values()) this.#end(call, 'system', null);
    if (!this.provider) return;
    this.#say('reset');
    this.#say('began');
  }

  kill(): void {
    if (this.own().length > 0) this.#see('app: killed in a call');
    if ([...this.pending].some(({ owner }) => owner === 'app')) this.#see('app: killed with an action pending');
    this.alive = false;
    for (const call of this.own()) this.#end(call, 'system', null);
    this.provider = false;
    this.#told = [];
    this.asked.length = 0;
  }

  launch(): void {
    this.alive = true;
    if (this.calls.size > 0) this.#see('app: launched beside calls of others');
  }

  elapse(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const next = this.#alarms.reduce<Alarm | undefined>(
        (first, alarm) => (alarm.at <= until && alarm.at < (first?.at ?? NEVER) ? alarm : first),
        undefined,
      );
      if (next === undefined) break;
      this.#alarms = this.#alarms.filter((alarm) => alarm !== next);
      this.now = Math.max(this.now, next.at);
      next.ring();
      this.settle();
    }
    this.now = until;
  }

  // ── Rules ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #refusal(id: string, number: string, owner: Owner): number | null {
    const see = (transition: Transition) => {
      if (owner === 'app') this.#see(transition);
    };
    const refuse = (transition: Transition, code: number) => {
      see(transition);
      return code;
    };
    if (this.calls.has(id)) return refuse('report: UUID exists', 2);
    if (this.doNotDisturb && !this.allowed.has(number)) return refuse('report: Do Not Disturb', 3);
    if (this.doNotDisturb) see('report: allowed through Do Not Disturb');
    if (this.blocked.has(number)) return refuse('report: block list', 4);
    if (this.#used.has(id)) see('report: UUID free again after the end');
    see('report: rings');
    return null;
  }

  #requestRefusal(actions: readonly Action[]): number | null {
    const refuse = (transition: Transition, code: number) => {
      this.#see(transition);
      return code;
    };
    if (actions.length === 0) return refuse('request: empty transaction', 3);
    if (!this.provider) return refuse('request: unknown provider', 2);
    const started = new Set<string>();
    for (const [index, action] of actions.entries()) {
      const code = this.#actionRefusal(action, started, refuse);
      if (code === null) continue;
      if (index > 0) this.#see('request: a good action falls with a bad one');
      return code;
    }
    return null;
  }

  #actionRefusal(action: Action, started: Set<string>, refuse: (transition: Transition, code: number) => number) {
    if (action.type === 'start') {
      if (started.has(action.call)) return refuse('request: UUID twice in one transaction', 5);
      if (this.calls.has(action.call)) return refuse('request: UUID exists', 5);
      if (this.#groupsOf('app') + started.size >= this.groups) return refuse('request: maximum of groups', 7);
      started.add(action.call);
      return null;
    }
    if (this.#known(action.call) === undefined) return refuse('request: unknown UUID', 4);
    const stranger = action.type === 'set-group' && action.other !== null && !this.calls.has(action.other);
    return stranger ? refuse('request: unknown call to group with', 4) : null;
  }

  #ring(id: string, owner: Owner, update: Update): void {
    const call = this.#add(id, owner, update, false);
    this.#alarm(call.createdAt + 60_000, () => {
      if (this.calls.get(id) !== call || call.phase !== 'ringing') return;
      if (this.options.ios < 16) return this.#see('time: unanswered call rings on');
      this.#see('time: unanswered call ends after 60 s');
      this.#endBy('system', call);
    });
  }

  #add(id: string, owner: Owner, update: Update, outgoing: boolean): ModelCall {
    const call: ModelCall = {
      id,
      owner,
      outgoing,
      update,
      createdAt: this.now,
      phase: outgoing ? 'connecting' : 'ringing',
      held: false,
      muted: false,
      started: false,
      group: undefined,
      endTold: false,
    };
    this.#used.add(id);
    this.calls.set(id, call);
    return call;
  }

  #endBy(source: Group['source'], call: ModelCall): void {
    const asked = [...this.pending].some(({ action }) => action.type === 'end' && action.call === call.id);
    if (!asked) this.#commit(source, [end(call.id)]);
  }

  #end(call: ModelCall, by: string, reason: string | null): void {
    if (this.calls.get(call.id) !== call) return;
    this.calls.delete(call.id);
    this.#endings.push(`${call.id} by ${by}: ${reason}`);
    for (const pending of this.pending) {
      if (pending.action.call === call.id && this.pending.has(pending)) {
        this.#see('outcome: call ended meanwhile');
        this.#complete(pending, 'failed', 'call-ended');
      }
    }
    this.#silence(call.owner);
    if (call.owner === 'cellular' && call.phase === 'talking' && !call.held) this.#afterCellular(by);
    this.#tidy(call.group);
  }

  /** twilio/twilio-voice-ios#152 and #89. */
  #afterCellular(by: string): void {
    if ([...this.calls.values()].some(({ phase, held }) => phase !== 'ringing' && !held)) return;
    const held = [...this.calls.values()].findLast((call) => call.held);
    if (held === undefined) return;
    if (by !== 'user') return this.#see('others: held call stays held after the remote party ended the cellular call');
    this.#see('others: held call comes back after the user ended the cellular call');
    this.#commit('system', [hold(held.id, false)]);
  }

  #commit(source: Group['source'], actions: readonly Action[]): void {
    const group: Group = { source, members: [] };
    for (const action of actions) {
      const owner = this.calls.get(action.call)?.owner ?? 'app';
      const pending: Pending = { action, owner, group, outcome: 'pending', why: undefined };
      group.members.push(pending);
      this.pending.add(pending);
      this.#alarm(this.now + (TIMEOUTS[action.type] ?? 5_000), () => this.#timeOut(pending));
    }
    if (new Set(group.members.map(({ owner }) => owner)).size > 1) {
      this.#see('outcome: calls change when the whole group is complete');
    }
    for (const owner of new Set(group.members.map((each) => each.owner))) {
      const own = group.members.filter((each) => each.owner === owner);
      if (owner === 'app') {
        this.#say(`perform ${own.map(({ action }) => `${action.type} ${action.call}`).join(', ')}`);
        this.asked.push(...own);
      }
      this.#turns.push(() => this.#perform(owner, own));
    }
  }

  /** The callers that stand in for others fulfil everything. */
  #perform(owner: Owner, own: readonly Pending[]): void {
    if (owner === 'app' && !this.alive) return;
    for (const pending of own) {
      const outcome = owner === 'app' ? this.policy(pending.action.type) : 'fulfilled';
      if (outcome !== 'wait') this.#complete(pending, outcome, 'app');
    }
  }

  #timeOut(pending: Pending): void {
    if (!this.pending.has(pending)) return;
    if (pending.owner === 'app') this.#say(`timed out ${pending.action.type} ${pending.action.call}`);
    this.#complete(pending, 'failed', 'timeout');
  }

  #complete(pending: Pending, outcome: 'fulfilled' | 'failed', why: 'app' | 'timeout' | 'call-ended'): void {
    if (!this.pending.delete(pending)) return;
    pending.outcome = outcome;
    pending.why = why;
    if (why !== 'call-ended' && pending.owner === 'app') {
      this.#see(`${pending.action.type}: ${why === 'timeout' ? 'timed out' : outcome}`);
    }
    const { group } = pending;
    if (group.members.every((each) => each.outcome !== 'pending')) this.#takeEffect(group);
  }

  #takeEffect(group: Group): void {
    for (const pending of group.members) {
      const call = this.calls.get(pending.action.call);
      if (call === undefined) continue;
      if (pending.outcome === 'fulfilled') this.#fulfilled(pending.action, call, group);
      else this.#failed(pending, call);
    }
  }

  #fulfilled(action: Action, call: ModelCall, { source }: Group): void {
    switch (action.type) {
      case 'answer':
      case 'start':
        if (action.type === 'answer') call.phase = 'talking';
        call.started = true;
        this.#hear(call);
        break;
      case 'end':
        this.#end(call, source, null);
        break;
      case 'set-held':
        call.held = action.on;
        if (action.on) this.#silence(call.owner);
        else this.#hear(call);
        break;
      case 'set-muted':
        call.muted = action.on;
        break;
      case 'set-group':
        this.#regroup(call, action.other === null ? undefined : this.calls.get(action.other));
        break;
      case 'play-dtmf':
        break;
    }
  }

  #failed({ action, why, group }: Pending, call: ModelCall): void {
    if (action.type === 'start' || action.type === 'answer') {
      this.#end(call, why === 'app' ? 'app' : 'system', 'failed');
    } else if (action.type === 'end') {
      this.#end(call, group.source, 'failed');
    } else if (action.type === 'set-held' || action.type === 'set-group') {
      const took = group.members.some((each) => each.outcome === 'fulfilled' && each.action.type !== 'end');
      if (!took) return;
      this.#see('outcome: call disconnected, since another action took effect');
      this.#end(call, why === 'app' ? 'app' : 'system', 'failed');
    }
  }

  #regroup(call: ModelCall, other: ModelCall | undefined): void {
    const before = call.group;
    if (other === undefined || other === call) call.group = undefined;
    else {
      other.group ??= other.id;
      call.group = other.group;
    }
    if (before !== call.group) this.#tidy(before);
  }

  /** A group of one is none. */
  #tidy(group: string | undefined): void {
    const [member, second] = [...this.calls.values()].filter((call) => group !== undefined && call.group === group);
    if (member === undefined || second !== undefined) return;
    member.group = undefined;
    this.#see('group: last member is none');
  }

  // ── Audio session ──────────────────────────────────────────────────────────────────────────────────────────────

  /** An answered or started call that is not held is heard. */
  #isHeard({ started, held }: ModelCall): boolean {
    return started && !held;
  }

  #hear(call: ModelCall): void {
    if (!this.#isHeard(call) || this.#audio === call.owner) return;
    if (this.#audio === 'app') this.#lose();
    this.#audio = call.owner;
    if (call.owner !== 'app') return;
    this.#see('audio: activated');
    this.#say('audio on');
  }

  #silence(owner: Owner): void {
    const heard = [...this.calls.values()].some((call) => call.owner === owner && this.#isHeard(call));
    if (this.#audio !== owner || heard) return;
    if (owner === 'app') this.#lose();
    this.#audio = undefined;
  }

  #lose(): void {
    this.#see('audio: deactivated');
    this.#say('audio off');
  }

  // ── Small things ───────────────────────────────────────────────────────────────────────────────────────────────

  #known(id: string): ModelCall | undefined {
    const call = this.calls.get(id);
    return call?.owner === 'app' ? call : undefined;
  }

  #talking(): ModelCall[] {
    return [...this.calls.values()].filter(({ phase }) => phase === 'talking');
  }

  #others(call: ModelCall) {
    const others = [...this.calls.values()].filter((each) => each !== call && each.phase !== 'ringing');
    return { active: others.filter(({ held }) => !held), held: others.filter(({ held }) => held) };
  }

  #maximumGroups(owner: Owner): number {
    return owner === 'app' ? this.groups : 2;
  }

  #groupsOf(owner: Owner, except?: ModelCall): number {
    const calls = [...this.calls.values()].filter((call) => call.owner === owner && call !== except);
    return new Set(calls.map(({ group, id }) => group ?? id)).size;
  }

  #alarm(at: number, ring: () => void): void {
    this.#alarms.push({ at, ring });
  }

  /** Everybody who was told something has a turn, in the order of the telling. */
  settle(): void {
    for (let turn = this.#turns.shift(); turn !== undefined; turn = this.#turns.shift()) turn();
  }

  #say(text: string): void {
    if (this.alive) this.#told.push(text);
  }

  #see(transition: Transition): void {
    this.seen.add(transition);
  }
}

const TIMEOUTS: Partial<Record<Action['type'], number>> = { start: 600_000, answer: 60_000 };

const ANSWERED = {
  end: 'user: End & Accept',
  hold: 'user: Hold & Accept',
  'end-held': 'user: End Held & Accept',
} as const;

const REQUESTED: Readonly<Record<Action['type'], (action: Action) => Transition>> = {
  start: () => 'request: start',
  answer: () => 'request: answer',
  end: () => 'request: end',
  'set-held': (action) => ('on' in action && action.on ? 'request: hold' : 'request: resume'),
  'set-muted': () => 'request: mute',
  'set-group': (action) => ('other' in action && action.other === null ? 'request: ungroup' : 'request: group'),
  'play-dtmf': () => 'request: tones',
};

function hold(call: string, on: boolean): Action {
  return { type: 'set-held', call, on };
}

function end(call: string): Action {
  return { type: 'end', call };
}
