/**
 * Keeps the Node processes of a run small. V8 lets garbage pile up in proportion to what a heap may hold, which is 4 GB
 * on a large machine, although none of these processes has more than 150 MB in use: a limit takes a third of their
 * memory away and no time.
 */

const LIMIT_MB = 1024;

/** The environment of a child process, with the limit; what `NODE_OPTIONS` says already goes before it. */
export function withHeapLimit(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const options = [`--max-old-space-size=${LIMIT_MB}`, environment['NODE_OPTIONS'] ?? ''];
  return { ...environment, NODE_OPTIONS: options.join(' ').trim() };
}
