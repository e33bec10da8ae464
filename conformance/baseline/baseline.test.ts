/** The baseline: what is read from it, what the judge makes of it, and what is left of it after a run. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Catalogue, loadCatalogue } from '../catalogue.ts';
import { InputError } from '../input-error.ts';
import { samplePhone, sampleResult } from '../sample-run.test-data.ts';
import { exitCode, judge } from '../verdict.ts';
import type { VerdictName } from '../vocabulary.ts';
import { type Baseline, expectedFailuresOf, readBaseline } from './baseline.ts';
import { fixBaseline } from './fix.ts';

const LAB = [
  { name: 'old', ios: { major: 9 } },
  { name: 'mid', ios: { major: 15 } },
  { name: 'new', ios: { major: 18 } },
];
const NOON = Date.UTC(2026, 5, 30, 12);

const ANSWERS = `  - requirement: RP-ANS-001
    phone: new
    owner: calls team
    issue: RING-12
    expires: 2026-06-30
`;

describe('the baseline', () => {
  let catalogue: Catalogue;
  let folder: string;
  let file: string;
  before(async () => {
    catalogue = await loadCatalogue();
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ringproof-baseline-'));
    file = path.join(folder, 'b.yaml');
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function read(text: string): Promise<Baseline> {
    await writeFile(file, text);
    return readBaseline(file, { catalogue, phones: LAB });
  }

  async function refused(text: string): Promise<string[]> {
    const error = await read(text).then(
      () => assert.fail('It was taken.'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof InputError);
    return error.message.split('\n').map((line) => line.replaceAll(folder + path.sep, ''));
  }

  describe('when it is read', () => {
    it('may be empty', async () => {
      assert.deepEqual((await read('expectedFailures: []\n')).entries, []);
    });

    it('is about all phones that the requirement applies to, unless it names one', async () => {
      const { entries } = await read(
        `expectedFailures:\n${ANSWERS}${ANSWERS.replace('001', '002').replace(/.*phone.*\n/, '')}`,
      );
      assert.deepEqual(
        entries.map(({ phones }) => phones),
        [['new'], ['mid', 'new']],
      );
    });

    it('tells the line of every mistake', async () => {
      const text = [
        'expectedFailures:',
        '  - requirement: RP-ANS-999',
        '    owner: a',
        '    issue: b',
        '    expires: 2026-12-31',
        '  - requirement: RP-ANS-001',
        '    phone: nokia',
        '    owner: a',
        '    issue: b',
        '    expires: 2026-12-31',
        '  - requirement: RP-ANS-001',
        '    phone: old',
        '    owner: a',
        '    issue: b',
        '    expires: 2026-12-31',
        '',
      ].join('\n');
      assert.deepEqual(await refused(text), [
        'The baseline b.yaml cannot be used:',
        '  b.yaml:2: there is no requirement RP-ANS-999',
        '  b.yaml:7: there is no phone "nokia" in the lab; it has "old", "mid", "new"',
        '  b.yaml:12: RP-ANS-001 does not apply to "old", which has iOS 9',
      ]);
    });

    it('refuses what no entry has, what is missing and what is no day', async () => {
      const text = ANSWERS.replace('owner: calls team', 'who: me').replace('2026-06-30', '2026-02-30');
      const [, ...problems] = await refused(`expectedFailures:\n${text}`);
      assert.deepEqual(problems.toSorted(), [
        '  b.yaml:2: expectedFailures.0.owner: expected a text',
        '  b.yaml:2: expectedFailures.0: Unrecognized key: "who"',
        '  b.yaml:6: expectedFailures.0.expires: expected a day such as 2026-12-31',
      ]);
    });

    it('refuses what is listed twice, also once for a phone and once for all', async () => {
      const everywhere = ANSWERS.replace(/.*phone.*\n/, '');
      assert.deepEqual(await refused(`expectedFailures:\n${everywhere}${ANSWERS}`), [
        'The baseline b.yaml cannot be used:',
        '  b.yaml:6: RP-ANS-001 on "new" is listed already, at line 2',
      ]);
    });

    it('tells where YAML went wrong', async () => {
      const [, problem] = await refused('expectedFailures:\n  - requirement: "RP\n');
      assert.match(String(problem), /^ {2}b\.yaml:\d: /);
    });
  });

  describe('before the judge', () => {
    const phone = samplePhone('new', 'iPhone 15', '18.6');

    async function judged(id: string, outcome: 'passed' | 'failed', now: number) {
      const text = ANSWERS.replace('RP-ANS-001', id) + '    note: only when locked\n';
      const results = [sampleResult(id, phone, outcome === 'failed' ? { outcome, message: 'No sound.' } : {})];
      const expectedFailures = expectedFailuresOf(await read(`expectedFailures:\n${text}`), now);
      const verdicts = judge({ catalogue, phones: [phone], results, selected: [id], expectedFailures });
      const verdict = verdicts.find(({ requirement }) => requirement === id);
      assert.ok(verdict !== undefined);
      return { ...verdict, exitCode: exitCode(verdicts) };
    }

    it('keeps a failure from failing the run, and still says what was seen', async () => {
      const { verdict, counts, reason, exitCode: code } = await judged('RP-ANS-001', 'failed', NOON);
      assert.deepEqual([verdict, counts, code], ['expected-fail', 'out', 0]);
      assert.equal(
        reason,
        'Expected until 2026-06-30: RING-12, owned by calls team. only when locked. Seen: No sound.',
      );
    });

    it('only warns of what could not be shown for it', async () => {
      const results = ['RP-ANS-001', 'RP-ANS-003'].map((id) =>
        sampleResult(id, phone, { outcome: 'failed', message: 'No.' }),
      );
      const expectedFailures = expectedFailuresOf(await read(`expectedFailures:\n${ANSWERS}`), NOON);
      const selected = ['RP-ANS-001', 'RP-ANS-003'];
      const verdicts = judge({ catalogue, phones: [phone], results, selected, expectedFailures });
      const { verdict, counts } = verdicts.find(({ requirement }) => requirement === 'RP-ANS-003') ?? {};
      assert.deepEqual([verdict, counts, exitCode(verdicts)], ['not-testable', 'warned', 0]);
    });

    it('makes a pass fail the run', async () => {
      const { verdict, reason, exitCode: code } = await judged('RP-ANS-001', 'passed', NOON);
      assert.deepEqual([verdict, code], ['unexpected-pass', 1]);
      assert.match(reason, /^Listed as an expected failure \(.*locked\) but it passed; take it off the list\.$/);
    });

    it('is out of date the day after, and then even a warning fails the run', async () => {
      const tomorrow = NOON + 86_400_000;
      const severe = await judged('RP-ANS-001', 'failed', tomorrow);
      assert.deepEqual([severe.verdict, severe.exitCode], ['fail', 1]);
      assert.match(severe.reason, /^The expectation of this failure ended on 2026-06-30: .* Seen: No sound\.$/);
      const mild = await judged('RP-RNG-001', 'failed', tomorrow);
      assert.deepEqual([mild.verdict, mild.counts, mild.exitCode], ['warn', 'not-met', 1]);
    });
  });

  describe('after a run', () => {
    const TEXT = `# Known failures.
# Ask the calls team.

expectedFailures:
  # Waits for the new SDK.
${ANSWERS}
  # On every phone.
  - requirement: RP-ANS-002 # since spring
    owner: "calls team"
    issue: https://example.com/issues/13
    expires: 2026-12-31
# The end.
`;

    async function fixed(text: string, ...passed: [requirement: string, phone: string][]) {
      const verdicts = passed.map(([requirement, phone]) => {
        const verdict: VerdictName = 'unexpected-pass';
        return { requirement, phone, verdict };
      });
      return fixBaseline(text, await read(text), verdicts);
    }

    it('stays as it is when nothing on it passed', async () => {
      assert.deepEqual(await fixed(TEXT), { text: TEXT, dropped: [] });
    });

    it('loses what passed, and keeps every other comment', async () => {
      const { text, dropped } = await fixed(TEXT, ['RP-ANS-001', 'new']);
      assert.deepEqual(dropped, ['RP-ANS-001 on new']);
      assert.equal(
        text,
        `# Known failures.
# Ask the calls team.

expectedFailures:
  # On every phone.
  - requirement: RP-ANS-002 # since spring
    owner: "calls team"
    issue: https://example.com/issues/13
    expires: 2026-12-31

# The end.
`,
      );
    });

    it('keeps a comment on the list, which an empty line sets apart from its first entry', async () => {
      const remark = '\n  # On the list.\n\n  # Waits';
      for (const text of [TEXT.replace('\n  # Waits', remark), TEXT.replace('SDK.\n', 'SDK.\n\n')]) {
        const kept = text.includes('list') ? 'On the list' : 'Waits for the new SDK';
        assert.match(
          (await fixed(text, ['RP-ANS-001', 'new'])).text,
          new RegExp(`:\n {2}# ${kept}\\.\n\n {2}# On every phone\\.\n {2}- requirement: RP-ANS-002 `),
        );
      }
    });

    it('keeps what is about all phones for those that have not passed', async () => {
      const { text, dropped } = await fixed(TEXT, ['RP-ANS-002', 'new']);
      assert.deepEqual(dropped, ['RP-ANS-002 on new']);
      assert.match(
        text,
        /\n {2}# On every phone\.\n {2}- requirement: RP-ANS-002 # since spring\n {4}phone: mid\n {4}owner: "calls team"\n/,
      );
      assert.deepEqual(
        (await read(text)).entries.map(({ requirement, phone }) => [requirement, phone]),
        [
          ['RP-ANS-001', 'new'],
          ['RP-ANS-002', 'mid'],
        ],
      );
    });

    it('is an empty list when all of it passed', async () => {
      const { text } = await fixed(`expectedFailures:\n${ANSWERS}`, ['RP-ANS-001', 'new']);
      assert.equal(text, 'expectedFailures: []\n');
    });

    it('keeps a list that stands in the column of its key where it is', async () => {
      const flat = TEXT.replace(/^ {2}/gm, '');
      const { text } = await fixed(flat, ['RP-ANS-001', 'new']);
      assert.match(text, /\n- requirement: RP-ANS-002 # since spring\n {2}owner: /);
    });
  });
});
