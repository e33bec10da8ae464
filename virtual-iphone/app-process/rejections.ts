/**
 * Unhandled promise rejections of app contexts. Node reports all of them to the host process and by default ends it; a
 * listener of ours would change that default for the host's own rejections, and other listeners (Mocha's, a worker's)
 * would still see the apps'. So the event itself is taken over, and only for promises that belong to an app's context.
 */

type RejectionHandler = (reason: unknown) => void;

/** `Promise.prototype` of a context → who answers for it. Holds nothing alive. */
const owners = new WeakMap<object, RejectionHandler>();
let installed = false;

/** Sends unhandled rejections of the context with this `Promise.prototype` to `handler` instead of the host. */
export function takeRejections(promisePrototype: object, handler: RejectionHandler): void {
  owners.set(promisePrototype, handler);
  if (installed) return;
  installed = true;
  const emit: unknown = Reflect.get(process, 'emit');
  process.emit = function (this: NodeJS.Process, name: string | symbol, ...values: unknown[]): boolean {
    if (name === 'unhandledRejection') {
      const owner = ownerOf(values[1]);
      if (owner !== undefined) {
        owner(values[0]);
        return true;
      }
    }
    return Reflect.apply(emit as (...values: unknown[]) => boolean, this, [name, ...values]);
  } as typeof process.emit;
}

function ownerOf(promise: unknown): RejectionHandler | undefined {
  try {
    for (let object = promise; typeof object === 'object' && object !== null; object = Object.getPrototypeOf(object)) {
      const owner = owners.get(object);
      if (owner !== undefined) return owner;
    }
  } catch {
    // A prototype that throws when asked is nobody's: Node's default applies.
  }
  return undefined;
}
