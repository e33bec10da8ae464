/** Writes what is made of the settings and the reasons; part of `npm run generate`. */

import { writeFile } from 'node:fs/promises';
import { reasonsPage } from './reasons-page/page.ts';
import { gatewayConfigJsonSchema } from './settings/gateway-config.ts';
import { settingsPage } from './settings/settings-page.ts';

const here = (path: string) => new URL(path, import.meta.url);

await writeFile(here('../docs/reference/gateway-settings.md'), settingsPage());
await writeFile(here('../docs/reference/reasons.md'), await reasonsPage());
await writeFile(here('./settings/gateway-config.schema.json'), gatewayConfigJsonSchema());
