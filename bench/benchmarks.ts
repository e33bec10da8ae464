/** The benchmarks by name, in the order in which they run. Loaded only when wanted: one pulls in WebdriverIO. */

import type { Benchmark } from './benchmark.ts';

export const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  gateway: async () => (await import('./gateway/index.ts')).gateway,
  workers: async () => (await import('./workers.ts')).workers,
  memory: async () => (await import('./gateway/memory.ts')).memory,
  couriers: async () => (await import('./couriers.ts')).couriers,
  'phone-commands': async () => (await import('./phone/commands.ts')).commands,
  'phone-locators': async () => (await import('./phone/locators.ts')).locators,
  'phone-life': async () => (await import('./phone/life.ts')).life,
  'phone-app': async () => (await import('./phone/app.ts')).app,
  'phone-memory': async () => (await import('./phone/memory.ts')).memory,
  'phone-fleet': async () => (await import('./phone/fleet.ts')).fleet,
  ring: async () => (await import('./ring.ts')).ring,
  sessions: async () => (await import('./sessions.ts')).sessions,
  run: async () => (await import('./run.ts')).run,
  calls: async () => (await import('./calls/index.ts')).calls,
  report: async () => (await import('./report.ts')).report,
  suite: async () => (await import('./suite.ts')).suite,
};

/** A group is asked for by what the names of its benchmarks begin with: `phone` is all that a phone costs. */
export const GROUPS: readonly string[] = ['phone'];

/** The benchmarks of that name, or of that group. */
export function namesOf(asked: string): string[] {
  return GROUPS.includes(asked) ? Object.keys(BENCHMARKS).filter((name) => name.startsWith(`${asked}-`)) : [asked];
}
