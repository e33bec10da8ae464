/** NSNotificationCenter: notifications inside the process, delivered at once, with observers as closures. */

export interface NSNotification {
  readonly name: string;
  readonly object: object | null;
}

interface Observer {
  readonly name: string | null;
  readonly object: object | null;
  readonly block: (notification: NSNotification) => void;
}

export class NSNotificationCenter {
  static readonly defaultCenter = new NSNotificationCenter();
  readonly #observers = new Set<Observer>();

  /** Null as name or object means any. The answer is what `removeObserver` takes. */
  addObserverForNameObjectQueueUsingBlock(
    name: string | null,
    object: object | null,
    _queue: null,
    block: (notification: NSNotification) => void,
  ): object {
    const observer: Observer = { name, object, block };
    this.#observers.add(observer);
    return observer;
  }

  removeObserver(observer: object): void {
    this.#observers.delete(observer as Observer);
  }

  postNotificationNameObject(name: string, object: object | null): void {
    for (const observer of this.#observers) {
      const wanted = observer.name === null || observer.name === name;
      if (wanted && (observer.object === null || observer.object === object)) observer.block({ name, object });
    }
  }
}
