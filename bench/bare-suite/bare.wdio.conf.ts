/**
 * The smallest suite that WebdriverIO runs on a phone: one session, one test that does nothing. Its runner is started
 * beside Appium and told when Appium listens, as `ringproof run` does it.
 */

import { fileURLToPath } from 'node:url';

export const config: WebdriverIO.Config = {
  runner: 'local',
  specs: [fileURLToPath(new URL('bare.spec.ts', import.meta.url))],
  hostname: '127.0.0.1',
  port: Number(process.env['BENCH_APPIUM_PORT']),
  capabilities: [JSON.parse(process.env['BENCH_CAPABILITIES'] ?? '{}')],
  connectionRetryCount: 0,
  logLevel: 'warn',
  outputDir: String(process.env['BENCH_LOG_FOLDER']),
  autoXvfb: false,
  framework: 'mocha',
  mochaOpts: { ui: 'bdd' },
  onPrepare: () => new Promise((ready) => process.once('message', () => ready(undefined))),
};
