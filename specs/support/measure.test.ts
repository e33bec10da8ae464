import { strict as assert } from 'node:assert';
import { measure, measureNoMore, takeMeasurements } from './measure.ts';

describe('measurements of a check', () => {
  beforeEach(() => {
    takeMeasurements();
  });

  it('are handed over once', () => {
    measure('pushToCallScreenMs', 12);
    assert.deepEqual(takeMeasurements(), { pushToCallScreenMs: 12 });
    assert.deepEqual(takeMeasurements(), {});
  });

  it('end where the check slows the app down, until the next check', () => {
    measure('pushToCallScreenMs', 12);
    measureNoMore();
    measure('answerToConnectMs', 5000);
    assert.deepEqual(takeMeasurements(), { pushToCallScreenMs: 12 });
    measure('answerToConnectMs', 6);
    assert.deepEqual(takeMeasurements(), { answerToConnectMs: 6 });
  });
});
