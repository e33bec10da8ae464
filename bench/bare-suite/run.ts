/** Runs the bare suite: Appium, a stub phone and `wdio run`, the latter two started at once. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startAppium } from '../../lab/appium.ts';
import { startChild } from '../../lab/child-process.ts';
import { PACKAGE_ROOT, packageFolder } from '../../lab/packages.ts';
import { freePorts } from '../../lab/ports.ts';
import { STUB_IOS, STUB_UDID, startStubPhone } from '../stub-phone.ts';

const CONFIG = fileURLToPath(new URL('./bare.wdio.conf.ts', import.meta.url));

/** @param logFolder for Appium's and WebdriverIO's logs. @throws Error when the suite does not pass. */
export async function runBareSuite(logFolder: string): Promise<void> {
  const stub = await startStubPhone();
  const [port = 0, mjpegServerPort = 0] = await freePorts(2);
  const starting = startAppium({ port, usbmuxdEnvironment: {}, logFile: join(logFolder, 'bare-appium.log') });
  const wdio = startChild(process.execPath, [join(packageFolder('@wdio/cli'), 'bin', 'wdio.js'), 'run', CONFIG], {
    cwd: PACKAGE_ROOT,
    env: {
      ...process.env,
      BENCH_APPIUM_PORT: String(port),
      BENCH_LOG_FOLDER: logFolder,
      BENCH_CAPABILITIES: JSON.stringify({
        platformName: 'iOS',
        'appium:automationName': 'XCUITest',
        'appium:udid': STUB_UDID,
        'appium:platformVersion': STUB_IOS,
        'appium:webDriverAgentUrl': stub.url,
        'appium:mjpegServerPort': mjpegServerPort,
        'appium:skipLogCapture': true,
      }),
    },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const appium = await starting;
  wdio.process.send({});
  const code = await wdio.exited;
  await Promise.all([wdio.stop(), appium.stop(), stub.close()]);
  if (code !== 0) throw new Error(`The bare suite ended with exit code ${code}; its logs are in ${logFolder}.`);
}
