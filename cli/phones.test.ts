/** `ringproof phones` from outside. */

import { strict as assert } from 'node:assert';
import { Place, START_LIMIT_MS } from './test-support.ts';

describe('ringproof phones', function () {
  this.timeout(START_LIMIT_MS);
  const place = new Place();
  after(() => place.removeClean());

  it('lists the phones of the default lab, in columns or as data', async () => {
    const environment = { USBMUXD_SOCKET_ADDRESS: `UNIX:${place.at('nothing')}` };
    const [text, data] = await Promise.all(
      [['phones'], ['phones', '--json']].map(async (args) => (await place.start(args, { environment })).ended),
    );
    assert.match(
      text?.stdout ?? '',
      /^iPhone 15 {2}virtual {2}iOS 18\.6 {2}[0-9A-F-]{25} {2}free {2}made when a lab starts$/m,
    );
    const { phones, notes } = JSON.parse(data?.stdout ?? '');
    assert.deepEqual([phones.length, notes.length], [5, 1]);
    assert.deepEqual([text?.exitCode, data?.exitCode], [0, 0]);
  });

  it('says so when no lab answers at the address', async () => {
    const { exitCode, stderr } = await place.run('phones', '--lab', 'http://127.0.0.1:1');
    assert.match(stderr, /^ringproof: The lab's control API at http:\/\/127\.0\.0\.1:1 cannot be reached/);
    assert.equal(exitCode, 64);
  });
});
