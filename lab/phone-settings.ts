/**
 * Settings of a virtual phone in a lab file: what Apple leaves undocumented or to the user. Names, kinds of value and
 * defaults are the phone's own (`virtual-iphone/daemons/settings.ts`).
 */

import { z } from 'zod';
import { CALL_FILTERS, DEFAULT_SETTINGS, type PhoneSettings } from '../virtual-iphone/daemons/settings.ts';

type Choice = { [K in keyof PhoneSettings]: PhoneSettings[K] extends string ? K : never }[keyof PhoneSettings];

/** A setting with words for values that is missing here does not compile. */
const CHOICES: { readonly [K in Choice]: readonly PhoneSettings[K][] } = {
  voipBeforeFirstUnlock: ['queue', 'launch', 'drop'],
  appearance: ['light', 'dark'],
  incomingCallStyle: ['system', 'full-screen'],
  answeredFullScreen: ['in-call', 'app'],
  islandTouch: ['call-screen', 'expand'],
  emptyTransactionError: ['emptyTransaction', 'unentitled'],
};

function valueOf(name: string, byDefault: unknown): z.ZodType {
  if (name in CHOICES) return z.enum(CHOICES[name as Choice]);
  if (name === 'filterOrder') return z.array(z.enum(CALL_FILTERS));
  return typeof byDefault === 'boolean' ? z.boolean() : z.number().min(0);
}

export const PhoneSettingsInFile = z.strictObject(
  Object.fromEntries(
    Object.entries(DEFAULT_SETTINGS).map(([name, byDefault]) => [name, valueOf(name, byDefault).optional()]),
  ),
) as z.ZodType<Partial<PhoneSettings>>;
