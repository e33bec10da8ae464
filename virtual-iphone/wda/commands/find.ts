/** Finding elements. */

import { textArgument } from '../arguments.ts';
import { elementReference } from '../element-reference.ts';
import { WdaError } from '../errors.ts';
import { locator } from '../locators/find.ts';
import { type Call, type Route, route } from '../route.ts';
import type { ScreenElement } from '../snapshot.ts';

export const FIND_ROUTES: readonly Route[] = [
  route('required', 'POST', '/element', (call) => findOne(call, call.agent.activeRoot())),
  route('required', 'POST', '/elements', (call) => findAll(call, call.agent.activeRoot())),
  route('required', 'POST', '/element/:id/element', (call) => findOne(call, fromElement(call))),
  route('required', 'POST', '/element/:id/elements', (call) => findAll(call, fromElement(call))),
  route('required', 'GET', '/wda/element/:id/getVisibleCells', (call) =>
    fromElement(call)
      .descendants.filter((element) => element.node.type === 'Cell' && element.isVisible)
      .map((element) => elementReference(call.agent, element)),
  ),
  route('required', 'GET', '/element/active', ({ agent }) => {
    const focused = agent.activeRoot().snapshot.elements.find((element) => element.node.focused === true);
    if (focused === undefined) throw new WdaError('no such element', 'No element has the keyboard focus.');
    return elementReference(agent, focused);
  }),
];

function findOne(call: Call, root: ScreenElement): unknown {
  const [found] = matches(call, root);
  if (found !== undefined) return elementReference(call.agent, found);
  const what = locator(textArgument(call.body, 'using'), textArgument(call.body, 'value')).explain();
  throw new WdaError(
    'no such element',
    `Nothing in '${root.snapshot.options.bundleId}' (${root.snapshot.elements.length} elements) matches: ${what}.`,
  );
}

function findAll(call: Call, root: ScreenElement): unknown {
  return matches(call, root).map((element) => elementReference(call.agent, element));
}

function matches({ agent, body }: Call, root: ScreenElement): readonly ScreenElement[] {
  const found = locator(textArgument(body, 'using'), textArgument(body, 'value'));
  return found.find(root, { limitXPathContextScope: agent.settings.flag('limitXPathContextScope') });
}

function fromElement({ agent, params }: Call): ScreenElement {
  return agent.element(params.id);
}
