/**
 * Runs one benchmark in a process of its own and hands its result to the parent, so that no benchmark inherits the heap,
 * the warm code or the open sockets of another.
 */

import { BENCHMARKS } from './benchmarks.ts';

const name = String(process.argv[2]);
const load = BENCHMARKS[name];
if (load === undefined) throw new Error(`There is no benchmark "${name}".`);
const result = await (await load()).run();
process.send?.(result, undefined, undefined, () => process.disconnect());
