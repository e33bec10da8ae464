import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import { checkScript, type ScriptProblem } from './check-script.ts';
import { type CallScript, scriptJsonSchema } from './script.ts';
import type { Variables } from './variables.ts';

const SCRIPT = {
  title: 'Bob answers',
  variables: { callee: 'bob', talk: '60 s', turns: 2 },
  before: [{ register: '${callee}/phone' }],
  steps: [
    { dial: { to: '${callee}', as: 'first' } },
    { repeat: { times: 2, steps: [{ pass: '${talk}' }, { mute: { device: '${callee}/phone', on: true } }] } },
    { together: [{ cancel: 'first' }, { answer: 'bob/phone' }] },
    { expect: { call: 'first', legs: { phone: { rang: true } } } },
  ],
} satisfies CallScript;

/** What is wrong with a script that has these steps. */
function problems(steps: unknown, variables: Variables = {}): readonly ScriptProblem[] {
  const reading = checkScript({ ...SCRIPT, steps }, variables);
  return 'problems' in reading ? reading.problems : [];
}

const told = (steps: unknown) => problems(steps).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a call script', () => {
  it('is ready to run when every step can be read', () => {
    const reading = checkScript(SCRIPT);
    assert.ok('script' in reading, JSON.stringify(reading));
    const { steps, before, calls, rate, limit } = reading.script;
    assert.deepEqual([before.length, calls, rate, limit], [1, 1, undefined, undefined]);
    assert.deepEqual(
      steps.map(({ kind, path }) => [kind, path.join('.')]),
      [
        ['dial', 'steps.0.dial'],
        ['repeat', 'steps.1.repeat'],
        ['together', 'steps.2.together'],
        ['expect', 'steps.3.expect'],
      ],
    );
  });

  it('takes a step without fields as a word', () => {
    assert.deepEqual(told([{ dial: 'bob' }, 'cancel', { hangUp: null }]), []);
  });

  it('tells every mistake at once, each with its place', () => {
    assert.deepEqual(
      told([
        { dail: 'bob' },
        { dial: { to: 'bob', vidoe: true } },
        { pass: '60 seconds' },
        { answer: 'bob' },
        { dial: 'bob', cancel: null },
        { see: { device: 'bob/phone' } },
        { repeat: { times: 0, steps: [{ mute: { device: 'bob/phone', on: 'yes' } }] } },
        7,
      ]),
      [
        'steps.0.dail: there is no step dail',
        'steps.1.dial.vidoe: dial: there is no field vidoe',
        'steps.2.pass: pass: time: expected a time such as 500 ms, 2 s, 1.5 min or 1 h',
        'steps.3.answer: answer: by: expected elsewhere, or user/device such as bob/phone',
        'steps.4: expected a step such as `dial: { to: bob }`, found dial and cancel',
        'steps.5.see: see: expected one of signal, push and close, found none',
        'steps.6.repeat.times: repeat: times: expected a whole number from 1, found 0',
        'steps.6.repeat.steps.0.mute.on: mute: on: expected boolean, received string',
        'steps.7: expected a step such as `dial: { to: bob }`, found 7',
      ],
    );
  });

  it('says which names could stand in the place of an unknown one', () => {
    const [step, device, call, variable] = problems([
      { dial: { to: 'bob', as: 'first' } },
      { hungUp: 'caller' },
      { ringing: 'bob/fone' },
      { cancel: 'frist' },
      { pass: '${tlak}' },
    ]);
    assert.ok(step?.unknown?.known.includes('hangUp'));
    assert.deepEqual(device?.unknown, { name: 'bob/fone', known: ['bob/phone'] });
    assert.deepEqual(call?.unknown, { name: 'frist', known: ['first'] });
    assert.deepEqual(variable?.unknown, { name: 'tlak', known: ['callee', 'talk', 'turns', 'run'] });
  });

  it('refuses a step about a call before any is dialled', () => {
    assert.deepEqual(told(['cancel', { dial: 'bob' }]), ['steps.0.cancel: cancel: no earlier step dials a call']);
  });

  it('knows the number of the turn in a repeat, and nowhere else', () => {
    const dial = { dial: { to: 'bob', as: 'call-${turn}' } };
    assert.deepEqual(told([{ repeat: { times: '${turns}', steps: [dial] } }]), []);
    assert.deepEqual(told([dial]), ['steps.0.dial.as: there is no variable turn']);
  });

  it('takes values from outside for its variables, and for no others', () => {
    assert.deepEqual(problems([{ dial: 'bob' }], { callee: 'ann' }), []);
    const [problem] = problems([{ dial: 'bob' }], { calle: 'ann' });
    assert.deepEqual(problem?.unknown, { name: 'calle', known: ['callee', 'talk', 'turns'] });
  });

  for (const [what, script, message] of [
    ['has no title', { steps: [] }, 'title: expected string, received undefined'],
    ['has no steps', { title: 'Empty', steps: [] }, 'steps: a script has at least one step'],
    ['is no object', 'dial bob', 'expected object, received string'],
    ['has an unknown field', { ...SCRIPT, step: [] }, 'there is no field step'],
  ] as const) {
    it(`cannot be read when it ${what}`, () => {
      const reading = checkScript(script);
      assert.ok('problems' in reading);
      assert.equal(reading.problems[0]?.message, message);
    });
  }

  it('is described for editors as generated: npx tsx call-server/scripts/generate.ts', async () => {
    const kept = await readFile(new URL('./script.schema.json', import.meta.url), 'utf8');
    assert.deepEqual(JSON.parse(kept), JSON.parse(scriptJsonSchema()));
  });
});
