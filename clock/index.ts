/** One clock and one journal per testbed. */
export { type Clock, type Release, TestbedClock, type Timer } from './clock.ts';
export { type EventData, type EventMatch, Journal, type JournalEvent, type JsonValue, type Part } from './journal.ts';
export { type Randomness, SYSTEM_RANDOMNESS, seededRandomness } from './randomness.ts';
