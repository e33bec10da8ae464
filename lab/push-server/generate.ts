/** Writes the JSON Schema of the contract, for readers: `npx tsx lab/push-server/generate.ts && npm run format`. */

import { writeFile } from 'node:fs/promises';
import { contractJsonSchema } from './contract.ts';

await writeFile(
  new URL('../../docs/reference/push-server-contract.schema.json', import.meta.url),
  contractJsonSchema(),
);
