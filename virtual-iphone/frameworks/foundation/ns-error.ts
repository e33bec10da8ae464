/** NSError with domain and code; CallKit's errors carry no userInfo, so the description is the generic one. */

import type { ErrorData } from '../../messages.ts';

export class NSError {
  readonly domain: string;
  readonly code: number;

  constructor(domain: string, code: number) {
    this.domain = domain;
    this.code = code;
  }

  get localizedDescription(): string {
    return `The operation couldn’t be completed. (${this.domain} error ${this.code}.)`;
  }

  toString(): string {
    return `Error Domain=${this.domain} Code=${this.code} "(null)"`;
  }
}

export function errorFrom(data: ErrorData | null): NSError | null {
  return data === null ? null : new NSError(data.domain, data.code);
}
