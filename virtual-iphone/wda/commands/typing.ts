/** Typing into the field that has the keyboard focus, and the keyboard itself. */

import type { PhoneAutomation } from '../../automation.ts';
import { type Body, isObject, listArgument } from '../arguments.ts';
import { labelOf, nameOf } from '../attributes.ts';
import { WdaError } from '../errors.ts';
import { demandHitPoint } from '../hit-test.ts';
import { type Call, type Route, route } from '../route.ts';
import type { ScreenElement } from '../snapshot.ts';

export const TYPING_ROUTES: readonly Route[] = [
  route('required', 'POST', '/wda/keys', ({ agent, body }) => typeInto(agent.phone, typedText(body))),
  route('required', 'POST', '/wda/element/:id/keyboardInput', keyboardInput),
  route('required', 'POST', '/wda/keyboard/dismiss', dismissKeyboard),
];

/** Text of a body: `value` as text or list of characters, else `text`. */
export function typedText(body: Body): string {
  const value = body.value ?? body.text;
  if (Array.isArray(value)) return value.join('');
  if (typeof value === 'string') return value;
  throw new WdaError('invalid argument', "The argument 'value' must be text or a list of characters.");
}

export async function typeInto(phone: PhoneAutomation, text: string): Promise<void> {
  try {
    await phone.typeText(text);
  } catch (error) {
    throw new WdaError('invalid element state', `The text could not be typed: ${(error as Error).message}`);
  }
}

/** `mobile: keys`. The id `0` is the application. Modifier keys have no effect on a phone's text field. */
async function keyboardInput({ agent, params, body }: Call): Promise<void> {
  const keys = listArgument(body, 'keys').map((key) => {
    if (typeof key === 'string') return key;
    if (isObject(key) && typeof key.key === 'string') return key.key;
    throw new WdaError('invalid argument', "Each item of 'keys' must be text or an object with a text 'key'.");
  });
  const id = params.id;
  if (id !== '0') {
    const element = agent.element(id);
    if (element.node.focused !== true) await agent.phone.tap(demandHitPoint(agent.phone, element));
  }
  await typeInto(agent.phone, keys.join(''));
}

async function dismissKeyboard({ agent, body }: Call): Promise<void> {
  const keyboard = () => agent.activeRoot().descendants.find((element) => element.node.type === 'Keyboard');
  const shown = keyboard();
  if (shown === undefined || !shown.isVisible) return;
  const names = Array.isArray(body.keyNames) ? body.keyNames.map(String) : [];
  const isNamed = (element: ScreenElement) =>
    names.includes(nameOf(element) ?? '') || names.includes(labelOf(element) ?? '');
  const key = shown.descendants.find(isNamed);
  if (key !== undefined) await agent.phone.tap(demandHitPoint(agent.phone, key));
  if (key !== undefined && keyboard() === undefined) return;
  throw new WdaError(
    'invalid element state',
    `The keyboard cannot be dismissed: ${key === undefined ? 'it has no key' : 'it stayed after a tap on the key'} ` +
      `named ${names.map((name) => `'${name}'`).join(', ') || '(no name was given)'}.`,
  );
}
