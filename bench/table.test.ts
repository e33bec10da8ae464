import { strict as assert } from 'node:assert';
import { stripVTControlCharacters } from 'node:util';
import { figure } from './measure.ts';
import { renderResult } from './table.ts';

describe('the table of a benchmark', () => {
  it('shows figure, yardstick, ratio, goal and verdict in one row', () => {
    const judged = figure({
      name: 'session',
      unit: 'ms',
      samples: [30, 33, 36],
      yardstick: { name: 'stub', samples: [10, 11, 12] },
      goal: { on: 'ratio', atMost: 2 },
    });
    const text = stripVTControlCharacters(renderResult({ figures: [judged], notes: ['A remark.'] }));
    const cells = (text.split('\n').find((line) => line.includes('session')) ?? '')
      .split('│')
      .map((cell) => cell.trim());
    assert.deepEqual(cells.slice(1, -1), [
      'session',
      '33.0 ms [30.0–36.0]',
      '36.0 ms',
      '3',
      '11.0 ms: stub',
      '3.00 [3.00–3.00]',
      '≤ 2 ×',
      'not met',
    ]);
    assert.match(text, /A remark\.$/);
  });

  it('leaves blank what was not measured', () => {
    const text = renderResult({ figures: [figure({ name: 'whole run', unit: 's', samples: [40] })], notes: [] });
    const cells = (text.split('\n').find((line) => line.includes('whole run')) ?? '')
      .split('│')
      .map((cell) => cell.trim());
    assert.deepEqual(cells.slice(1, -1), ['whole run', '40.0 s', '', '1', '', '', '', '']);
  });
});
