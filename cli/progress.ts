/**
 * Live progress of a run: a line per phone in a terminal, plain lines elsewhere. It says what is happening now and how
 * far it has come; verdicts are the summary's.
 */

import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import stringWidth from 'string-width';
import { clip } from '../conformance/writers/terminal.ts';
import { phoneTitle } from '../conformance/writers/words.ts';
import type { CheckReport, RunEvent } from '../lab/control/protocol.ts';
import type { RunListener } from '../lab/run/open-run.ts';
import type { RunPlan } from '../lab/run/plan.ts';

type Print = (text: string) => void;

const PHASE = {
  starting: 'Starting phones, gateway, call server, Appium and WebdriverIO …',
  checking: 'Checking …',
  reporting: 'Writing reports …',
} as const;

const STARTING_PUSH_SERVER = 'Starting gateways and push server …';
const STARTING_DIRECTLY = 'Starting phones, gateway and call server …';

type Phase = keyof typeof PHASE;

function phaseText(phase: Phase, plan: RunPlan | undefined): string {
  if (phase !== 'starting') return PHASE[phase];
  if (plan?.choice.profile === 'push-server') return STARTING_PUSH_SERVER;
  return plan?.choice.driver === 'direct' ? STARTING_DIRECTLY : PHASE.starting;
}

const OUTCOME = {
  passed: pc.green('passed'),
  failed: pc.red('FAILED'),
  error: pc.magenta('HARNESS ERROR'),
  skipped: pc.yellow('NOT CHECKED'),
  'not-observable': pc.dim('not observable'),
} as const satisfies Record<CheckReport['outcome'], string>;

/** Progress as one line per event, for logs. */
export function plainProgress(print: Print): RunListener {
  const phones = new PhoneLines();
  let plan: RunPlan | undefined;
  return {
    onPlan(made) {
      plan = made;
      phones.open(made);
    },
    onPhase: (phase) => print(phaseText(phase, plan)),
    onEvent(event) {
      const line = phones.take(event);
      if (line === undefined) return;
      if (event.type === 'trouble') print(`${line.title}  ${OUTCOME.error}  ${event.message}`);
      if (event.type !== 'check-finished') return;
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
  let plan: RunPlan | undefined;
  const draw = () => update(`${pc.bold(phase)}\n${phones.lines(stream.columns ?? 80).join('\n')}`);
  return {
    onPlan(made) {
      plan = made;
      phones.open(made);
    },
    onPhase(next) {
      phase = phaseText(next, plan);
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
  /** What went wrong outside of the checks; empty as long as nothing has. */
  trouble: string;
}

class PhoneLines {
  readonly #byName = new Map<string, PhoneLine>();

  open(plan: RunPlan): void {
    for (const { phone, requirements } of plan.phones) {
      const title = phoneTitle(phone.name, phone.ios.version);
      this.#byName.set(phone.name, {
        title,
        total: requirements.length,
        done: new Set(),
        failed: new Set(),
        now: '',
        trouble: '',
      });
    }
  }

  /** The line that the event changed. */
  take(event: RunEvent): PhoneLine | undefined {
    const line = this.#byName.get(event.phone);
    if (line === undefined) return undefined;
    switch (event.type) {
      case 'check-started':
        line.now = `${event.requirement} ${event.title}`;
        break;
      case 'check-finished':
        line.done.add(event.result.requirement);
        if (event.result.outcome !== 'passed') line.failed.add(event.result.requirement);
        line.now = '';
        break;
      case 'trouble':
        line.trouble = event.message.replaceAll(/\s+/g, ' ');
        break;
      case 'specs-ended':
        line.now = '';
    }
    return line;
  }

  /** One line per phone, none of them wider than `columns`. */
  lines(columns: number): string[] {
    const lines = [...this.#byName.values()];
    const widest = Math.max(...lines.map(({ title }) => stringWidth(title)));
    const titleWidth = Math.min(widest, columns - TITLE_LEAVES);
    return lines.map((line) => {
      const bad = line.failed.size > 0 || line.trouble !== '';
      const mark = bad ? pc.red('✘') : line.done.size === line.total ? pc.green('✔') : pc.dim('·');
      const title = fit(line.title, titleWidth);
      const count = `${String(line.done.size).padStart(3)}/${line.total}`;
      const failed = line.failed.size > 0 ? pc.red(`  ${line.failed.size} failed`) : '';
      const head = ` ${mark} ${title}${' '.repeat(Math.max(0, titleWidth - stringWidth(title)))} ${count}${failed}`;
      const room = columns - stringWidth(head) - 2;
      const what = fit(line.trouble === '' ? line.now : line.trouble, room);
      if (what === '') return head;
      return `${head}  ${line.trouble === '' ? pc.dim(what) : pc.red(what)}`;
    });
  }
}

/** Columns that mark, count and number of failures take beside a phone's title. */
const TITLE_LEAVES = 24;

function fit(text: string, width: number): string {
  return width < 2 ? '' : clip(text, width, false);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
