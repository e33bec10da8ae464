/** PKPushRegistry: registers for VoIP pushes and hands them to its delegate. */

import { iosMajor, isIos, isLinked, isStrictVoipApp } from '../availability.ts';
import { logWarning, on, send } from '../bridge.ts';
import { dataFromHex, type NSData } from '../foundation/ns-data.ts';
import { NSException, NSInternalInconsistencyException } from '../foundation/ns-exception.ts';
import { WeakDelegate } from '../weak-delegate.ts';
import { delegateReturned, pushHandedOver } from './must-report.ts';
import {
  PKPushCredentials,
  PKPushPayload,
  type PKPushType,
  PKPushTypeVoIP,
  PKVoIPPushMetadata,
} from './pk-push-credentials.ts';

export interface PKPushRegistryDelegate {
  pushRegistryDidUpdatePushCredentialsForType(
    registry: PKPushRegistry,
    credentials: PKPushCredentials,
    type: PKPushType,
  ): void;
  pushRegistryDidInvalidatePushTokenForType?(registry: PKPushRegistry, type: PKPushType): void;
  /** iOS 8 to 10; later only when the variant with a completion handler is missing. */
  pushRegistryDidReceiveIncomingPushWithPayloadForType?(
    registry: PKPushRegistry,
    payload: PKPushPayload,
    type: PKPushType,
  ): void;
  /** iOS 11 and later. */
  pushRegistryDidReceiveIncomingPushWithPayloadForTypeWithCompletionHandler?(
    registry: PKPushRegistry,
    payload: PKPushPayload,
    type: PKPushType,
    completion: () => void,
  ): void;
  /** iOS 26.4 and later, where it is preferred; older systems do not know it. */
  pushRegistryDidReceiveIncomingVoIPPushWithPayloadMetadataWithCompletionHandler?(
    registry: PKPushRegistry,
    payload: PKPushPayload,
    metadata: PKVoIPPushMetadata,
    completion: () => void,
  ): void;
}

/** Registries of this process that want VoIP pushes; one that the app lets go of is not kept alive by the system. */
let registries: WeakRef<PKPushRegistry>[] = [];
let cachedToken: NSData | null = null;

export class PKPushRegistry {
  readonly #delegate = new WeakDelegate<PKPushRegistryDelegate>();
  #desiredPushTypes: ReadonlySet<PKPushType> | null = null;

  readonly queue: null;

  /** `queue` is null: the main queue, the only one there is here. */
  constructor(queue: null) {
    this.queue = queue;
  }

  get delegate(): PKPushRegistryDelegate | null {
    return this.#delegate.value;
  }

  set delegate(delegate: PKPushRegistryDelegate | null) {
    this.#delegate.value = delegate;
  }

  get desiredPushTypes(): ReadonlySet<PKPushType> | null {
    return this.#desiredPushTypes;
  }

  /** Registers and unregisters what changed; the same set again has no effect. */
  set desiredPushTypes(types: ReadonlySet<PKPushType> | null) {
    const before = this.#desiredPushTypes?.has(PKPushTypeVoIP) ?? false;
    const after = types?.has(PKPushTypeVoIP) ?? false;
    if (after) requireCallKitBeside();
    this.#desiredPushTypes = types === null ? null : new Set(types);
    if (before === after) return;
    registries = registries.filter((reference) => reference.deref() !== undefined && reference.deref() !== this);
    if (after) {
      registries.push(new WeakRef(this));
      send({ kind: 'pushkit.register', type: 'voIP' });
    } else if (registries.length === 0) {
      send({ kind: 'pushkit.unregister', type: 'voIP' });
    }
  }

  /** The token as known to this process; null until the first update. */
  pushTokenForType(type: PKPushType): NSData | null {
    return type === PKPushTypeVoIP ? cachedToken : null;
  }
}

/** "PushKit without CallKit is not allowed" for an app under the iOS 13 rule: asserted when it registers. */
function requireCallKitBeside(): void {
  if (!isStrictVoipApp() || isLinked('CallKit')) return;
  throw new NSException(
    NSInternalInconsistencyException,
    'PushKit apps that receive VoIP pushes must link against CallKit.framework.',
  );
}

function listening(): { registry: PKPushRegistry; delegate: PKPushRegistryDelegate }[] {
  return registries.flatMap((reference) => {
    const registry = reference.deref();
    const delegate = registry?.delegate ?? null;
    return registry === undefined || delegate === null ? [] : [{ registry, delegate }];
  });
}

on('pushkit.credentials', ({ token }) => {
  cachedToken = dataFromHex(token);
  for (const { registry, delegate } of listening()) {
    const credentials = new PKPushCredentials(PKPushTypeVoIP, cachedToken);
    delegate.pushRegistryDidUpdatePushCredentialsForType(registry, credentials, PKPushTypeVoIP);
  }
});

on('pushkit.invalidated', () => {
  cachedToken = null;
  for (const { registry, delegate } of listening()) {
    delegate.pushRegistryDidInvalidatePushTokenForType?.(registry, PKPushTypeVoIP);
  }
});

on('pushkit.push', ({ push, payload, mustReport }) => {
  pushHandedOver(mustReport);
  const receivers = listening();
  if (receivers.length === 0) logWarning('PushKit', 'A VoIP push arrived and no registry with a delegate is alive.');
  const complete = completionOf(push);
  for (const { registry, delegate } of receivers) {
    handOver(registry, delegate, new PKPushPayload(PKPushTypeVoIP, payload), mustReport, complete);
  }
  delegateReturned();
});

/** The newest variant that both this iOS and the delegate know. */
function handOver(
  registry: PKPushRegistry,
  delegate: PKPushRegistryDelegate,
  payload: PKPushPayload,
  mustReport: boolean,
  complete: () => void,
): void {
  if (hasMetadataVariant() && delegate.pushRegistryDidReceiveIncomingVoIPPushWithPayloadMetadataWithCompletionHandler) {
    const metadata = new PKVoIPPushMetadata(mustReport);
    delegate.pushRegistryDidReceiveIncomingVoIPPushWithPayloadMetadataWithCompletionHandler(
      registry,
      payload,
      metadata,
      complete,
    );
  } else if (iosMajor() >= 11 && delegate.pushRegistryDidReceiveIncomingPushWithPayloadForTypeWithCompletionHandler) {
    delegate.pushRegistryDidReceiveIncomingPushWithPayloadForTypeWithCompletionHandler(
      registry,
      payload,
      PKPushTypeVoIP,
      complete,
    );
  } else {
    delegate.pushRegistryDidReceiveIncomingPushWithPayloadForType?.(registry, payload, PKPushTypeVoIP);
  }
}

function hasMetadataVariant(): boolean {
  return isIos(26, 4);
}

function completionOf(push: string): () => void {
  let called = false;
  return () => {
    if (called) logWarning('PushKit', 'The completion handler of a push was called twice.');
    called = true;
    send({ kind: 'pushkit.completed', push });
  };
}
