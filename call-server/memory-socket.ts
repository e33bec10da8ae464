/**
 * A signalling socket without a wire, for a phone in the same process. Like the real one it delivers in order and in a
 * later turn of the event loop; until then each message counts as work in flight.
 */

import type { Clock } from '../clock/index.ts';
import { MESSAGE_LIMIT_BYTES } from './messages.ts';
import { type Session, type Sessions, whoConnects } from './sessions.ts';

/** The app's end of a WebSocket. */
export interface SocketLink {
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

export interface SocketEvents {
  onOpen(): void;
  onMessage(text: string): void;
  onClose(code: number, reason: string): void;
}

/** What a WebSocket reports when it was never opened, closed without a code, or sent more than the other side takes. */
const ABNORMAL = 1006;
const NO_CODE = 1005;
const TOO_BIG = 1009;

/** The server's side, as far as a socket without a wire needs it. */
export interface MemoryServer {
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly isUp: () => boolean;
}

/** `pathAndQuery` as on the wire: `/signalling?user=…&device=…`. */
export function openMemorySocket(
  { clock, sessions, isUp }: MemoryServer,
  pathAndQuery: string,
  events: SocketEvents,
): SocketLink {
  let session: Session | undefined;
  /** From `connecting` it goes forward only. `closing`: nothing is taken any more, the close is on its way. */
  let state: 'connecting' | 'open' | 'closing' | 'closed' = 'connecting';

  const later = (run: () => void) => {
    const release = clock.busy('a signal');
    setImmediate(() => {
      try {
        run();
      } finally {
        release();
      }
    });
  };

  const close = (code: number, reason: string) => {
    if (state === 'closing' || state === 'closed') return;
    state = 'closing';
    later(() => {
      state = 'closed';
      session?.closed();
      events.onClose(code, reason);
    });
  };

  later(() => {
    if (state !== 'connecting') return;
    const who = whoConnects(pathAndQuery);
    if ('problem' in who) return close(ABNORMAL, who.problem);
    if (!isUp()) return close(ABNORMAL, 'the call server is closed');
    state = 'open';
    events.onOpen();
    session = sessions.open(who.value, {
      send: (text) => later(() => state !== 'closed' && events.onMessage(text)),
      close,
    });
  });

  return {
    send: (text) => {
      if (state === 'connecting') throw new Error('The signalling socket is not open yet; wait for onOpen.');
      if (state !== 'open') return;
      if (Buffer.byteLength(text) > MESSAGE_LIMIT_BYTES) return close(TOO_BIG, '');
      later(() => session?.receive(text));
    },
    close: (code = NO_CODE, reason = '') => close(code, reason),
  };
}
