/** Where reports say that the pages of requirements are. */

import { strict as assert } from 'node:assert';
import { docsAddress } from './docs-address.ts';

describe('The address of the pages of requirements', () => {
  it('is what the environment says, without a slash at its end', () => {
    assert.equal(docsAddress('https://example.com/rp/', {}), 'https://example.com/rp');
  });

  it("is in the package's repository otherwise, and nowhere when it has none", () => {
    const pages = 'blob/main/docs/reference/requirements';
    const repository = { url: 'git+https://github.com/acme/ringproof.git' };
    assert.equal(docsAddress('', { repository }), `https://github.com/acme/ringproof/${pages}`);
    assert.equal(
      docsAddress('', { repository: 'git@gitlab.com:acme/ringproof.git' }),
      `https://gitlab.com/acme/ringproof/-/${pages}`,
    );
    assert.equal(docsAddress('', {}), undefined);
  });

  it('is refused when it is no https address', () => {
    for (const given of ['docs', 'http://example.com', 'javascript:alert(1)']) {
      assert.throws(() => docsAddress(given, {}), /^UsageError: RINGPROOF_DOCS is ".*", which is no https address\.$/);
    }
  });
});
