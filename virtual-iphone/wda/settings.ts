/**
 * WebDriverAgent's settings: names, defaults and lifetimes. Some return to their default with every session, the rest
 * live as long as WebDriverAgent does, so that a value set by one test leaks into the next, as on a real phone.
 * What a virtual phone has no use for is stored and told back.
 */

import { isObject } from './arguments.ts';
import { WdaError } from './errors.ts';
import { parseClassChain } from './locators/class-chain.ts';

type SettingValue = string | number | boolean;

interface Setting {
  readonly default: SettingValue;
  readonly lifetime: 'session' | 'process';
  /** Says what a wrong value should have been. */
  readonly check?: (value: SettingValue) => void;
}

const session = (value: SettingValue, check?: Setting['check']): Setting => ({
  default: value,
  lifetime: 'session',
  ...(check === undefined ? {} : { check }),
});
const lasting = (value: SettingValue, check?: Setting['check']): Setting => ({
  ...session(value, check),
  lifetime: 'process',
});

const SETTINGS = {
  acceptAlertButtonSelector: session(''),
  accessibilityDeadline: session(0),
  activeAppDetectionPoint: session('', checkPoint),
  animationCoolOffTimeout: session(2),
  autoClickAlertSelector: session('', checkClassChain),
  boundElementsByIndex: session(false),
  defaultActiveApplication: session('auto'),
  defaultAlertAction: session(''),
  dismissAlertButtonSelector: session(''),
  elementResponseAttributes: session('type,label'),
  limitXPathContextScope: session(true),
  maxTypingFrequency: session(60),
  screenshotOrientation: session('auto'),
  screenshotQuality: session(3, range(0, 3)),
  shouldUseCompactResponses: session(true),
  snapshotMaxChildren: session(Number.MAX_SAFE_INTEGER, range(1, Number.MAX_SAFE_INTEGER)),
  snapshotMaxDepth: session(50, range(1, 62)),
  useClearTextShortcut: session(true),
  useFirstMatch: session(false),
  waitForIdleTimeout: session(10),
  enforceCustomSnapshots: lasting(false),
  includeCustomActionsInPageSource: lasting(false),
  includeHittableInPageSource: lasting(false),
  includeMinMaxValueInPageSource: lasting(false),
  includeNativeAccessibilityElementInPageSource: lasting(false),
  includeNativeFrameInPageSource: lasting(false),
  keyboardAutocorrection: lasting(false),
  keyboardPrediction: lasting(false),
  mjpegFixOrientation: lasting(false),
  mjpegScalingFactor: lasting(100, range(1, 100)),
  mjpegServerFramerate: lasting(10, range(0, 60)),
  mjpegServerScreenshotQuality: lasting(25, range(1, 100)),
  reduceMotion: lasting(false),
  respectSystemAlerts: lasting(false),
} as const satisfies Record<string, Setting>;

type SettingName = keyof typeof SETTINGS;
const NAMES = Object.keys(SETTINGS) as SettingName[];

/** `null` takes one of these back; for others it says nothing. */
const CLEARED_BY_NULL: readonly SettingName[] = [
  'acceptAlertButtonSelector',
  'autoClickAlertSelector',
  'defaultAlertAction',
  'dismissAlertButtonSelector',
];

export class Settings {
  readonly #values = new Map<SettingName, SettingValue>();

  text(name: SettingName): string {
    return String(this.#value(name));
  }

  flag(name: SettingName): boolean {
    return this.#value(name) === true;
  }

  number(name: SettingName): number {
    return Number(this.#value(name));
  }

  all(): Readonly<Record<string, SettingValue>> {
    return Object.fromEntries(NAMES.map((name) => [name, this.#value(name)]));
  }

  /**
   * Changes the settings named in `changes`; names that do not exist are ignored.
   * @throws WdaError `invalid argument`, or `invalid selector` for a class chain; nothing is changed then.
   */
  change(changes: unknown): void {
    if (!isObject(changes)) throw new WdaError('invalid argument', "The argument 'settings' must be an object.");
    const accepted = new Map<SettingName, SettingValue>();
    for (const name of NAMES) {
      const value = changes[name];
      if (value === null && CLEARED_BY_NULL.includes(name)) accepted.set(name, SETTINGS[name].default);
      if (value === undefined || value === null) continue;
      accepted.set(name, checked(name, value));
    }
    for (const [name, value] of accepted) this.#values.set(name, value);
  }

  /** What every new session does. */
  resetForSession(): void {
    for (const name of NAMES) if (SETTINGS[name].lifetime === 'session') this.#values.delete(name);
  }

  #value(name: SettingName): SettingValue {
    return this.#values.get(name) ?? SETTINGS[name].default;
  }
}

function checked(name: SettingName, value: unknown): SettingValue {
  const setting: Setting = SETTINGS[name];
  const expected = typeof setting.default;
  // Objective-C's numbers and booleans are one class, so 1 is a good value for a switch.
  const converted = expected === 'boolean' && (value === 0 || value === 1) ? value === 1 : value;
  if (typeof converted !== expected) {
    throw new WdaError(
      'invalid argument',
      `The setting '${name}' must be a ${expected}, not ${JSON.stringify(value)}.`,
    );
  }
  setting.check?.(converted as SettingValue);
  return converted as SettingValue;
}

function range(least: number, most: number): Setting['check'] {
  return (value) => {
    if (Number(value) >= least && Number(value) <= most) return;
    throw new WdaError('invalid argument', `A setting is out of range: ${value} is not between ${least} and ${most}.`);
  };
}

function checkPoint(value: SettingValue): void {
  if (value === '' || /^\s*\d+(\.\d+)?\s*,\s*\d+(\.\d+)?\s*$/.test(String(value))) return;
  throw new WdaError(
    'invalid argument',
    `The setting 'activeAppDetectionPoint' must have the form 'x,y', not '${value}'.`,
  );
}

function checkClassChain(value: SettingValue): void {
  if (value !== '') parseClassChain(String(value));
}
