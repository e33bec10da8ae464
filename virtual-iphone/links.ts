/**
 * The phone's two links to the world, as the phone sees them. The phone knows neither gateway nor call server: whoever
 * builds a testbed hands it these.
 */

/** A push as APNs hands it to the phone: plain data. */
export interface CourierPush {
  /** The push's `apns-id`. */
  readonly id: string;
  readonly topic: string;
  readonly pushType: string;
  readonly priority: number;
  readonly collapseId?: string;
  /** The JSON body, as sent. */
  readonly payload: { readonly [key: string]: unknown };
}

/** The courier: the phone's standing connection to APNs. */
export interface CourierLink {
  /** Registers a topic (a bundle id, or `<bundle id>.voip`) and answers its device token in lower-case hex. */
  register(topic: string): Promise<string>;
  unregister(topic: string): void;
  /**
   * Opens the connection. Stored pushes arrive first. `deliver` resolves when the phone has taken the push; a push that
   * it did not take returns to storage.
   */
  connect(deliver: (push: CourierPush) => Promise<void>): void;
  /** Closes the connection (flight mode); pushes are stored from now on. */
  disconnect(): void;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One WebSocket connection as the app's side sees it. */
export interface SocketLink {
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

export interface SocketEvents {
  onOpen(): void;
  onMessage(text: string): void;
  onClose(code: number, reason: string): void;
}

/** The phone's way to servers; rejects with an Error whose message names the host that cannot be reached. */
export interface NetworkLink {
  fetch(request: HttpRequest): Promise<HttpResponse>;
  openSocket(url: string, events: SocketEvents): SocketLink;
}
