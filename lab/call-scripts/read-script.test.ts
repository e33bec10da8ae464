import { strict as assert } from 'node:assert';
import { UsageError } from '../errors.ts';
import { readScript } from './read-script.ts';

const GOOD = ['title: A test', 'steps:', '  - register: bob/phone', '  - dial: bob', '  - cancel'];

/** What is said of a script with these lines. */
function refusal(...lines: string[]): string {
  try {
    readScript(lines.join('\n'), 'x.yaml');
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return error.message;
  }
  throw new assert.AssertionError({ message: 'The script was read.' });
}

describe('A call script in YAML', () => {
  it('knows the line of each step', () => {
    const { script, lineOf } = readScript(
      [...GOOD, '  - repeat:', '      times: 2', '      steps:', '        - dial: bob'].join('\n'),
      'x',
    );
    const [register, dial, cancel, repeat] = script.steps;
    assert.deepEqual(
      [register, dial, cancel, repeat].map((step) => lineOf(step?.path ?? [])),
      [3, 4, 5, 6],
    );
    assert.ok(repeat?.kind === 'repeat');
    assert.equal(lineOf(repeat.steps[0]?.path ?? []), 9);
  });

  for (const [what, lines, message] of [
    ['YAML that is none', [...GOOD, '  - dial: { to: bob'], /^x\.yaml:6: not valid YAML: .+\.$/],
    ['a key that stands there twice', ['title: a', ...GOOD], /^x\.yaml:2: not valid YAML: Map keys must be unique\.$/],
    ['an empty file', [''], /^x\.yaml:1: expected object, received null\.$/],
    [
      'a misspelled field of the script',
      ['titel: A', ...GOOD],
      /^x\.yaml:1: there is no field titel; perhaps title is meant\.$/,
    ],
    ['steps that are no list', ['title: A', 'steps: dial'], /^x\.yaml:2: steps: expected array, received string\.$/],
    ['a run that is no number', [...GOOD, 'calls: many'], /^x\.yaml:6: calls: expected number, received string\.$/],
    [
      'a step that nothing is like',
      [...GOOD, '  - telephone: bob'],
      /^x\.yaml:6: there is no step telephone; known are register, /,
    ],
    [
      'a variable that is misspelled',
      ['variables: { callee: bob }', ...GOOD, '  - dial: ${calee}'],
      /^x\.yaml:7: there is no variable calee; perhaps callee is meant\.$/,
    ],
    [
      'an event that nothing writes',
      [...GOOD, '  - repeat:', '      times: 2', '      steps:', '        - wait: call.endd'],
      /^x\.yaml:9: wait: no part writes an event call\.endd; perhaps call\.ended is meant\.$/,
    ],
    [
      'a repeat without steps',
      [...GOOD, '  - repeat:'],
      /^x\.yaml:6: repeat: times: expected a whole number from 1, found undefined\.\nx\.yaml:6: expected a list of steps, found nothing\.$/,
    ],
    [
      'a word that is none of a few',
      [...GOOD, '  - expect: { state: rining }'],
      /^x\.yaml:6: expect: state: .*"ringing"\|"connected"\|"ended"\.$/,
    ],
    [
      'a device of a leg that is misspelled',
      [...GOOD, '  - expect:', '      legs:', '        phone:', '          rnag: true'],
      /^x\.yaml:9: expect: there is no field rnag\.$/,
    ],
  ] as const) {
    it(`is refused for ${what}, with its line`, () => {
      assert.match(refusal(...lines), message);
    });
  }
});
