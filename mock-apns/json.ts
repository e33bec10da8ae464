/** Reading JSON that an outsider wrote. */

import type { JsonValue } from '../clock/index.ts';

export interface JsonObject {
  [key: string]: JsonValue | undefined;
}

/** The object that `text` is the JSON of; undefined when it is not JSON, or not an object. */
export function readObject(text: string): JsonObject | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
