/** A check may take so long in real time before Mocha gives it up; hundreds of times what one takes. */
export const CHECK_LIMIT_MS = 120_000;
