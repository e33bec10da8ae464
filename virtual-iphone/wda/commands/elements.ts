/** Asking one element, touching it and typing into it. */

import type { Agent } from '../agent.ts';
import { attributeOf, isTextInput, knownAttribute, typeName } from '../attributes.ts';
import { textOf } from '../element-reference.ts';
import { WdaError } from '../errors.ts';
import { demandHitPoint } from '../hit-test.ts';
import { type Call, type Route, route } from '../route.ts';
import { type ScreenElement, wholePoints } from '../snapshot.ts';
import { elementScreenshot } from './screenshot.ts';
import { typedText, typeInto } from './typing.ts';

const ask = (path: string, read: (element: ScreenElement, call: Call) => unknown): Route =>
  route('required', 'GET', path, (call) => read(target(call), call));

export const ELEMENT_ROUTES: readonly Route[] = [
  ask('/element/:id/attribute/:name', (element, { params }) => attributeOf(element, knownAttribute(params.name))),
  ask('/element/:id/text', textOf),
  ask('/element/:id/displayed', (element) => attributeOf(element, 'visible')),
  ask('/element/:id/enabled', (element) => attributeOf(element, 'enabled')),
  ask('/element/:id/selected', (element) => attributeOf(element, 'selected')),
  ask('/element/:id/rect', (element) => wholePoints(element.node.frame)),
  ask('/element/:id/name', typeName),
  ask('/wda/element/:id/accessible', (element) => attributeOf(element, 'accessible')),
  ask('/wda/element/:id/accessibilityContainer', (element) => attributeOf(element, 'accessibilityContainer')),
  ask('/element/:id/screenshot', (element, { agent }) => elementScreenshot(agent.phone, element)),
  ask('/screenshot/:id', (element, { agent }) => elementScreenshot(agent.phone, element)),
  route('required', 'POST', '/element/:id/click', (call) => touch(call.agent, target(call))),
  route('required', 'POST', '/element/:id/value', setValue),
  route('required', 'POST', '/element/:id/clear', clear),
];

function target({ agent, params }: Call): ScreenElement {
  return agent.element(params.id);
}

/** A touch at the element's hit point: whatever lies over it there gets the touch, as on a real phone. */
function touch({ phone }: Agent, element: ScreenElement): Promise<void> {
  return phone.tap(demandHitPoint(phone, element));
}

async function setValue(call: Call): Promise<void> {
  const { agent } = call;
  const element = target(call);
  const text = typedText(call.body);
  if (element.node.type === 'Slider') return setSlider(agent, element, text);
  if (element.node.focused !== true) await touch(agent, element);
  await typeInto(agent.phone, text);
}

async function setSlider({ phone }: Agent, element: ScreenElement, text: string): Promise<void> {
  const wanted = text.trim() === '' ? Number.NaN : Number(text);
  if (!(wanted >= 0 && wanted <= 1)) {
    throw new WdaError('invalid argument', `A slider takes a value from 0 to 1, not '${text}'.`);
  }
  const { x, y, width, height } = element.node.frame;
  const at = (share: number) => ({ x: x + share * width, y: y + height / 2 });
  await phone.drag(at(sliderPosition(element.node.value)), at(wanted), 0);
}

/** Share of the way to the right, from a value such as `0.4` or `40%`. */
function sliderPosition(value = '0'): number {
  const number = Number.parseFloat(value) / (value.includes('%') ? 100 : 1);
  return number >= 0 && number <= 1 ? number : 0;
}

async function clear(call: Call): Promise<void> {
  const { agent } = call;
  const element = target(call);
  if (!isTextInput(element.node.type)) {
    throw new WdaError(
      'invalid element state',
      `The element '${element.node.key}' is not a text field: it cannot be cleared.`,
    );
  }
  if (element.node.focused !== true) await touch(agent, element);
  await agent.phone.clearText();
}
