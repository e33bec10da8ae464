/**
 * What a lab has beside Appium: the testbeds of its phones, the doors to them (usbmuxd, WebDriverAgent) and the control
 * API. A module of its own, since it takes a second to load, in which Appium can start.
 */

import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { type Certificates, makeCertificates } from '../mock-apns/index.ts';
import { startUsbmuxd, type Usbmuxd } from '../virtual-iphone/usbmuxd/index.ts';
import { MJPEG_PORT, startWebDriverAgent } from '../virtual-iphone/wda/index.ts';
import { appiumUrl } from './appium.ts';
import type { ControlledTestbed } from './control/controlled-testbed.ts';
import type { LabPhone } from './control/protocol.ts';
import { startControlServer } from './control/server.ts';
import type { PhoneEntry } from './inventory.ts';
import type { Closable, LabOptions } from './lab.ts';
import { labPhoneOf } from './lab-phone.ts';
import { freePorts } from './ports.ts';
import { realPhoneCapabilities } from './real/capabilities.ts';
import { createRealTestbed } from './real/real-testbed.ts';
import { simulatorCapabilities } from './simulator/capabilities.ts';
import { createSimulatorTestbed } from './simulator/simulator-testbed.ts';
import { createTestbed, isSimulated } from './testbed.ts';

/** Addresses that were settled before. */
export interface Addresses {
  readonly socketPath: string;
  readonly usbmuxdPort?: number;
  readonly appiumPort: number;
  /** One per phone. */
  readonly mjpegPorts: readonly number[];
}

export interface OpenTestbeds {
  readonly controlUrl: string;
  readonly usbmuxd: Usbmuxd;
  readonly testbeds: readonly ControlledTestbed[];
  readonly phones: readonly LabPhone[];
  readonly capabilities: (udid: string) => Readonly<Record<string, unknown>>;
}

/** @param opened gets what must be closed again, in the order of opening, also when this throws half-way */
export async function openTestbeds(
  options: LabOptions,
  { socketPath, usbmuxdPort, appiumPort, mjpegPorts }: Addresses,
  opened: Closable[],
): Promise<OpenTestbeds> {
  const testbeds: ControlledTestbed[] = [];
  const phones: LabPhone[] = [];
  /** How the driver gets to each phone, as capabilities. */
  const doors = new Map<string, Readonly<Record<string, unknown>>>();
  const capabilities = (udid: string) => {
    const phone = phones.find((candidate) => candidate.udid === udid) as LabPhone;
    return {
      platformName: 'iOS',
      'appium:automationName': 'XCUITest',
      'appium:deviceName': phone.name,
      'appium:platformVersion': phone.ios,
      'appium:udid': udid,
      'appium:bundleId': phone.bundleId,
      'appium:autoLaunch': false,
      ...doors.get(udid),
      'appium:noReset': true,
      'appium:skipLogCapture': true,
    };
  };

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

  const usbmuxd = await startUsbmuxd({ socketPath, ...(usbmuxdPort !== undefined && { port: usbmuxdPort }) });
  opened.push(() => usbmuxd.close());
  // The driver hides most of WebDriverAgent's errors from a test, so they are kept here.
  const wdaLog = createWriteStream(join(options.logFolder, 'webdriveragent.log'));
  opened.push(() => void wdaLog.end());
  const wda = await startWebDriverAgent({ log: (line) => void wdaLog.write(`${line}\n`) });
  opened.push(() => wda.close());
  const certificates = await makeCertificates();
  const made = await Promise.allSettled(
    options.phones.map((entry) => openTestbed(entry, certificates, options.callServer)),
  );
  for (const outcome of made) {
    if (outcome.status === 'fulfilled') testbeds.push(outcome.value);
  }
  opened.push(...testbeds.map((testbed) => () => testbed.close()));
  for (const outcome of made) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
  const agentPorts = await freePorts(testbeds.length);
  testbeds.forEach((testbed, index) => {
    const mjpeg = { 'appium:mjpegServerPort': mjpegPorts[index] };
    if (isSimulated(testbed)) {
      const { udid } = testbed;
      usbmuxd.add(testbed.phone, {
        connect: (port) => ([mjpegPorts[index], MJPEG_PORT].includes(port) ? wda.connectMjpeg(udid) : undefined),
      });
      const url = wda.add(testbed.phone, testbed.clock);
      doors.set(testbed.udid, { ...mjpeg, 'appium:webDriverAgentUrl': url });
    } else if (testbed.entry.kind === 'real') {
      doors.set(testbed.udid, { ...mjpeg, ...realPhoneCapabilities(testbed.entry) });
    } else if (testbed.entry.kind === 'simulator') {
      doors.set(testbed.udid, { ...mjpeg, ...simulatorCapabilities(testbed.entry, agentPorts[index]) });
    }
    phones.push(labPhoneOf(testbed, options.requirementsFor(testbed.entry)));
  });

  return { controlUrl: control.url, usbmuxd, testbeds, phones, capabilities };
}

/** @param outside a call server of somebody else's, for virtual phones */
function openTestbed(
  entry: PhoneEntry,
  certificates: Certificates,
  outside: URL | undefined,
): Promise<ControlledTestbed> {
  if (entry.kind === 'virtual') return createTestbed(entry, certificates, outside);
  return entry.kind === 'simulator'
    ? createSimulatorTestbed(entry, certificates)
    : createRealTestbed(entry, certificates);
}
