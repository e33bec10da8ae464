/** A phone of the default lab whose user has signed in, so that calls reach it: where most benchmarks begin. */

import { DEFAULT_LAB_FILE } from '../lab/default-lab.ts';
import { readInventory, selectPhones, type VirtualPhoneEntry } from '../lab/inventory.ts';
import { CALLEE, type Testbed } from '../lab/testbed.ts';
import type { Point, UiNode } from '../virtual-iphone/ui/model.ts';

/** Shows an incoming call full screen on the lock screen and as a banner otherwise, as current iPhones do. */
export const PHONE = 'iPhone 15';

export async function phoneEntry(): Promise<VirtualPhoneEntry> {
  const [entry] = selectPhones((await readInventory(DEFAULT_LAB_FILE)).phones, [PHONE]);
  return entry as VirtualPhoneEntry;
}

/** Signs in on the app's own screen, as the specs do, and puts the phone back to rest. */
export async function signIn(testbed: Testbed, user = CALLEE): Promise<void> {
  const { phone, bundle, clock } = testbed;
  await phone.launch(bundle.manifest.CFBundleIdentifier);
  await phone.tap(middleOf(testbed, 'user'));
  await phone.typeText(user);
  await phone.tap(middleOf(testbed, 'sign-in'));
  await clock.quiet();
  if (testbed.callServer.device(user) === undefined) {
    throw new Error(`${user} could not sign in on ${testbed.entry.name}: the call server has no device of theirs.`);
  }
  await testbed.reset();
}

/** @throws Error when the app shows no such element */
export function middleOf({ phone, bundle, entry }: Testbed, identifier: string): Point {
  const node = nodes(phone.tree(bundle.manifest.CFBundleIdentifier)).find((one) => one.identifier === identifier);
  if (node === undefined) throw new Error(`The app on ${entry.name} shows no element "${identifier}".`);
  const { x, y, width, height } = node.frame;
  return { x: x + width / 2, y: y + height / 2 };
}

function nodes(node: UiNode | undefined): UiNode[] {
  return node === undefined ? [] : [node, ...(node.children ?? []).flatMap(nodes)];
}
