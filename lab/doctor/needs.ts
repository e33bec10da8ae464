/** What a lab needs of the machine that it runs on: the kinds of its phones, and what their entries name. */

import type { PhoneKind } from '../../conformance/catalogue.ts';
import type { RelayOptions } from '../../mock-apns/index.ts';
import type { Inventory } from '../inventory.ts';
import type { OutsideEntry } from '../outside-testbed.ts';

/** Your own key for pushes to real phones, which the lab file names. */
export interface NeededKey {
  /** PEM, as in its .p8 file. */
  readonly key: string;
  readonly keyId: string;
  readonly teamId: string;
}

export interface Listening {
  readonly phone: string;
  /** The setting of the lab file. */
  readonly setting: 'callServer' | 'probe';
  readonly host: string;
  readonly port: number;
}

export interface Needs {
  readonly kinds: ReadonlySet<PhoneKind>;
  /** Addresses at which WebDriverAgent runs already, with the phone they are of. */
  readonly agents: readonly { readonly phone: string; readonly url: string }[];
  /** A real phone without such an address: the driver builds WebDriverAgent, which takes Xcode. */
  readonly buildsAgent: boolean;
  readonly key?: NeededKey;
  /** Where the lab will listen for phones outside, as its file says. */
  readonly listens: readonly Listening[];
  /** Reach this gateway too; absent: contact none. */
  readonly gateway?: URL;
}

/** Apple's gateway for builds that are signed for development. */
const APPLES_SANDBOX = new URL('https://api.sandbox.push.apple.com');
/** And for those from TestFlight and the App Store. */
const APPLES_PRODUCTION = new URL('https://api.push.apple.com');

/** What whoever asks adds to the lab file. */
export interface Beside {
  readonly kind: readonly PhoneKind[];
  readonly wda?: URL;
  /** `true` for Apple's sandbox. */
  readonly network?: URL | true;
}

export function needsOf({ phones }: Inventory, { kind, wda, network }: Beside): Needs {
  const real = phones.filter((phone) => phone.kind === 'real');
  const kinds = new Set<PhoneKind>([...phones.map((phone) => phone.kind), ...kind]);
  const agents = real.flatMap(({ name, webDriverAgent }) =>
    'url' in webDriverAgent ? [{ phone: name, url: webDriverAgent.url }] : [],
  );
  if (wda !== undefined) agents.push({ phone: 'a real phone', url: wda.href });
  if (agents.length > 0) kinds.add('real');
  const [relay] = phones.flatMap((phone) => ('relay' in phone ? [phone.relay] : []));
  const key = relay !== undefined && 'keyId' in relay.credential ? relay.credential : undefined;
  return {
    kinds,
    agents,
    buildsAgent:
      real.length > 0
        ? real.some(({ webDriverAgent }) => 'build' in webDriverAgent)
        : agents.length === 0 && kinds.has('real'),
    ...(key && { key }),
    listens: phones.flatMap((phone) => (phone.kind === 'virtual' ? [] : listeningFor(phone))),
    ...(network && { gateway: network === true ? gatewayOf(relay?.to) : network }),
  };
}

function listeningFor({ name: phone, callServer, probe }: OutsideEntry): readonly Listening[] {
  const at = (setting: Listening['setting'], { host, port }: Omit<Listening, 'phone' | 'setting'>) => ({
    phone,
    setting,
    host,
    port,
  });
  return [at('callServer', callServer), ...(probe === undefined ? [] : [at('probe', probe)])];
}

/** Of the lab's real phones where it has some; they all push through the same key and world, or the first decides. */
function gatewayOf(to: RelayOptions['to'] | undefined): URL {
  if (typeof to === 'object') return new URL(to.url);
  return to === 'production' ? APPLES_PRODUCTION : APPLES_SANDBOX;
}

export function has(needs: Needs, ...kinds: readonly PhoneKind[]): boolean {
  return kinds.some((kind) => needs.kinds.has(kind));
}
