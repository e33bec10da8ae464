/**
 * What the log says of a process that ended. Tools look for the exception's name, for `0x8badf00d` and `0xBAADCA11`, and
 * for jetsam; the sentences around them are the virtual phone's.
 */

import type { LogLine } from '../../device.ts';
import type { AppExit } from '../../messages.ts';
import type { SystemProcess } from '../context.ts';
import type { App } from './app.ts';

export interface ExitLine {
  readonly process: SystemProcess;
  readonly text: string;
  readonly level: LogLine['level'];
}

export function exitLines(app: App, pid: number, exit: AppExit): readonly ExitLine[] {
  const name = `${app.displayName}[${pid}]`;
  if (exit.kind === 'exception') {
    const text = `${name}: *** Terminating app due to uncaught exception '${exit.name}', reason: '${exit.reason}'`;
    return [{ process: 'runningboardd', text, level: 'Error' }];
  }
  const code = exit.code === undefined ? '' : `, code:${exit.code}`;
  const text = `[app<${app.bundleId}>:${pid}] terminated: ${exit.by}${code}`;
  return [...first(exit, name), { process: 'runningboardd', text, level: 'Notice' }];
}

/** The killer's own word. */
function first(exit: Extract<AppExit, { kind: 'killed' }>, name: string): readonly ExitLine[] {
  switch (exit.by) {
    case 'jetsam':
      return [{ process: 'kernel', text: `memorystatus: killing ${name} to free memory (jetsam)`, level: 'Notice' }];
    case 'watchdog': {
      const text = `${name} did not respond in time: termination reason ${exit.code ?? ''} (watchdog transgression)`;
      return [{ process: 'SpringBoard', text, level: 'Error' }];
    }
    default:
      return [];
  }
}
