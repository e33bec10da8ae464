/** Writes what is made of the table of settings: `npx tsx mock-apns/generate.ts`. */

import { writeFile } from 'node:fs/promises';
import { gatewayConfigJsonSchema } from './gateway-config.ts';
import { settingsPage } from './settings-page.ts';

await writeFile(new URL('../docs/reference/gateway-settings.md', import.meta.url), settingsPage());
await writeFile(new URL('./gateway-config.schema.json', import.meta.url), gatewayConfigJsonSchema());
