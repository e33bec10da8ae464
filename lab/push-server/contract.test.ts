import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../conformance/input-error.ts';
import { type Certificates, makeCertificates } from '../../mock-apns/index.ts';
import type { CheckReport } from '../control/protocol.ts';
import { DEFAULT_LAB_FILE } from '../default-lab.ts';
import { readInventory } from '../inventory.ts';
import { openBench } from './bench.ts';
import { ContractBreach, contractJsonSchema } from './contract.ts';
import { handOverSchema } from './hand-over.ts';
import { type ProviderConfig, readProviderConfig } from './provider-config.ts';
import { runPushChecks } from './run-checks.ts';

/** Keeps the contract but for one step, and never pushes. Takes its steps over HTTP, or by command line. */
const ODD_SERVER = `
const [, , mode, step] = process.argv;
let calls = 0;
const take = (name, asked) => {
  if (name === 'hello') return { contract: 'ringproof-push-server/1', server: { name: 'Odd', version: '1' }, steps: [] };
  if (name !== 'call') return {};
  calls += 1;
  if (mode === 'dies' && calls > 2) process.exit(7);
  if (mode === 'nameless') return { id: 'x' };
  return { call: mode === 'same' ? 'x' : String(Math.random()) };
};
if (process.env.COPY) require('node:fs').copyFileSync(process.env.RINGPROOF_HANDOVER, process.env.COPY);
if (mode === 'exits') {
  console.error('no database');
  process.exit(3);
}
if (mode === 'command') {
  if (step === 'serve') setInterval(() => {}, 1000);
  else console.log(JSON.stringify(take(step)));
} else {
  require('node:http').createServer((request, response) => {
    const name = request.url.slice(1);
    if (mode === 'hangs' && name === 'register') return;
    request.resume().on('end', () => {
      if (mode === 'breaks' && name === 'cancel') return response.writeHead(500).end('<html>oops</html>');
      response.end(JSON.stringify(take(name)));
    });
  }).listen(Number(process.env.RINGPROOF_PORT), '127.0.0.1');
}
`;

describe('the contract of a push server', () => {
  let folder: string;
  let made: Certificates;
  before(async () => {
    made = await makeCertificates();
    folder = mkdtempSync(join(tmpdir(), 'ringproof-odd-'));
    writeFileSync(join(folder, 'odd.cjs'), ODD_SERVER);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const configOf = async (mode: string, more = ''): Promise<ProviderConfig> => {
    const file = join(folder, `${mode}.yaml`);
    const door = mode === 'command' ? 'command: [node, odd.cjs, command]' : 'url: http://127.0.0.1:{port}';
    const start = mode === 'command' ? '[node, odd.cjs, command, serve]' : `[node, odd.cjs, ${mode}]`;
    const limits = 'limits: { step: 1000, push: 100, silence: 30 }';
    writeFileSync(file, `bundleId: com.example.odd\nstart: ${start}\n${more === '' ? door : more}\n${limits}\n`);
    return readProviderConfig(file);
  };

  const check = async (config: ProviderConfig, ids: readonly string[]) => {
    const [phone] = (await readInventory(DEFAULT_LAB_FILE)).phones;
    assert.ok(phone?.kind === 'virtual');
    const results: Omit<CheckReport, 'udid'>[] = [];
    await runPushChecks(config, phone, ids, {
      onOpen: () => {},
      onStart: () => {},
      onResult: (result) => void results.push(result),
    });
    return results;
  };

  const breach = (step: string, words: RegExp) => (error: unknown) => {
    assert.ok(error instanceof ContractBreach, String(error));
    assert.equal(error.step, step);
    assert.match(error.message, words);
    return true;
  };

  it('is published as generated: npx tsx lab/push-server/generate.ts', async () => {
    const file = new URL('../../docs/reference/push-server-contract.schema.json', import.meta.url);
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), JSON.parse(contractJsonSchema()));
  });

  it('names the step that is answered without what it promises', async () => {
    await assert.rejects(
      check(await configOf('nameless'), []),
      breach('call', /answers {"id":"x"}, where "call" is wrong/),
    );
  });

  it('asks for an id of its own for each call', async () => {
    await assert.rejects(check(await configOf('same'), []), breach('call', /gives the same id "x" to two calls/));
  });

  it('names the step that draws an error, and shows what came', async () => {
    await assert.rejects(
      check(await configOf('breaks'), []),
      breach('cancel', /status 500, and not with an error: <html>oops/),
    );
  });

  it('names the step that is never answered', async () => {
    await assert.rejects(check(await configOf('hangs'), []), breach('register', /no answer within 1000 ms/));
  });

  for (const credentials of ['key', 'certificates'] as const) {
    it(`hands over what its schema says: ${credentials}`, async () => {
      const config = await configOf('silent', `url: http://127.0.0.1:{port}\ncredentials: ${credentials}`);
      for (const setup of ['ordinary', 'without VoIP credential'] as const) {
        const start = ['node', 'odd.cjs', 'silent', setup];
        const bench = await openBench(
          { ...config, start, environment: { COPY: join(folder, 'copy.json') } },
          setup,
          made,
        );
        await bench.close();
        const handOver = handOverSchema.parse(JSON.parse(await readFile(join(folder, 'copy.json'), 'utf8')));
        assert.equal(handOver.credentials.voip === null, setup !== 'ordinary');
        assert.equal('certificateFile' in handOver.credentials.alert, credentials === 'certificates');
      }
    });
  }

  it('can be kept by a command that is run for each step', async () => {
    const [result] = await check(await configOf('command'), ['RP-PRV-001']);
    assert.equal(result?.outcome, 'failed');
    assert.match(result.message ?? '', /the gateway saw no push at all/);
  });

  it('fails a server that keeps it and does not push', async () => {
    const results = await check(await configOf('silent'), ['RP-PRV-001', 'RP-PRV-010']);
    // The second needs the step message, which the server does not take: no result at all.
    assert.deepEqual(
      results.map(({ requirement, outcome }) => [requirement, outcome]),
      [['RP-PRV-001', 'failed']],
    );
  });

  it('judges nothing once the server has died', async () => {
    const results = await check(await configOf('dies'), ['RP-PRV-001', 'RP-PRV-002', 'RP-PRV-008']);
    assert.deepEqual(
      results.map(({ requirement, outcome }) => [requirement, outcome]),
      [
        ['RP-PRV-001', 'skipped'],
        ['RP-PRV-002', 'skipped'],
        // Started anew, with other credentials, it answers again for two calls.
        ['RP-PRV-008', 'failed'],
      ],
    );
    assert.match(results[0]?.message ?? '', /ended with exit code 7/);
    assert.match(results[1]?.message ?? '', /It was gone before this check/);
  });

  it('tells the last words of a server that does not start', async () => {
    await assert.rejects(check(await configOf('exits'), []), (error: unknown) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, /"node odd.cjs exits", ended with exit code 3\. Its last words: no database/);
      return true;
    });
  });

  it('refuses a port that somebody else has', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    assert.ok(typeof address === 'object' && address !== null);
    const config = await configOf('taken', `url: http://127.0.0.1:${address.port}`);
    await assert.rejects(check(config, []), /another program listens at port \d+ of http/);
    other.close();
  });

  it('refuses a provider file with file, line and value', async () => {
    await assert.rejects(
      configOf('both', 'url: http://x\ncommand: [x]'),
      /both\.yaml:\d+: url: give either url or command/,
    );
    await assert.rejects(configOf('typo', 'ulr: http://x'), /typo\.yaml:3: ulr: is not a setting of a provider file/);
    await assert.rejects(
      configOf('cert', 'url: http://x\ncredentials: cert'),
      /cert\.yaml:4: credentials: expected key or certificates/,
    );
    await assert.rejects(readProviderConfig(join(folder, 'none.yaml')), /there is no such file/);
  });
});
