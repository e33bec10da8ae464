/** Processes that one gateway may have; a file of its own, since the command line checks it before anything is loaded. */
export const MOST_WORKERS = 64;
