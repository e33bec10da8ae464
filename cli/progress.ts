/**
 * Live progress of a run: a line per phone in a terminal, plain lines elsewhere. It says what is happening now and how
 * far it has come; verdicts are the summary's.
 */

import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import stringWidth from 'string-width';
import type { CheckReport, RunEvent } from '../lab/control/protocol.ts';
import type { RunListener } from '../lab/run/open-run.ts';
import type { RunPlan } from '../lab/run/plan.ts';

type Print = (text: string) => void;

const PHASE = {
  starting: 'Starting phones, gateway, call server, Appium and WebdriverIO …',
  checking: 'Checking …',
  reporting: 'Writing reports …',
} as const;

const OUTCOME = {
  passed: pc.green('passed'),
  failed: pc.red('FAILED'),
  error: pc.red('HARNESS ERROR'),
} as const satisfies Record<CheckReport['outcome'], string>;

/** Progress as one line per event, for logs. */
export function plainProgress(print: Print): RunListener {
  const phones = new PhoneLines();
  return {
    onPlan: (plan) => phones.open(plan),
    onPhase: (phase) => print(PHASE[phase]),
    onEvent(event) {
      const line = phones.take(event);
      if (line === undefined || event.type !== 'check-finished') return;
      const { requirement, outcome, durationMs, title } = event.result;
      const count = `${line.done.size}/${line.total}`.padStart(5);
      print(`${line.title}  ${count}  ${requirement} ${OUTCOME[outcome]}  ${title} (${seconds(durationMs)})`);
    },
  };
}

export interface LiveProgress extends RunListener {
  /** Leaves the last state on the screen. */
  done(): void;
  /** Takes the progress off the screen. */
  clear(): void;
}

/** Progress that redraws itself in place. */
export function liveProgress(stream: NodeJS.WriteStream): LiveProgress {
  const update = createLogUpdate(stream);
  const phones = new PhoneLines();
  let phase: string = '';
  const draw = () => update(`${pc.bold(phase)}\n${phones.lines(stream.columns ?? 80).join('\n')}`);
  return {
    onPlan: (plan) => phones.open(plan),
    onPhase(next) {
      phase = PHASE[next];
      draw();
    },
    onEvent(event) {
      phones.take(event);
      draw();
    },
    done: () => update.done(),
    clear: () => update.clear(),
  };
}

interface PhoneLine {
  /** Name and iOS version. */
  readonly title: string;
  readonly total: number;
  /** Requirements that have been checked; one may take several checks. */
  readonly done: Set<string>;
  readonly failed: Set<string>;
  /** What is being checked now; empty between checks. */
  now: string;
}

class PhoneLines {
  readonly #byName = new Map<string, PhoneLine>();

  open(plan: RunPlan): void {
    for (const { phone, requirements } of plan.phones) {
      const title = `${phone.name}, iOS ${phone.ios.version}`;
      this.#byName.set(phone.name, { title, total: requirements.length, done: new Set(), failed: new Set(), now: '' });
    }
  }

  /** The line that the event changed. */
  take(event: RunEvent): PhoneLine | undefined {
    if (event.type === 'check-started') {
      const line = this.#byName.get(event.phone);
      if (line !== undefined) line.now = `${event.requirement} ${event.title}`;
      return line;
    }
    const line = this.#byName.get(event.phone);
    if (line === undefined) return undefined;
    const { requirement, outcome } = event.result;
    line.done.add(requirement);
    if (outcome !== 'passed') line.failed.add(requirement);
    line.now = '';
    return line;
  }

  lines(columns: number): string[] {
    const widest = Math.max(...[...this.#byName.values()].map(({ title }) => stringWidth(title)));
    return [...this.#byName.values()].map((line) => {
      const mark = line.failed.size > 0 ? pc.red('✘') : line.done.size === line.total ? pc.green('✔') : pc.dim('·');
      const name = line.title.padEnd(widest);
      const count = `${String(line.done.size).padStart(3)}/${line.total}`;
      const failed = line.failed.size > 0 ? pc.red(`  ${line.failed.size} failed`) : '';
      const head = ` ${mark} ${name} ${count}${failed}  `;
      return head + pc.dim(fit(line.now, columns - stringWidth(head) - 1));
    });
  }
}

function fit(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  return width < 2 ? '' : `${text.slice(0, width - 1)}…`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
