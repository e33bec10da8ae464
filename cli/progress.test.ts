import { strict as assert } from 'node:assert';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import type { CheckReport, RunEvent } from '../lab/control/protocol.ts';
import { DEFAULT_LAB_FILE } from '../lab/default-lab.ts';
import { planRun, type RunPlan } from '../lab/run/plan.ts';
import { liveProgress, plainProgress } from './progress.ts';

const PHONE = 'iPhone 15';

function finished(requirement: string, outcome: CheckReport['outcome'] = 'passed'): RunEvent {
  const result = { udid: '', requirement, title: '来电时铃声响起 and the caller is shown', outcome, startedAt: 0 };
  return { type: 'check-finished', phone: PHONE, result: { ...result, durationMs: 1_234, measurements: {} } };
}

const started: RunEvent = {
  type: 'check-started',
  phone: PHONE,
  requirement: 'RP-ANS-002',
  title: '来电时铃声响起 and a title that goes on for longer than any terminal is wide, if it is an ordinary one',
};
const trouble: RunEvent = { type: 'trouble', phone: PHONE, message: 'The session could not be opened:\nno space left' };
const ended: RunEvent = { type: 'specs-ended', phone: PHONE, specs: [], exitCode: 1 };

describe('Progress of a run', () => {
  let plan: RunPlan;
  before(async () => {
    plan = await planRun({
      labFile: DEFAULT_LAB_FILE,
      phones: ['iPhone 15', 'iPhone 6s'],
      only: ['RP-ANS-001', 'RP-ANS-002', 'RP-ANS-003', 'RP-FBK-001', 'RP-FBK-002', 'RP-FBK-003', 'RP-FBK-004'],
    });
  });

  it('is a line per finished check in a log, and one per trouble', () => {
    const lines: string[] = [];
    const log = plainProgress((line) => lines.push(stripVTControlCharacters(line)));
    log.onPlan?.(plan);
    log.onPhase?.('starting');
    log.onPhase?.('checking');
    for (const event of [started, finished('RP-ANS-001'), finished('RP-ANS-001', 'failed'), trouble, ended])
      log.onEvent?.(event);
    log.onEvent?.(finished('RP-ANS-002', 'error'));
    log.onEvent?.({ ...started, phone: 'nokia' });
    assert.deepEqual(lines, [
      'Starting phones, gateway, call server, Appium and WebdriverIO …',
      'Checking …',
      'iPhone 15, iOS 18.6    1/3  RP-ANS-001 passed  来电时铃声响起 and the caller is shown (1.2 s)',
      'iPhone 15, iOS 18.6    1/3  RP-ANS-001 FAILED  来电时铃声响起 and the caller is shown (1.2 s)',
      'iPhone 15, iOS 18.6  HARNESS ERROR  The session could not be opened:\nno space left',
      'iPhone 15, iOS 18.6    2/3  RP-ANS-002 HARNESS ERROR  来电时铃声响起 and the caller is shown (1.2 s)',
    ]);
  });

  it('names the version of iOS once, also where the name of a phone holds it', async () => {
    const labFile = 'fixtures/labs/twelve-versions.yaml';
    const lines: string[] = [];
    const log = plainProgress((line) => lines.push(stripVTControlCharacters(line)));
    log.onPlan?.(await planRun({ labFile, phones: ['iOS 18.6'], only: ['RP-ANS-001'] }));
    log.onEvent?.({ ...finished('RP-ANS-001'), phone: 'iPhone 15, iOS 18.6' });
    assert.deepEqual(lines, [
      'iPhone 15, iOS 18.6    1/1  RP-ANS-001 passed  来电时铃声响起 and the caller is shown (1.2 s)',
    ]);
  });

  /** What is on a terminal of this width after the events: its last picture. */
  function screen(columns: number, events: readonly RunEvent[]): string[] {
    const stream = Object.assign(new PassThrough(), { columns, rows: 24, isTTY: true });
    const live = liveProgress(stream as unknown as NodeJS.WriteStream);
    live.onPlan?.(plan);
    live.onPhase?.('checking');
    for (const event of events) live.onEvent?.(event);
    live.done();
    const written = stripVTControlCharacters(String(stream.read()));
    const lines = written.trimEnd().split('\n');
    return lines.slice(-3);
  }

  it('is a line per phone on a terminal', () => {
    assert.deepEqual(screen(80, []), ['Checking …', ' · iPhone 6s, iOS 9.3    0/4', ' · iPhone 15, iOS 18.6   0/3']);
    const all = ['RP-ANS-001', 'RP-ANS-002', 'RP-ANS-003'].map((id) => finished(id));
    assert.equal(screen(80, all)[2], ' ✔ iPhone 15, iOS 18.6   3/3');
    assert.equal(screen(80, [finished('RP-ANS-001', 'failed')])[2], ' ✘ iPhone 15, iOS 18.6   1/3  1 failed');
    assert.equal(
      screen(80, [trouble, ended])[2],
      ' ✘ iPhone 15, iOS 18.6   0/3  The session could not be opened: no space left',
    );
  });

  it('fits any terminal, with characters that are two columns wide', () => {
    for (const columns of [20, 33, 40, 41, 60, 80, 132]) {
      for (const events of [[], [started], [finished('RP-ANS-001', 'failed'), started], [trouble]]) {
        for (const line of screen(columns, events).slice(1)) {
          assert.ok(stringWidth(line) <= columns, `${stringWidth(line)} > ${columns}: ${line}`);
        }
      }
    }
    assert.match(screen(60, [started])[2] ?? '', / RP-ANS-002 来电时铃声响起 and…$/);
  });
});
