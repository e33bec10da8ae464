/** Pushes leave nothing behind, once the journal is full; `npm run bench -- memory` looks at a million of them. */

import { strict as assert } from 'node:assert';
import { FloodedGateway } from './flooded-gateway.ts';

const PUSHES = 40_000;
/** So many until all code is compiled and all tables have their size. */
const WARM_UP = 20_000;
/** A push that is kept takes some hundreds of bytes, its number alone eight; of 40,000 pushes 1 to 2.5 bytes each were seen. */
const BYTES_PER_PUSH = 8;

describe('the memory of a gateway', function () {
  this.timeout(60_000);
  let gateway: FloodedGateway;
  before(async () => {
    gateway = await FloodedGateway.start();
  });
  after(() => gateway.stop());

  it(`grows by less than ${BYTES_PER_PUSH} bytes with each of ${PUSHES} pushes`, async () => {
    await gateway.serves(WARM_UP);
    const before = await gateway.memory();
    await gateway.serves(PUSHES);
    const perPush = ((await gateway.memory()) - before) / PUSHES;
    if (process.env['SHOW_FIGURES'] !== undefined)
      process.stdout.write(`        ${perPush.toFixed(2)} bytes per push\n`);
    assert.ok(perPush < BYTES_PER_PUSH, `It grows by ${perPush.toFixed(1)} bytes.`);
  });
});
