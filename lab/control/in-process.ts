/**
 * The control API without HTTP, for specs that run in the lab's own process. What goes over the wire elsewhere is copied
 * here, so that neither side can hold on to what belongs to the other.
 */

import { ControlApiError, type ControlLink } from './client.ts';
import { type ControlledLab, type ControlRoute, controlRoutes, toldOf } from './server.ts';

interface Known {
  readonly segments: readonly string[];
  readonly handle: ControlRoute['handle'];
}

export function controlInProcess(lab: ControlledLab): ControlLink {
  const byShape = new Map<string, Known[]>();
  for (const { method, path, handle } of controlRoutes(lab)) {
    const segments = path.split('/');
    const shape = shapeOf(method, segments);
    byShape.set(shape, [...(byShape.get(shape) ?? []), { segments, handle }]);
  }
  return async (method, address, body) => {
    const [path = '', query = ''] = address.split('?', 2);
    const segments = path.split('/').map(decodeURIComponent);
    const fits = ({ segments: known }: Known) =>
      known.every((part, at) => part.startsWith(':') || part === segments[at]);
    const known = byShape.get(shapeOf(method, segments))?.find(fits);
    if (known === undefined) throw new ControlApiError(`${method} ${path}: There is no ${method} ${path}.`);
    const params = Object.fromEntries(known.segments.map((part, at) => [part.replace(/^:/, ''), segments[at]]));
    try {
      const request = { params, query: Object.fromEntries(new URLSearchParams(query)), body: copy(body) };
      return copy((await known.handle(request)) ?? null);
    } catch (error) {
      throw refused(`${method} ${path}`, error);
    }
  };
}

/** What nobody is at fault for is told to people as it stands, as over HTTP. */
function refused(request: string, error: unknown): ControlApiError {
  const { message, means } = toldOf(error);
  return new ControlApiError(means === undefined ? `${request}: ${message}` : message, means);
}

function shapeOf(method: string, segments: readonly string[]): string {
  return `${method.toLowerCase()} ${segments.length}`;
}

/** As JSON carries it. */
function copy(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
