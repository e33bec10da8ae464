/** What a device service is: a name that lockdownd's StartService knows, and the talk on a connection to it. */

import type { Socket } from 'node:net';
import type { AttachedDevice } from '../attached-device.ts';

export interface Service {
  readonly name: string;
  /** Serves one connection. `onFault` hears when the client breaks the protocol; the connection is then closed. */
  serve(stream: Socket, device: AttachedDevice, onFault: (error: Error) => void): void;
}
