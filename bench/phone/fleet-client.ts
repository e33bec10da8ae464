/** The client of many sessions, in a process of its own, so that its CPU time is nobody else's. */

import { webDriverClient } from '../http.ts';

export type FleetOrder =
  | { readonly open: readonly Readonly<Record<string, unknown>>[]; readonly appium: string }
  /** So many rounds of find, click, source and screenshot in every session, all sessions at once. */
  | { readonly rounds: number }
  | 'close';

/** Milliseconds that the order took. */
export interface FleetAnswer {
  readonly took: number;
}

type Client = ReturnType<typeof webDriverClient>;

const sessions: { readonly call: Client; readonly path: string }[] = [];

process.on('message', (order: FleetOrder) => {
  const begin = performance.now();
  carryOut(order).then(
    () => process.send?.({ took: performance.now() - begin } satisfies FleetAnswer),
    (error: Error) => {
      console.error(error.message);
      process.exit(1);
    },
  );
});
process.once('disconnect', () => process.exit());

async function carryOut(order: FleetOrder): Promise<void> {
  if (order === 'close') {
    await Promise.all(sessions.map(({ call, path }) => call('DELETE', path)));
    for (const { call } of sessions) call.close();
    sessions.length = 0;
  } else if ('rounds' in order) {
    await Promise.all(sessions.map((session) => commands(session, order.rounds)));
  } else {
    await Promise.all(order.open.map((capabilities) => openSession(order.appium, capabilities)));
  }
}

async function openSession(appium: string, capabilities: Readonly<Record<string, unknown>>): Promise<void> {
  const call = webDriverClient(appium);
  const answer = await call('POST', '/session', { capabilities: { alwaysMatch: capabilities } });
  sessions.push({ call, path: `/session/${(answer as { sessionId: string }).sessionId}` });
}

async function commands({ call, path }: (typeof sessions)[number], rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const found = await call('POST', `${path}/element`, { using: 'accessibility id', value: 'user' });
    await call('POST', `${path}/element/${Object.values(found as Record<string, string>)[0]}/click`, {});
    await call('GET', `${path}/source`);
    await call('GET', `${path}/screenshot`);
  }
}
