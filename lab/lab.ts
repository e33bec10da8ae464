/**
 * A lab: its phones with their testbeds, the doors that outsiders use (usbmuxd, WebDriverAgent, Appium) and the control
 * API. Starts everything, ends everything.
 */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentFor } from '../virtual-iphone/usbmuxd/socket-path.ts';
import { type AppiumServer, appiumPortInUse, startAppium } from './appium.ts';
import type { ControlledTestbed } from './control/controlled-testbed.ts';
import type { LabPhone, RunEvent } from './control/protocol.ts';
import { UsageError } from './errors.ts';
import { isVirtual, type PhoneEntry } from './inventory.ts';
import { freePorts, isFree } from './ports.ts';
import { makeRunFolder } from './run-folder.ts';

export interface LabOptions {
  readonly phones: readonly PhoneEntry[];
  /** The requirements to check on a phone, with their situations; decides which specs define a test there. */
  readonly requirementsFor: (phone: PhoneEntry) => LabPhone['requirements'];
  /** Appium's and WebDriverAgent's logs go here. */
  readonly logFolder: string;
  /** 0, the default, takes any free port. */
  readonly controlPort?: number;
  readonly appiumPort?: number;
  /** Port of 127.0.0.1 at which usbmuxd is served beside its socket, 0 for any free one. Default: none. */
  readonly usbmuxdPort?: number;
  readonly onRunEvent?: (event: RunEvent) => void;
  /** A call server that the apps on virtual phones reach in place of the lab's own. */
  readonly callServer?: URL;
  /** Ends the start early. */
  readonly signal?: AbortSignal;
}

export interface Lab {
  readonly controlUrl: string;
  readonly appium: AppiumServer;
  /** Where clients find the virtual phones; empty with real ones, which this host's own usbmuxd knows. */
  readonly usbmuxdEnvironment: Readonly<Record<string, string>>;
  /** The same over TCP; empty unless it is served so. */
  readonly usbmuxdTcpEnvironment: Readonly<Record<string, string>>;
  /** For files that must not outlive the lab, such as keys. */
  readonly runtimeFolder: string;
  readonly testbeds: readonly ControlledTestbed[];
  readonly phones: readonly LabPhone[];
  /**
   * Of a session. The driver looks the app up on the phone, but leaves it to the tests to start it: an app that crashes
   * at launch then breaks them, and not the session.
   */
  capabilities(udid: string): Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

/** Ends something that a lab has opened. */
export type Closable = () => Promise<void> | void;

/** @throws UsageError, HarnessError or the signal's reason; whatever had started by then is closed again. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const byHand = options.phones.find(({ kind }) => kind === 'manual');
  if (byHand !== undefined) {
    const advice = 'Run it with ringproof run, which asks a tester; nothing else can drive such a phone.';
    throw new UsageError(`"${byHand.name}" is a manual phone, and no session can be opened on it.`, advice);
  }
  if (options.usbmuxdPort !== undefined && !options.phones.every(isVirtual)) {
    const advice = "Leave it out: your host's own usbmuxd knows the others.";
    throw new UsageError('A usbmuxd port is for virtual phones only, and the lab has other phones.', advice);
  }
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
  const [freePort, ...mjpegPorts] = await freePorts(1 + options.phones.length);
  const appiumPort = (options.appiumPort ?? 0) === 0 ? (freePort as number) : (options.appiumPort as number);
  if (!(await isFree(appiumPort))) throw appiumPortInUse(appiumPort);
  const { usbmuxdPort } = options;
  if (usbmuxdPort !== undefined && !(await isFree(usbmuxdPort))) {
    throw new UsageError(
      `Port ${usbmuxdPort} is already in use.`,
      'Give another --usbmuxd-port, or 0 for any free one.',
    );
  }
  const runFolder = makeRunFolder();
  opened.push(() => runFolder.remove());
  await mkdir(options.logFolder, { recursive: true });
  const socketPath = join(runFolder.path, 'usbmuxd');
  const usbmuxdEnvironment = options.phones.every(isVirtual) ? environmentFor(socketPath) : {};
  const appiumStart = startAppium({
    port: appiumPort,
    usbmuxdEnvironment,
    logFile: join(options.logFolder, 'appium.log'),
    signal: options.signal,
  });
  opened.push(async () => (await appiumStart.catch(() => undefined))?.stop());
  appiumStart.catch(() => undefined);

  const { openTestbeds } = await import('./open-testbeds.ts');
  const { controlUrl, usbmuxd, testbeds, phones, capabilities } = await openTestbeds(
    options,
    { socketPath, ...(usbmuxdPort !== undefined && { usbmuxdPort }), appiumPort, mjpegPorts },
    opened,
  );
  const appium = await appiumStart;
  return {
    controlUrl,
    appium,
    usbmuxdEnvironment,
    usbmuxdTcpEnvironment: { ...usbmuxd.tcpEnvironment },
    runtimeFolder: runFolder.path,
    testbeds,
    phones,
    capabilities,
    close: () => closeAll(opened),
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
