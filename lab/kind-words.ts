/** How a message names a kind of phone. */

import type { PhoneKind } from '../conformance/catalogue.ts';

const ON: Readonly<Record<PhoneKind, string>> = {
  virtual: 'on a virtual phone',
  simulator: 'on a simulator',
  real: 'on a real phone',
  manual: 'on a manual phone',
};

export function onKind(kind: PhoneKind): string {
  return ON[kind];
}
