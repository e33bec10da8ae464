/** What a bundle hands on of a report: what was said, and not of whom. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { reportJsonSchema } from '../report.ts';
import { samplePhone, sampleResult } from '../sample-run.test-data.ts';
import { maskedReport, unmaskedIn } from './masked-report.ts';
import { passingRun } from './sample-bundle.test-data.ts';
import { TypedValues } from './typed-values.ts';

const TOKEN = 'c0ffee12'.repeat(8);

const JOURNAL = [
  { kind: 'device.registered', data: { user: 'bob', device: 'f-1', alertToken: true }, phone: 'UDID-1' },
  { kind: 'call.dialed', data: { call: '1', from: '+441632960001', to: 'bob' } },
  {
    kind: 'push.accepted',
    data: { token: 'c0ffee12…', payload: { call: { from: { name: 'Ann', handle: 'ann@x' } } } },
  },
  { kind: 'call.reported', data: { caller: 'Ada Lovelace', error: null } },
  { kind: 'token.withheld', data: { user: 'bob', token: 'voip' } },
];

describe('the values of a run that are sensitive by type', () => {
  const values = new TypedValues();
  before(() => values.learn(JOURNAL));

  it('are found in text wherever they stand as words, and named by their type', () => {
    const text = `Ada Lovelace (+441632960001) rang bob on UDID-1; ann@x and Ann did not; token ${TOKEN}, c0ffee12….`;
    assert.equal(
      values.maskIn(text),
      '[a display name] ([a handle]) rang [a user name] on [a device identifier]; [a handle] and [a display name] did ' +
        'not; token [a device token], [a device token].',
    );
  });

  it('are not found within other words, nor are words that only some kind of event means so', () => {
    assert.equal(
      values.maskIn('The bobbin and the voip token of Annabel.'),
      'The bobbin and the voip token of Annabel.',
    );
  });

  it('are words of their own, whatever signs are in them', () => {
    const odd = new TypedValues();
    odd.add('A. (B) [C]*', 'display name');
    odd.add(' ', 'display name');
    assert.equal(odd.maskIn('from A. (B) [C]*: A! (B) [C]*'), 'from [a display name]: A! (B) [C]*');
  });
});

describe('a report that is handed on', () => {
  it('has phones by their model, no udid, and messages without names', async () => {
    const whole = await passingRun(1);
    const phones = ["Ada's iPhone", "Bob's iPhone"].map((name) => samplePhone(name, 'iPhone 15', '18.6'));
    const [first, second] = phones;
    assert.ok(first !== undefined && second !== undefined);
    const message = `${second.name} showed Ada Lovelace.`;
    const checks = [
      sampleResult('RP-REG-001', second, { message, attachments: [`journals/RP-REG-001-${second.udid}.jsonl`] }),
    ];
    const values = new TypedValues();
    values.learn(JOURNAL);
    const report = { ...whole, phones, checks, verdicts: [], timings: [] };
    assert.deepEqual(unmaskedIn(report).slice(0, 2), [
      'phones[0].name holds a phone name',
      'phones[0].udid holds a device identifier',
    ]);
    const masked = maskedReport(report, values);
    assert.deepEqual(unmaskedIn(masked), []);
    assert.deepEqual(
      masked.phones.map(({ name }) => name),
      ['iPhone 15', 'iPhone 15 (2)'],
    );
    const [check] = masked.checks;
    assert.equal(check?.phone.name, 'iPhone 15 (2)');
    assert.equal(check?.message, '[a phone name] showed [a display name].');
    assert.deepEqual(check?.attachments, ['journals/RP-REG-001-[a device identifier].jsonl']);
    assert.doesNotMatch(JSON.stringify(masked), /Bob|Lovelace|00008030/);
  });

  it('leaves alone what has nothing of anybody', async () => {
    const report = await passingRun(1);
    const masked = maskedReport(report, new TypedValues());
    assert.deepEqual({ ...masked, phones: [], checks: [] }, { ...report, phones: [], checks: [] });
  });

  it('says in the published schema which fields are meant', async () => {
    const file = new URL('../conformance.schema.json', import.meta.url);
    for (const schema of [reportJsonSchema(), await readFile(file, 'utf8')]) {
      for (const mark of ['phone name', 'device identifier', 'free text']) {
        assert.match(schema, new RegExp(`"x-sensitive": "${mark}"`));
      }
    }
  });
});
