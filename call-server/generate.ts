/** Writes the two documents of the API for readers: `npx tsx call-server/generate.ts`; part of `npm run generate`. */

import { writeFile } from 'node:fs/promises';
import { asyncApiDocument } from './asyncapi.ts';
import { openApiDocument } from './openapi.ts';
import { ROUTES } from './route-table.ts';

const write = (name: string, document: object) =>
  writeFile(new URL(`../docs/reference/${name}`, import.meta.url), `${JSON.stringify(document, null, 2)}\n`);

await write('call-server.openapi.json', openApiDocument(ROUTES));
await write('call-server.asyncapi.json', asyncApiDocument());
