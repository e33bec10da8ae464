/**
 * apsd: the phone's end of the courier. Registers topics, hands tokens to the apps that ask, and routes pushes by topic.
 */

import type { Timer } from '../../../clock/index.ts';
import type { CourierLink } from '../../links.ts';
import type { ErrorData, ToApp } from '../../messages.ts';
import type { PhoneContext } from '../context.ts';
import type { App, RunningProcess } from '../runningboard/app.ts';
import type { RunningBoard } from '../runningboard/runningboard.ts';
import { type ReceivedPush, receivedPush } from './received-push.ts';

const VOIP_SUFFIX = '.voip';

/** NSCocoaErrorDomain 3010: the registration did not work (UIApplicationDelegate, didFailToRegister…). */
const REGISTRATION_FAILED: ErrorData = { domain: 'NSCocoaErrorDomain', code: 3010 };

export interface PushRoutes {
  readonly voip: (app: App, push: ReceivedPush) => void;
  readonly ordinary: (app: App, push: ReceivedPush) => void;
}

/** What an app hears when its topic has a token, and when there is none. */
interface Answers {
  readonly registered: (token: string) => ToApp;
  readonly failed: ToApp;
}

/** A process that asked for a topic. */
interface Registrant {
  readonly app: App;
  readonly process: RunningProcess | undefined;
  readonly answers: Answers;
}

export class Apsd {
  readonly #context: PhoneContext;
  readonly #runningBoard: RunningBoard;
  readonly #courier: CourierLink;
  readonly #routes: PushRoutes;
  readonly #tokens = new Map<string, Promise<string>>();
  readonly #registrants = new Map<string, Registrant>();
  /** Topics of deleted apps whose tokens still work, with the end of that. */
  readonly #orphans = new Map<string, Timer>();
  #online = false;

  constructor(context: PhoneContext, runningBoard: RunningBoard, courier: CourierLink, routes: PushRoutes) {
    this.#context = context;
    this.#runningBoard = runningBoard;
    this.#courier = courier;
    this.#routes = routes;
  }

  connect(): void {
    this.#online = true;
    this.#courier.connect(async (push) => this.#receive(receivedPush(push)));
  }

  disconnect(): void {
    this.#online = false;
    this.#courier.disconnect();
  }

  /** Without the phone's doing; it takes itself for on line and does nothing about it. */
  loseConnection(): void {
    this.#courier.disconnect();
  }

  /** The connection is made anew unless the phone is off line; stored pushes arrive first. */
  reconnect(): void {
    if (!this.#online) return;
    this.disconnect();
    this.connect();
  }

  /** PKPushRegistry: the token comes on every registration, a known one to a new process as well. */
  registerVoip(app: App): void {
    if (!app.hasBackgroundMode('voip')) {
      this.#context.log('apsd', `${app.bundleId} registers VoIP pushes without the voip background mode`, 'Warning');
      return;
    }
    this.#register(app, app.bundleId + VOIP_SUFFIX, {
      registered: (token) => ({ kind: 'pushkit.credentials', type: 'voIP', token }),
      failed: { kind: 'pushkit.invalidated', type: 'voIP' },
    });
  }

  unregisterVoip(app: App): void {
    this.#unregister(app.bundleId + VOIP_SUFFIX);
  }

  /** registerForRemoteNotifications: needs no permission to alert. */
  registerRemote(app: App): void {
    this.#register(app, app.bundleId, {
      registered: (token) => ({ kind: 'remote.registered', token }),
      failed: { kind: 'remote.failed', error: REGISTRATION_FAILED },
    });
  }

  unregisterRemote(app: App): void {
    this.#unregister(app.bundleId);
  }

  /**
   * The daemon starts anew, as after a crash or when APNs has changed the phone's tokens: running apps are registered
   * again by themselves, and their delegates told (observed).
   */
  restart(): void {
    this.#tokens.clear();
    this.reconnect();
    for (const [topic, { app, process, answers }] of this.#registrants) {
      if (process !== undefined && app.running === process) this.#register(app, topic, answers);
    }
  }

  /** The VoIP topic's token is no longer good; the app must tell its server (PKPushRegistryDelegate documentation). */
  invalidateVoip(app: App): void {
    const topic = app.bundleId + VOIP_SUFFIX;
    if (!this.#tokens.has(topic)) return;
    this.#unregister(topic);
    this.#runningBoard.deliver(app, { kind: 'pushkit.invalidated', type: 'voIP' });
  }

  /**
   * The app was deleted: its topics end, at once or with the nightly comparison of topics and apps, until when a server's
   * old token reaches an app that was installed again (twilio-voice-react-native#456).
   */
  forget(app: App): void {
    const { clock, settings } = this.#context;
    for (const topic of [app.bundleId, app.bundleId + VOIP_SUFFIX]) {
      this.#registrants.delete(topic);
      if (!settings.tokensOutliveApp) {
        this.#unregister(topic);
      } else if (this.#tokens.has(topic)) {
        const reconciliation = clock.setTimeout(() => this.#reconcile(topic), settings.tokenReconciliationMs);
        this.#orphans.get(topic)?.cancel();
        this.#orphans.set(topic, reconciliation);
      }
    }
  }

  #reconcile(topic: string): void {
    this.#orphans.delete(topic);
    const bundleId = topic.endsWith(VOIP_SUFFIX) ? topic.slice(0, -VOIP_SUFFIX.length) : topic;
    if (this.#runningBoard.app(bundleId) === undefined) this.#unregister(topic);
  }

  #register(app: App, topic: string, answers: Answers): void {
    const asker = app.running;
    this.#registrants.set(topic, { app, process: asker, answers });
    const answer = (message: ToApp) => {
      if (app.running === asker) this.#runningBoard.deliver(app, message);
    };
    const release = this.#context.clock.busy(`token for ${topic}`);
    const token = this.#tokens.get(topic) ?? this.#ask(topic);
    token
      .then(
        (value) => answer(answers.registered(value)),
        () => answer(answers.failed),
      )
      .finally(release)
      .catch(() => undefined);
  }

  #ask(topic: string): Promise<string> {
    const token = this.#courier.register(topic);
    this.#tokens.set(topic, token);
    token.then(
      () => this.#context.note('token.issued', { topic }),
      (error: unknown) => {
        if (this.#tokens.get(topic) === token) this.#tokens.delete(topic);
        this.#context.log('apsd', `No token for topic ${topic}: ${String(error)}`, 'Error');
      },
    );
    return token;
  }

  #unregister(topic: string): void {
    this.#registrants.delete(topic);
    if (this.#tokens.delete(topic)) this.#courier.unregister(topic);
  }

  #receive(push: ReceivedPush): void {
    const { note, log } = this.#context;
    note('push.received', { id: push.id, topic: push.topic, pushType: push.pushType });
    log('apsd', `Received message for enabled topic '${push.topic}' of type ${push.pushType}`);
    const ordinary = this.#runningBoard.app(push.topic);
    if (ordinary !== undefined) {
      this.#routes.ordinary(ordinary, push);
      return;
    }
    const voip = push.topic.endsWith(VOIP_SUFFIX)
      ? this.#runningBoard.app(push.topic.slice(0, -VOIP_SUFFIX.length))
      : undefined;
    if (voip !== undefined) this.#routes.voip(voip, push);
    else note('push.dropped', { id: push.id, why: 'not-installed' });
  }
}
