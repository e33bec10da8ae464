/**
 * A lab: its phones with their testbeds, the doors that outsiders use (usbmuxd, WebDriverAgent, Appium) and the control
 * API. Starts everything, ends everything.
 */

import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCertificates } from '../mock-apns/index.ts';
import { startUsbmuxd } from '../virtual-iphone/usbmuxd/index.ts';
import { startWebDriverAgent } from '../virtual-iphone/wda/index.ts';
import { type AppiumServer, appiumPortInUse, appiumUrl, startAppium } from './appium.ts';
import type { LabPhone, RunEvent } from './control/protocol.ts';
import { startControlServer } from './control/server.ts';
import type { PhoneEntry } from './inventory.ts';
import { freePorts, isFree } from './ports.ts';
import { makeRunFolder } from './run-folder.ts';
import { createTestbed, type Testbed } from './testbed.ts';

export interface LabOptions {
  readonly phones: readonly PhoneEntry[];
  /** Ids of the requirements to check on a phone; decides which specs define a test there. */
  readonly requirementsFor: (phone: PhoneEntry) => readonly string[];
  /** Appium's and WebDriverAgent's logs go here. */
  readonly logFolder: string;
  /** 0, the default, takes any free port. */
  readonly controlPort?: number;
  readonly appiumPort?: number;
  readonly onRunEvent?: (event: RunEvent) => void;
  /** Ends the start early. */
  readonly signal?: AbortSignal;
}

export interface Lab {
  readonly controlUrl: string;
  readonly appium: AppiumServer;
  readonly usbmuxdEnvironment: Readonly<Record<string, string>>;
  /** For files that must not outlive the lab, such as keys. */
  readonly runtimeFolder: string;
  readonly testbeds: readonly Testbed[];
  readonly phones: readonly LabPhone[];
  /**
   * Of a session. The driver looks the app up on the phone, but leaves it to the tests to start it: an app that crashes
   * at launch then breaks them, and not the session.
   */
  capabilities(udid: string): Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

type Closable = () => Promise<void> | void;

/** @throws UsageError, HarnessError or the signal's reason; whatever had started by then is closed again. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const opened: Closable[] = [];
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  try {
    return await open({ ...options, signal }, opened);
  } catch (error) {
    // Appium, which takes seconds to start, need not come up only to be stopped.
    failure.abort(error);
    await closeAll(opened);
    throw error;
  }
}

async function open(options: LabOptions & { signal: AbortSignal }, opened: Closable[]): Promise<Lab> {
  const testbeds: Testbed[] = [];
  const phones: LabPhone[] = [];
  const doors = new Map<string, { readonly wdaUrl: string; readonly mjpegPort: number | undefined }>();
  const capabilities = (udid: string) => {
    const phone = phones.find((candidate) => candidate.udid === udid) as LabPhone;
    const door = doors.get(udid);
    return {
      platformName: 'iOS',
      'appium:automationName': 'XCUITest',
      'appium:deviceName': phone.name,
      'appium:platformVersion': phone.ios,
      'appium:udid': udid,
      'appium:bundleId': phone.bundleId,
      'appium:autoLaunch': false,
      'appium:webDriverAgentUrl': door?.wdaUrl,
      'appium:mjpegServerPort': door?.mjpegPort,
      'appium:noReset': true,
      'appium:skipLogCapture': true,
    };
  };

  // The two ports that a user may choose come first, so that one in use is told at once.
  const [freePort, ...mjpegPorts] = await freePorts(1 + options.phones.length);
  const appiumPort = (options.appiumPort ?? 0) === 0 ? (freePort as number) : (options.appiumPort as number);
  if (!(await isFree(appiumPort))) throw appiumPortInUse(appiumPort);
  const control = await startControlServer(
    {
      info: () => ({ phones, appiumUrl: appiumUrl(appiumPort) }),
      capabilities,
      describe: (udid) => phones.find((phone) => phone.udid === udid),
      testbed: (udid) => testbeds.find((testbed) => testbed.udid === udid),
      onRunEvent: (event) => options.onRunEvent?.(event),
    },
    options.controlPort,
  );
  opened.push(() => control.close());

  const runFolder = makeRunFolder();
  opened.push(() => runFolder.remove());
  await mkdir(options.logFolder, { recursive: true });
  const usbmuxd = await startUsbmuxd({ socketPath: join(runFolder.path, 'usbmuxd') });
  opened.push(() => usbmuxd.close());
  const appiumStart = startAppium({
    port: appiumPort,
    usbmuxdEnvironment: usbmuxd.environment,
    logFile: join(options.logFolder, 'appium.log'),
    signal: options.signal,
  });
  opened.push(async () => (await appiumStart.catch(() => undefined))?.stop());
  appiumStart.catch(() => undefined);

  // The driver hides most of WebDriverAgent's errors from a test, so they are kept here.
  const wdaLog = createWriteStream(join(options.logFolder, 'webdriveragent.log'));
  opened.push(() => void wdaLog.end());
  const wda = await startWebDriverAgent({ log: (line) => void wdaLog.write(`${line}\n`) });
  opened.push(() => wda.close());
  const certificates = await makeCertificates();
  const made = await Promise.allSettled(options.phones.map((entry) => createTestbed(entry, certificates)));
  for (const outcome of made) {
    if (outcome.status === 'fulfilled') testbeds.push(outcome.value);
  }
  opened.push(...testbeds.map((testbed) => () => testbed.close()));
  for (const outcome of made) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
  testbeds.forEach((testbed, index) => {
    usbmuxd.add(testbed.phone);
    doors.set(testbed.udid, { wdaUrl: wda.add(testbed.phone, testbed.clock), mjpegPort: mjpegPorts[index] });
    phones.push(describe(testbed, options));
  });
  const appium = await appiumStart;

  return {
    controlUrl: control.url,
    appium,
    usbmuxdEnvironment: usbmuxd.environment,
    runtimeFolder: runFolder.path,
    testbeds,
    phones,
    capabilities,
    close: () => closeAll(opened),
  };
}

function describe(testbed: Testbed, options: LabOptions): LabPhone {
  const { entry, udid, bundle } = testbed;
  const { callHost, unlockedCall } = entry.ios.features;
  const springboard = 'com.apple.springboard';
  return {
    udid,
    name: entry.name,
    kind: entry.kind,
    model: entry.model.name,
    ios: entry.ios.version,
    language: entry.language,
    bundleId: bundle.manifest.CFBundleIdentifier,
    appName: bundle.manifest.CFBundleDisplayName,
    callHosts: callHost === springboard ? [springboard] : [callHost, springboard],
    unlockedCall,
    requirements: options.requirementsFor(entry),
    variants: Object.keys(entry.variants),
  };
}

/** Last opened, first closed; one that fails to close does not keep the others open. */
async function closeAll(opened: Closable[]): Promise<void> {
  const failures: unknown[] = [];
  while (opened.length > 0) {
    try {
      await opened.pop()?.();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
