/** The checks of a push server in the form that Allure reads, as WebdriverIO's reporter writes it for the specs. */

import { createHash, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckResult } from '../../conformance/check.ts';

/** Allure's words: `failed` is the product, `broken` the suite. */
const STATUS: Readonly<Record<CheckResult['outcome'], string>> = {
  passed: 'passed',
  failed: 'failed',
  error: 'broken',
  skipped: 'skipped',
  'not-observable': 'skipped',
};

const SUITE = 'Push server';

export async function writeAllureResults(folder: string, results: readonly CheckResult[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all(
    results.map(async (result) => {
      const name = `${result.requirement} ${result.title}`;
      const uuid = randomUUID();
      const historyId = createHash('md5').update(`${name} ${result.phone.name}`).digest('hex');
      const written = {
        uuid,
        historyId,
        testCaseId: historyId,
        name,
        fullName: `push-server#${SUITE}.${name}`,
        status: STATUS[result.outcome],
        ...(result.message === undefined ? {} : { statusDetails: { message: result.message } }),
        stage: 'finished',
        parameters: [
          { name: 'device', value: result.phone.name },
          { name: 'iOS', value: result.phone.ios },
        ],
        labels: [
          { name: 'parentSuite', value: SUITE },
          { name: 'feature', value: result.requirement },
          { name: 'package', value: 'push-server' },
        ],
        start: result.startedAt,
        stop: result.startedAt + result.durationMs,
      };
      await writeFile(join(folder, `${uuid}-result.json`), JSON.stringify(written));
    }),
  );
}
