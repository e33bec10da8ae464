/** aioapns for Python (Fatal1ty/aioapns), driven by `aioapns_driver.py`. Skipped where the module is not installed. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Gateway } from '../index.ts';
import { Stage, type Stranger, type StrangerAnswer, TOPIC, tellStories } from './stories.ts';

const DRIVER = fileURLToPath(new URL('aioapns_driver.py', import.meta.url));

/** The first Python that has aioapns; a distribution's own is not always the first on the path. */
const PYTHON = ['python3', '/usr/bin/python3'].find(
  (python) => spawnSync(python, ['-c', 'import aioapns']).status === 0,
);

async function aioapns(
  { host, port, certificateAuthority }: Gateway,
  secret: string,
  credential: (path: string) => object,
): Promise<Stranger> {
  const folder = await mkdtemp(join(tmpdir(), 'ringproof-'));
  const [ca, own] = [join(folder, 'ca.pem'), join(folder, 'own.pem')];
  await writeFile(ca, certificateAuthority);
  await writeFile(own, secret);
  const child = spawn(PYTHON ?? 'python3', [DRIVER], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout });
  const write = (line: object) => child.stdin.write(`${JSON.stringify(line)}\n`);
  write({ host, port, ca, topic: TOPIC, credential: credential(own) });
  return {
    send: async (push) => {
      const answer = once(answers, 'line');
      write(push);
      const [line] = (await answer) as [string];
      const { status, reason } = JSON.parse(line) as { status: number; reason: string | null };
      return { status, reason: reason ?? undefined } satisfies StrangerAnswer;
    },
    close: async () => {
      if (child.exitCode === null) {
        child.stdin.end();
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describe('aioapns at the gateway', () => {
  let stage: Stage;
  before(function () {
    if (PYTHON === undefined) this.skip();
  });
  beforeEach(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage.close());

  tellStories(
    {
      withKey: (gateway, { key, keyId, teamId }) =>
        aioapns(gateway, key, (path) => ({ key: path, key_id: keyId, team_id: teamId })),
      withCertificate: (gateway, { certificate, key }) =>
        aioapns(gateway, `${certificate}\n${key}`, (path) => ({ client_cert: path })),
      attempts: () => 1,
      tellsTimestamp: false,
      keepsConnection: true,
    },
    () => stage,
  );
});
