/**
 * Tones during a call: each key is an action of its own, and the next goes out when the one before is complete; what
 * follows a pause in a dial string is one action (CXPlayDTMFCallAction documentation). A comma waits a few seconds, a
 * semicolon waits for the user (ActionType.softPause and .hardPause).
 */

import type { Timer } from '../../../clock/index.ts';
import type { PhoneContext } from '../context.ts';
import type { CallWatcher, TrackedCall } from './call-registry.ts';

interface Step {
  readonly digits: string;
  /** CXPlayDTMFCallActionType: singleTone 1, softPause 2, hardPause 3. */
  readonly type: 1 | 2 | 3;
}

interface Queue {
  readonly steps: Step[];
  timer?: Timer;
  /** The digits that wait for the user. */
  asking?: Step;
  /** An action is with the app. */
  busy: boolean;
}

const PAUSES: Readonly<Record<string, 2 | 3>> = { ',': 2, ';': 3 };

export class DialTones implements CallWatcher {
  readonly #context: PhoneContext;
  readonly #send: (call: TrackedCall, digits: string, type: 1 | 2 | 3) => void;
  readonly #queues = new Map<TrackedCall, Queue>();

  constructor(context: PhoneContext, send: (call: TrackedCall, digits: string, type: 1 | 2 | 3) => void) {
    this.#context = context;
    this.#send = send;
  }

  /** @param text digits, `*` and `#`, with `,` and `;` as pauses. */
  play(call: TrackedCall, text: string): void {
    if (call.update.supportsDTMF === false) return;
    const queue = this.#queues.get(call) ?? { steps: [], busy: false };
    queue.steps.push(...stepsOf(text));
    this.#queues.set(call, queue);
    this.#next(call, queue);
  }

  /** The user lets the digits after a hard pause go. */
  proceed(call: TrackedCall): void {
    const queue = this.#queues.get(call);
    const step = queue?.asking;
    if (queue === undefined || step === undefined) return;
    delete queue.asking;
    this.#play(call, queue, step);
  }

  /** An action of this call is complete. */
  completed(call: TrackedCall): void {
    const queue = this.#queues.get(call);
    if (queue === undefined) return;
    queue.busy = false;
    this.#next(call, queue);
  }

  ended(call: TrackedCall): void {
    this.#queues.get(call)?.timer?.cancel();
    this.#queues.delete(call);
  }

  cleared(): void {
    for (const call of this.#queues.keys()) this.ended(call);
  }

  #next(call: TrackedCall, queue: Queue): void {
    if (queue.busy || queue.timer !== undefined || queue.asking !== undefined) return;
    const step = queue.steps.shift();
    if (step === undefined) {
      this.#queues.delete(call);
    } else if (step.type === 1) {
      this.#play(call, queue, step);
    } else if (step.type === 2) {
      queue.timer = this.#context.clock.setTimeout(() => {
        delete queue.timer;
        this.#play(call, queue, step);
      }, this.#context.settings.softPauseMs);
    } else {
      queue.asking = step;
      this.#context.note('tones.waiting', { call: call.id, digits: step.digits });
    }
  }

  #play(call: TrackedCall, queue: Queue, { digits, type }: Step): void {
    queue.busy = true;
    this.#send(call, digits, type);
  }
}

function stepsOf(text: string): readonly Step[] {
  return [...text.matchAll(/([,;]?)([^,;]+)/g)].flatMap(([, pause = '', digits = '']): Step[] => {
    const type = PAUSES[pause];
    return type === undefined ? Array.from(digits, (digit) => ({ digits: digit, type: 1 })) : [{ digits, type }];
  });
}
