import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import { gatewayConfigJsonSchema } from './gateway-config.ts';
import { completeSettings, SETTINGS, type Setting } from './settings.ts';
import { settingsPage } from './settings-page.ts';

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

describe('the table of settings', () => {
  it('is on its page as generated: npm run generate', async () => {
    assert.equal(await read('../../docs/reference/gateway-settings.md'), settingsPage());
  });

  it('is in the schema of the config file as generated: npm run generate', async () => {
    assert.deepEqual(JSON.parse(await read('./gateway-config.schema.json')), JSON.parse(gatewayConfigJsonSchema()));
  });

  it('allows its own defaults', () => {
    for (const [name, { allowed, default: byDefault }] of Object.entries<Setting<unknown>>(SETTINGS)) {
      assert.ok(allowed.accepts(byDefault), name);
    }
  });

  it('names the nearest setting when there is none of a name', () => {
    const wrong: object = { storageSlots: 'topic' };
    assert.throws(() => completeSettings(wrong), { message: /no setting storageSlots; perhaps storageSlot is meant/ });
  });

  it('says what is allowed when a value is not', () => {
    const wrong: object = { earlyStreams: 'drop' };
    const message = 'The setting earlyStreams must be "serve" or "refuse"; found "drop".';
    assert.throws(() => completeSettings(wrong), { message });
    assert.throws(() => completeSettings({ streamLimit: 0 }), /must be a whole number of streams, at least 1; found 0/);
    assert.throws(() => completeSettings({ deviceRate: { pushes: 1.5, withinMs: 1 } }), /deviceRate must be/);
  });
});
