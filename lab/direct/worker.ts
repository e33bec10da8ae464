/** A worker process of a run without Appium: has its phones in itself, one after the other, and says how checks went. */

import { makeCertificates } from '../../mock-apns/index.ts';
import type { Visit, WorkerMessage } from './messages.ts';
import { visit } from './phone-visit.ts';
import { packed } from './travelling-error.ts';

const certificates = makeCertificates();

function say(message: WorkerMessage): void {
  process.send?.(message);
}

async function take(next: Visit): Promise<void> {
  try {
    await visit(next, await certificates, say);
    say({ type: 'left' });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    say({ type: 'refused', error: packed(error) });
  }
}

process.on('message', (next: Visit) => void take(next));
process.once('disconnect', () => process.exit(0));
say({ type: 'ready' });
