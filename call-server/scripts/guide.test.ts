/** The guide to call scripts says what the table of steps says, and what it shows can be run. */

import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { openOwnStage } from '../../lab/call-scripts/own-stage.ts';
import { checkScript } from './check-script.ts';
import { runScript } from './run-script.ts';
import type { CallScript } from './script.ts';
import { STEP_KINDS, STEPS } from './steps.ts';

const guide = readFileSync(new URL('../../docs/guides/call-scripts.md', import.meta.url), 'utf8');

/** Rows of its tables: first and second cell. */
const rows = [...guide.matchAll(/^\| (`[^|]+`) \| ([^|]+) \|/gm)].map(([, names = '', fields = '']) => ({
  kinds: [...names.matchAll(/`(\w+)`/g)].map((match) => String(match[1])),
  fields,
}));

describe('the guide to call scripts', () => {
  it('has a row for every step, with all of its fields and the one that may stand alone', () => {
    for (const kind of STEP_KINDS) {
      const row = rows.find(({ kinds }) => kinds.includes(kind));
      assert.ok(row !== undefined, kind);
      const { fields, short } = STEPS[kind];
      assert.equal(/\*\*(\w+)\*\*/.exec(row.fields)?.[1], short ?? undefined, kind);
      // It is said to be as `see`.
      if (kind === 'doNotSee') continue;
      for (const field of Object.keys(fields.shape)) assert.match(row.fields, new RegExp(`\\b${field}\\b`), kind);
    }
  });

  it('begins with a script that passes', async () => {
    const [, text = ''] = /```yaml\n(title: .*?)```/s.exec(guide) ?? [];
    const own = await openOwnStage();
    try {
      const reading = checkScript(parse(text));
      assert.ok('script' in reading, JSON.stringify(reading));
      const { passed, failures, calls } = await runScript(reading.script, own.stage);
      assert.deepEqual([failures, passed], [[], 1]);
      assert.deepEqual([calls.answer?.max, calls.end?.max], [4_000, 64_000]);
    } finally {
      await own.close();
    }
  });

  it('shows a script in TypeScript that passes', async () => {
    // As in the guide; the compiler checks it here.
    const script = {
      title: 'The caller gives up',
      before: [{ register: 'bob/phone' }],
      steps: [{ dial: 'bob' }, { pass: '5 s' }, { cancel: null }, { expect: { endReason: 'cancelled' } }],
    } satisfies CallScript;
    const shown = /satisfies CallScript;/.exec(guide)?.index ?? 0;
    const lines = guide.slice(guide.lastIndexOf('const script', shown), shown);
    for (const step of script.steps) assert.ok(lines.includes(Object.keys(step)[0] ?? '?'));
    const own = await openOwnStage();
    try {
      const reading = checkScript(script);
      assert.ok('script' in reading);
      assert.deepEqual((await runScript(reading.script, own.stage)).failures, []);
    } finally {
      await own.close();
    }
  });
});
