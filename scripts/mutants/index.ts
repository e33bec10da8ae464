/**
 * `npm run mutants`: every mutant of the gateway and of the virtual phone; `npm run mutants -- phone` (or `gateway`):
 * one of the two. Exit code 1 when one was not caught.
 */

import pc from 'picocolors';
import { ROOMS } from './rooms.ts';
import { tryMutants } from './try-mutants.ts';

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(ROOMS, name));
if (unknown !== undefined) {
  console.error(`There are no mutants of "${unknown}". Name ${Object.keys(ROOMS).join(' or ')}, or nothing for all.`);
  process.exit(64);
}

let caught = 0;
let lives = 0;
for (const [name, room] of Object.entries(ROOMS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`Mutants of the ${name}:`);
  await tryMutants(room, ({ does }, problem) => {
    if (problem === undefined) caught += 1;
    else lives += 1;
    const verdict = problem === undefined ? pc.green('caught') : pc.red('NOT CAUGHT');
    console.log(`${verdict}  ${does}${problem === undefined ? '' : `\n  ${problem}`}`);
  });
}
console.log(`\n${caught} caught, ${lives} not caught`);
process.exitCode = lives === 0 ? 0 : 1;
