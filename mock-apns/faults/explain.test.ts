/** Every fault says in one line what it does to whom; people read these lines in journal and live view. */

import { strict as assert } from 'node:assert';
import type { FaultEffectName, FaultMatch, FaultRequest } from './fault-request.ts';
import { Faults } from './faults.ts';

/** What a fault of each effect says; a new effect does not compile without its lines. */
const SAID: Readonly<Record<FaultEffectName, readonly (readonly [fault: FaultRequest, said: string])[]>> = {
  reason: [
    [{ reason: 'ServiceUnavailable' }, 'answers 503 ServiceUnavailable to the next request'],
    [{ reason: 'Unregistered', times: 2 }, 'answers 410 Unregistered to the next 2 requests'],
  ],
  delayMs: [[{ delayMs: 1500, times: 'always' }, 'delays the answer by 1500 ms to every request']],
  silence: [[{ silence: true }, 'gives no answer to the next request']],
  reset: [[{ reset: 'REFUSED_STREAM' }, 'resets with REFUSED_STREAM the stream of the next request']],
  goaway: [
    [{ goaway: {} }, 'says GOAWAY after the next request'],
    [{ goaway: { reason: 'Shutdown', code: 'NO_ERROR' } }, 'says GOAWAY Shutdown after the next request'],
  ],
  disconnect: [[{ disconnect: true }, 'resets the connection at the next request']],
  halfOpen: [[{ halfOpen: true }, 'falls silent on the connection at the next request']],
  malformedBody: [
    [{ malformedBody: 'not JSON' }, 'answers 500 with a body that is not JSON to the next request'],
    [{ malformedBody: 'cut off' }, 'answers 500 with a body that is cut off to the next request'],
    [{ malformedBody: 'missing' }, 'answers 500 with a body that is missing to the next request'],
  ],
  delivery: [
    [{ delivery: 'lost' }, 'loses the next request'],
    [{ delivery: 'twice' }, 'delivers twice the next request'],
  ],
  refuseConnection: [
    [{ refuseConnection: true }, 'refuses the next connection'],
    [{ refuseConnection: true, times: 3 }, 'refuses the next 3 connections'],
    [{ refuseConnection: true, match: { connection: 4 } }, 'refuses the next connection on connection 4'],
  ],
  delayConnectionMs: [
    [{ delayConnectionMs: 250, times: 'always' }, 'delays by 250 ms every connection'],
    [{ delayConnectionMs: 250, match: { nth: 2 } }, 'delays by 250 ms the next connection from number 2 on'],
  ],
};

/** Each thing that a request can be told by. */
const MATCHES: readonly (readonly [match: FaultMatch, said: string])[] = [
  [{ topic: 'com.example.app' }, 'with topic com.example.app'],
  [{ pushType: 'voip' }, 'of type voip'],
  [{ device: 'phone-1' }, 'for device phone-1'],
  [{ token: 'abcdef0123456789' }, 'for device token abcdef01…'],
  [{ id: '01234567-89AB-CDEF-0123-456789ABCDEF' }, 'with apns-id 01234567-89AB-CDEF-0123-456789ABCDEF'],
  [{ connection: 7 }, 'on connection 7'],
  [{ nth: 3 }, 'from number 3 on'],
  [
    { nth: 3, topic: 'a.b', pushType: 'alert', connection: 1 },
    'of type alert with topic a.b on connection 1 from number 3 on',
  ],
];

describe('A fault explains itself', () => {
  for (const [effect, lines] of Object.entries(SAID)) {
    for (const [fault, said] of lines) {
      it(`by ${effect}: ${said}`, () => assert.equal(new Faults().add(fault).explain(), said));
    }
  }

  for (const [match, said] of MATCHES) {
    it(`by the request that it is for: ${said}`, () => {
      const rule = new Faults().add({ silence: true, match });
      assert.equal(rule.explain(), `gives no answer to the next request ${said}`);
    });
  }
});
