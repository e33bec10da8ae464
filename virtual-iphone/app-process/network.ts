/** The network of one app process: its requests and sockets on the phone's link, and nothing after its end. */

import type { NetworkLink, SocketLink } from '../links.ts';
import type { Command, Job } from './border.ts';

type NetworkCommand = Extract<Command, { command: 'fetch' | 'open-socket' | 'send-socket' | 'close-socket' }>;

export class ProcessNetwork {
  readonly #link: NetworkLink;
  readonly #enqueue: (job: Job) => void;
  readonly #sockets = new Map<number, SocketLink>();

  /** `enqueue` hands a job to the process, which ignores it once it has ended. */
  constructor(link: NetworkLink, enqueue: (job: Job) => void) {
    this.#link = link;
    this.#enqueue = enqueue;
  }

  carryOut(it: NetworkCommand): void {
    if (it.command === 'fetch') void this.#fetch(it);
    else if (it.command === 'open-socket') this.#open(it.id, it.url);
    else if (it.command === 'send-socket') this.#sockets.get(it.id)?.send(it.text);
    else this.#sockets.get(it.id)?.close(it.code, it.reason);
  }

  /** Closes all sockets, as the kernel does for a process that ended. */
  close(): void {
    const sockets = [...this.#sockets.values()];
    this.#sockets.clear();
    for (const socket of sockets) socket.close(1001, 'The app ended.');
  }

  async #fetch({ id, request }: Extract<Command, { command: 'fetch' }>): Promise<void> {
    try {
      const response = await this.#link.fetch(request);
      this.#enqueue({ job: 'fetched', id, response });
    } catch (error) {
      this.#enqueue({ job: 'fetched', id, error: messageOf(error) });
    }
  }

  #open(id: number, url: string): void {
    try {
      const socket = this.#link.openSocket(url, {
        onOpen: () => this.#enqueue({ job: 'socket-opened', id }),
        onMessage: (text) => this.#enqueue({ job: 'socket-message', id, text }),
        onClose: (code, reason) => {
          this.#sockets.delete(id);
          this.#enqueue({ job: 'socket-closed', id, code, reason });
        },
      });
      this.#sockets.set(id, socket);
    } catch (error) {
      this.#enqueue({ job: 'socket-closed', id, code: 1006, reason: messageOf(error) });
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
