/** `ringproof diff` from outside, on runs made up for it. */

import { strict as assert } from 'node:assert';
import type { ConformanceReport } from '../conformance/report.ts';
import { sampleReport } from '../conformance/sample-run.test-data.ts';
import { renderJson } from '../conformance/writers/json.ts';
import { type Ended, Place, START_LIMIT_MS } from './test-support.ts';

const TIME_LINE = 'journals/RP-RNG-004.jsonl';

describe('ringproof diff', function () {
  this.timeout(START_LIMIT_MS);

  let place: Place;
  let report: ConformanceReport;
  before(async () => {
    report = await sampleReport();
    place = new Place();
  });
  after(() => place.remove());

  /** A run in a folder, its force-quit finding on the phone in Chinese changed, with the time line of that check. */
  async function writeRun(folder: string, verdict: 'fail' | 'pass' | 'flaky', last: string): Promise<void> {
    const isCell = (requirement: string, phone: string) => requirement === 'RP-RNG-004' && phone === 'iphone-13-zh';
    const changed: ConformanceReport = {
      ...report,
      run: { ...report.run, id: `run-${folder}` },
      verdicts: report.verdicts.map((each) =>
        isCell(each.requirement, each.phone) ? { ...each, verdict, reason: `Seen in ${last}.` } : each,
      ),
      checks: report.checks.map((each) =>
        isCell(each.requirement, each.phone.name) ? { ...each, attachments: [TIME_LINE] } : each,
      ),
    };
    await place.write(`${folder}/conformance.json`, renderJson(changed));
    const events = [
      { seq: 1, at: 1000, part: 'phone', kind: 'push.received', data: { id: '1' } },
      { seq: 2, at: 1250, part: 'phone', kind: last, data: {} },
    ];
    await place.write(`${folder}/${TIME_LINE}`, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  }

  it('says nothing changed between a run and itself, with exit code 0', async () => {
    await writeRun('same', 'fail', 'call.shown');
    const ended = await place.run('diff', 'same', 'same/conformance.json');
    assert.deepEqual(ended, {
      exitCode: 0,
      stdout: `A run-same\nB run-same\n\nNo verdict changed; ${report.verdicts.length} are the same.\n`,
      stderr: '',
    });
  });

  it('fails for what got worse, and shows where the time lines part', async () => {
    await writeRun('base', 'flaky', 'call.shown');
    await writeRun('branch', 'fail', 'app.exited');
    const [worse, better, asData] = await Promise.all([
      place.run('diff', 'base', 'branch'),
      place.run('diff', 'branch', 'base'),
      place.run('diff', '--json', 'base', 'branch'),
    ]);
    assert.equal(worse.exitCode, 1);
    assert.equal(
      worse.stdout,
      [
        'A run-base',
        'B run-branch',
        '',
        '                    phone        A                B',
        '───────────────────────────────────────────────────────────────────',
        '▼ worse  RP-RNG-004 iphone-13-zh ~ flaky          ✗ fail',
        '',
        "worse RP-RNG-004 With the app force-quit by the user, the call screen shows the caller's name, on",
        'iphone-13-zh',
        '  A Seen in call.shown.',
        '  B Seen in app.exited.',
        "  The time lines of “With the app force-quit by the user, the call screen shows the caller's name”",
        '    part on the side of the phone:',
        '  = +0.000 s push.received id=1',
        '  A +0.250 s call.shown',
        '  B +0.250 s app.exited',
        '',
        `1 worse, 0 better, 0 other, 0 new, 0 gone, ${report.verdicts.length - 1} the same`,
        '',
      ].join('\n'),
    );
    assert.equal(better.exitCode, 0);
    assert.match(better.stdout, /\n▲ better RP-RNG-004 iphone-13-zh ✗ fail {11}~ flaky\n/);
    const data = JSON.parse(asData.stdout) as { changes: { kind: string; parting: { after: { text: string } } }[] };
    assert.deepEqual(
      data.changes.map(({ kind, parting }) => [kind, parting.after.text]),
      [['worse', 'app.exited']],
    );
    assert.equal(asData.exitCode, 1);
  });

  it('says what is wrong with a file that is no report', async () => {
    await writeRun('whole', 'pass', 'call.shown');
    await place.write('cut.json', renderJson(report).slice(0, 1000));
    await place.write('other.json', '{ "format": "ringproof-conformance/0" }');
    await place.write('part.json', renderJson(report).replace('"phones": [', '"telephones": ['));
    const refused = async (name: string) => {
      const ended: Ended = await place.run('diff', 'whole', name);
      assert.deepEqual([ended.exitCode, ended.stdout], [64, '']);
      return ended.stderr;
    };
    const [gone, cut, other, part] = await Promise.all(['gone', 'cut.json', 'other.json', 'part.json'].map(refused));
    assert.equal(
      gone,
      'ringproof: Cannot read the report gone: there is no such file.\n' +
        'Give a conformance.json, or the folder of a run, such as reports/latest.\n',
    );
    assert.match(String(cut), /^ringproof: cut\.json is not JSON: .*\.\nIt may have been cut off; /);
    assert.equal(
      other,
      'ringproof: other.json is no report that this version can read: it has format "ringproof-conformance/0", ' +
        'expected "ringproof-conformance/1".\n' +
        'Give the conformance.json of a run, or use the version of Ringproof that wrote this one.\n',
    );
    assert.match(
      String(part),
      /^ringproof: part\.json was written by another version of Ringproof \(it names Ringproof 0\.1\.0\), or changed since: phones: .*\nRepeat the run with this version, /,
    );
  });
});
