/**
 * The values of a run that are sensitive by their type, as the fields of its journal held them. They are kept in memory
 * alone, to be found again in messages, which repeat what a screen or a server showed.
 */

import { maskOf, type SensitiveType } from './sensitive.ts';

/** Fields of the journal by kind of event (docs/reference/journal.md); a point leads into an object. */
const JOURNAL_FIELDS: Readonly<Record<string, Readonly<Record<string, SensitiveType>>>> = {
  'call.dialed': { from: 'handle', to: 'user name' },
  'call.placed': { to: 'handle', user: 'user name' },
  'call.transferred': { to: 'handle' },
  'call.reported': { caller: 'display name' },
  'device.registered': { user: 'user name', device: 'device identifier' },
  'push.accepted': {
    token: 'device token',
    'payload.call.from.name': 'display name',
    'payload.call.from.handle': 'handle',
  },
  'push.rejected': { token: 'device token' },
  'push.unheard': { token: 'device token' },
  'relay.sent': { token: 'device token' },
  'token.issued': { token: 'device token' },
};

/** A single letter says nothing of anybody. */
const LEAST_LENGTH = 2;

export class TypedValues {
  readonly #types = new Map<string, SensitiveType>();

  /** @param phone udid of the phone that the events are of, when there is one */
  learn(events: readonly { readonly kind: string; readonly data: object; readonly phone?: string }[]): void {
    for (const { kind, data, phone } of events) {
      if (phone !== undefined) this.add(phone, 'device identifier');
      for (const [path, type] of Object.entries(JOURNAL_FIELDS[kind] ?? {})) {
        const value = at(data, path);
        // The journal itself cuts device tokens.
        if (typeof value === 'string') this.add(value.replace(/…$/, ''), type);
      }
    }
  }

  /** A value that is known from elsewhere; the first type that it was known by stays. */
  add(value: string, type: SensitiveType): void {
    if (value.trim().length >= LEAST_LENGTH && !this.#types.has(value)) this.#types.set(value, type);
  }

  addAll(other: TypedValues): void {
    for (const [value, type] of other.#types) this.add(value, type);
  }

  /** @returns the text with each of the values, as a word, replaced by its type */
  maskIn(text: string): string {
    const found = [...this.#types]
      .filter(([value]) => text.includes(value))
      .toSorted(([a], [b]) => b.length - a.length);
    return found.reduce((rest, [value, type]) => {
      const more = type === 'device token' ? '[0-9a-f]*…?' : '(?![\\p{L}\\p{N}])';
      return rest.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])${literally(value)}${more}`, 'gu'), maskOf(type));
    }, text);
  }
}

/** For a pattern: every sign as itself. */
function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function at(data: object, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => {
    return typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[name] : undefined;
  }, data);
}
