/** CXHandle: how a caller can be reached; a value. */

import type { HandleData } from '../../messages.ts';
import type { CXHandleType } from './constants.ts';

export class CXHandle {
  readonly type: CXHandleType;
  readonly value: string;

  constructor(type: CXHandleType, value: string) {
    this.type = type;
    this.value = value;
  }

  isEqual(other: CXHandle | null): boolean {
    return other?.type === this.type && other.value === this.value;
  }
}

export function handleData(handle: CXHandle): HandleData {
  return { type: handle.type, value: handle.value };
}
