import { strict as assert } from 'node:assert';
import { readYaml } from './yaml-lines.ts';

describe('The line of a value in YAML', () => {
  const { lineOf } = readYaml(
    [
      'name: one',
      'sttings:',
      '  idle: 1',
      '',
      'devices:',
      '  - id: a',
      '    topics:',
      '      - b',
      'ports: { x: 1 }',
    ].join('\n'),
  );

  it('is that of the key when the value is a block below it', () => {
    assert.equal(lineOf(['sttings']), 2);
    assert.equal(lineOf(['devices']), 5);
    assert.equal(lineOf(['devices', 0, 'topics']), 7);
  });

  it('is its own when it stands beside its key, or in a list', () => {
    assert.equal(lineOf(['name']), 1);
    assert.equal(lineOf(['sttings', 'idle']), 3);
    assert.equal(lineOf(['devices', 0]), 6);
    assert.equal(lineOf(['devices', 0, 'topics', 0]), 8);
    assert.equal(lineOf(['ports', 'x']), 9);
  });

  it('is that of the nearest value that is there', () => {
    assert.equal(lineOf(['devices', 0, 'missing']), 6);
    assert.equal(lineOf(['sttings', 'missing', 'deeper']), 2);
    assert.equal(lineOf([]), 1);
  });
});
