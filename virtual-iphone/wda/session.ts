/** One WebDriver session on a phone: the app under test, and the requests to answer when the session ends. */

import { randomUUID } from 'node:crypto';
import { type Body, isObject } from './arguments.ts';
import { WdaError } from './errors.ts';

export class Session {
  readonly id = randomUUID().toUpperCase();
  readonly bundleId: string | undefined;
  readonly terminatesApp: boolean;
  /** The app under test was started and nobody ended it on purpose: not running means that it crashed. */
  expectsApp = false;
  readonly #interrupts = new Set<(reason: WdaError) => void>();
  readonly #endings: (() => void)[] = [];

  constructor(capabilities: Body) {
    this.bundleId = typeof capabilities.bundleId === 'string' ? capabilities.bundleId : undefined;
    this.terminatesApp = capabilities.shouldTerminateApp !== false;
  }

  /** The work's result, or `invalid session id` as soon as the session ends. */
  untilEnded<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#interrupts.add(reject);
      work.then(resolve, reject).finally(() => this.#interrupts.delete(reject));
    });
  }

  onEnd(ending: () => void): void {
    this.#endings.push(ending);
  }

  end(): void {
    for (const ending of this.#endings) ending();
    for (const interrupt of this.#interrupts) {
      interrupt(new WdaError('invalid session id', `The session ${this.id} was ended while this request waited.`));
    }
  }
}

/**
 * The capabilities that a POST /session body settles on, without `appium:` prefixes.
 * @throws WdaError `session not created`
 */
export function sessionCapabilities(body: Body): Body {
  const { capabilities } = body;
  if (!isObject(capabilities)) {
    throw new WdaError('session not created', "The body of POST /session must have an object 'capabilities'.");
  }
  const always = isObject(capabilities.alwaysMatch) ? capabilities.alwaysMatch : {};
  const alternatives: unknown = capabilities.firstMatch ?? [{}];
  const first: unknown = Array.isArray(alternatives) ? (alternatives[0] ?? {}) : undefined;
  if (!isObject(first)) {
    throw new WdaError('session not created', "'capabilities.firstMatch' must be a list of objects.");
  }
  const [common, chosen] = [withoutPrefix(always), withoutPrefix(first)];
  const twice = Object.keys(chosen).find((key) => Object.hasOwn(common, key));
  if (twice !== undefined) {
    throw new WdaError('session not created', `The capability '${twice}' is both in alwaysMatch and in firstMatch.`);
  }
  return { ...common, ...chosen };
}

function withoutPrefix(capabilities: Body): Body {
  return Object.fromEntries(Object.entries(capabilities).map(([key, value]) => [key.replace(/^appium:/, ''), value]));
}
