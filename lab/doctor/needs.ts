/** What a lab needs of the machine that it runs on: the kinds of its phones, and what their entries name. */

import type { PhoneKind } from '../../conformance/catalogue.ts';
import type { Inventory } from '../inventory.ts';

/** Your own key for pushes to real phones, which the lab file names. */
export interface NeededKey {
  /** PEM, as in its .p8 file. */
  readonly key: string;
  readonly keyId: string;
  readonly teamId: string;
}

export interface Needs {
  readonly kinds: ReadonlySet<PhoneKind>;
  /** Addresses at which WebDriverAgent runs already, with the phone they are of. */
  readonly agents: readonly { readonly phone: string; readonly url: string }[];
  /** A real phone without such an address: the driver builds WebDriverAgent, which takes Xcode. */
  readonly buildsAgent: boolean;
  readonly key?: NeededKey;
  /** Reach this gateway too; absent: contact none. */
  readonly gateway?: URL;
}

/** Apple's gateway for builds that are signed for development. */
const APPLES_SANDBOX = new URL('https://api.sandbox.push.apple.com');

/** What whoever asks adds to the lab file. */
export interface Beside {
  readonly kind: readonly PhoneKind[];
  readonly wda?: URL;
  /** `true` for Apple's sandbox. */
  readonly network?: URL | true;
}

export function needsOf({ phones }: Inventory, { kind, wda, network }: Beside): Needs {
  const kinds = new Set<PhoneKind>([...phones.map((phone) => phone.kind), ...kind]);
  const agents = wda === undefined ? [] : [{ phone: 'a real phone', url: wda.href }];
  if (agents.length > 0) kinds.add('real');
  return {
    kinds,
    agents,
    buildsAgent: kinds.has('real') && agents.length === 0,
    ...(network && { gateway: network === true ? APPLES_SANDBOX : network }),
  };
}

export function has(needs: Needs, ...kinds: readonly PhoneKind[]): boolean {
  return kinds.some((kind) => needs.kinds.has(kind));
}
