/** The benchmarks by name, in the order in which they run. Loaded only when wanted: one pulls in WebdriverIO. */

import type { Benchmark } from './benchmark.ts';

export const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  gateway: async () => (await import('./gateway/index.ts')).gateway,
  workers: async () => (await import('./workers.ts')).workers,
  memory: async () => (await import('./gateway/memory.ts')).memory,
  couriers: async () => (await import('./couriers.ts')).couriers,
  app: async () => (await import('./app.ts')).app,
  phone: async () => (await import('./phone.ts')).phone,
  ring: async () => (await import('./ring.ts')).ring,
  sessions: async () => (await import('./sessions.ts')).sessions,
  run: async () => (await import('./run.ts')).run,
  calls: async () => (await import('./calls/index.ts')).calls,
  report: async () => (await import('./report.ts')).report,
  suite: async () => (await import('./suite.ts')).suite,
};
