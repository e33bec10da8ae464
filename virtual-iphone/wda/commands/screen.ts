/** What is on the screen: source, pictures, sizes. */

import type { Agent } from '../agent.ts';
import { WdaError } from '../errors.ts';
import { type Call, type Route, route } from '../route.ts';
import { accessibleSource } from '../source/accessible.ts';
import { descriptionSource } from '../source/description.ts';
import { jsonSource } from '../source/json.ts';
import { xmlSource } from '../source/xml.ts';
import { OPTIONAL_ATTRIBUTES, XML_ATTRIBUTES } from '../source/xml-attributes.ts';
import { screenshot } from './screenshot.ts';

export const SCREEN_ROUTES: readonly Route[] = [
  route('optional', 'GET', '/source', source),
  route('optional', 'GET', '/wda/accessibleSource', ({ agent }) => accessibleSource(agent.activeRoot())),
  route('optional', 'GET', '/screenshot', ({ agent }) => screenshot(agent.phone), 'standalone'),
  route('required', 'GET', '/window/rect', ({ agent }) => ({ x: 0, y: 0, ...size(agent) })),
  route('optional', 'GET', '/window/size', ({ agent }) => size(agent)),
  route('optional', 'GET', '/wda/screen', ({ agent }) => ({
    statusBarSize: { width: agent.phone.statusBar.width, height: agent.phone.statusBar.height },
    screenSize: size(agent),
    scale: agent.phone.screen.scale,
    displayId: 1,
  })),
  route(
    'optional',
    'GET',
    '/wda/screens',
    ({ agent }) => [
      {
        displayId: 1,
        isMain: true,
        scale: agent.phone.screen.scale,
        bounds: { x: 0, y: 0, ...size(agent) },
        traits: [],
      },
    ],
    'standalone',
  ),
];

function size(agent: Agent): { readonly width: number; readonly height: number } {
  const { width, height } = agent.phone.screen;
  return { width, height };
}

function source({ agent, query }: Call): unknown {
  const format = (query.get('format') ?? 'xml').toLowerCase();
  const root = agent.activeRoot();
  const excluded = new Set(
    (query.get('excluded_attributes') ?? '').split(',').map((name) => name.trim().toLowerCase()),
  );
  switch (format) {
    case 'xml': {
      const scope = query.get('scope') ?? '';
      if (!/^(?:[A-Za-z_][\w.-]*)?$/.test(scope)) {
        throw new WdaError('invalid argument', `'${scope}' cannot be the name of an XML element.`);
      }
      const names = XML_ATTRIBUTES.filter((name) => isShown(agent, name) && !excluded.has(name.toLowerCase()));
      const write = () => xmlSource(root, names, scope);
      // Whether an element can be hit depends on what lies over the application, which its own tree does not tell.
      return names.includes('hittable') ? write() : root.snapshot.text(`xml ${scope} ${names.join()}`, write);
    }
    case 'json':
      return jsonSource(root, excluded);
    case 'description':
      return root.snapshot.text('description', () => descriptionSource(root));
    default:
      throw new WdaError('invalid argument', `There is no source format '${format}'. Use xml, json or description.`);
  }
}

function isShown(agent: Agent, name: string): boolean {
  if (!Object.hasOwn(OPTIONAL_ATTRIBUTES, name)) return true;
  return agent.settings.flag(OPTIONAL_ATTRIBUTES[name as keyof typeof OPTIONAL_ATTRIBUTES]);
}
