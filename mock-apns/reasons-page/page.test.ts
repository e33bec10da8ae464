import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import { BROADCAST_REASONS } from '../broadcast/reasons.ts';
import { REASONS } from '../index.ts';
import { reasonsPage } from './page.ts';

describe("the page of Apple's reasons", () => {
  let page: string;
  before(async () => {
    page = await reasonsPage();
  });

  it('shows for each of the 32 a request that drew it', () => {
    const [pushes = ''] = page.split('\n## ');
    const rows = pushes.split('\n').filter((line) => line.startsWith('| `'));
    assert.equal(rows.length, 32);
    for (const reason of Object.keys(REASONS)) {
      const row = rows.find((line) => line.startsWith(`| \`${reason}\` |`));
      assert.match(row ?? '', new RegExp(`"reason":"${reason}"`), reason);
    }
  });

  it('shows for each reason of broadcast channels a request that drew it', () => {
    const [, broadcasts = ''] = page.split('\n## Broadcast channels\n');
    for (const reason of [...Object.keys(BROADCAST_REASONS), 'Service Unavailable']) {
      const row = broadcasts.split('\n').find((line) => line.startsWith(`| \`${reason}\` |`));
      assert.match(row ?? '', new RegExp(`"reason":"${reason}"`), reason);
    }
  });

  it('is as it was generated: npm run generate', async () => {
    assert.equal(await readFile(new URL('../../docs/reference/reasons.md', import.meta.url), 'utf8'), page);
  });
});
