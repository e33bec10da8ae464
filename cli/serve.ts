/** `ringproof serve`: keeps a lab up and prints what to point clients at. */

import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pc from 'picocolors';
import { phoneTitle } from '../conformance/writers/words.ts';
import { EXIT_CODE, isForUserToMend } from '../lab/errors.ts';
import type { Lab } from '../lab/lab.ts';
import { planRun } from '../lab/run/plan.ts';
import { makeReportsFolder } from '../lab/run/reports-folder.ts';
import { shownPath } from '../lab/shown-path.ts';
import { isSimulated, type Testbed } from '../lab/testbed.ts';
import type { ProviderKey } from '../mock-apns/index.ts';
import { onInterrupt } from './interrupt.ts';
import { ports, type RunCommand } from './run.ts';

export interface ServeCommand extends Omit<RunCommand, 'only' | 'driver'> {
  /** A call server that the apps reach in place of the lab's own. */
  readonly callServer?: URL;
  /** Port of 127.0.0.1 for usbmuxd, beside its socket. */
  readonly usbmuxdPort?: number;
}

/** @returns the exit code, when the user ends it. @throws UsageError, HarnessError, or Interrupted while it starts */
export async function serve(command: ServeCommand): Promise<number> {
  const plan = await planRun({ labFile: command.lab, phones: command.phone, only: [] });
  const folder = await makeReportsFolder(resolve(command.reports));
  const interrupt = onInterrupt();
  let lab: Lab | undefined;
  try {
    // Not before the options are known to be good: it takes a second to load.
    const { startLab } = await import('../lab/lab.ts');
    lab = await startLab({
      phones: plan.phones.map(({ phone }) => phone),
      requirementsFor: () => ({}),
      logFolder: folder.path,
      signal: interrupt.signal,
      ...(command.callServer === undefined ? {} : { callServer: command.callServer }),
      ...ports(command),
      ...(command.usbmuxdPort === undefined ? {} : { usbmuxdPort: command.usbmuxdPort }),
    });
    interrupt.signal.throwIfAborted();
    const interrupted = once(interrupt.signal, 'abort');
    process.stdout.write(
      `${await directory(lab, command.callServer)}\n\nLogs in ${shownPath(folder.path)}. Ctrl-C ends the lab.\n`,
    );
    await Promise.race([interrupted, lab.appium.failed]);
    return EXIT_CODE.met;
  } catch (error) {
    if (isForUserToMend(error)) await folder.remove();
    throw error;
  } finally {
    await lab?.close();
    interrupt.release();
  }
}

async function directory(lab: Lab, outside: URL | undefined): Promise<string> {
  const phones = await Promise.all(
    lab.testbeds.filter(isSimulated).map((testbed) => phoneEntry(lab, testbed, outside)),
  );
  return [
    `${pc.bold('Appium')}        ${lab.appium.url}`,
    `${pc.bold('Control API')}   ${lab.controlUrl}`,
    ...usbmuxdLines([lab.usbmuxdEnvironment, lab.usbmuxdTcpEnvironment]),
    ...phones,
  ].join('\n');
}

function usbmuxdLines(environments: readonly Readonly<Record<string, string>>[]): readonly string[] {
  const settings = environments.flatMap(Object.entries).map(([name, value]) => `${name}=${value}`);
  return settings.map((setting, index) => `${index === 0 ? pc.bold('usbmuxd') : '     or'}       ${setting}`);
}

/** Keys and the authority are written as files, since every APNs client wants files; they go with the lab. */
async function phoneEntry(lab: Lab, testbed: Testbed, outside: URL | undefined): Promise<string> {
  const { gateway, callServer, bundle, entry, udid, providerKeys } = testbed;
  const bundleId = bundle.manifest.CFBundleIdentifier;
  const write = async (name: string, text: string) => {
    const path = join(lab.runtimeFolder, `${udid}-${name}`);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  };
  const authority = await write('ca.pem', gateway.certificateAuthority);
  const key = async (name: string, { key: text, keyId, teamId }: ProviderKey) =>
    `${await write(`${name}.p8`, text)}  key id ${keyId}  team id ${teamId}`;
  return [
    '',
    pc.bold(phoneTitle(entry.name, entry.ios.version)),
    `  udid          ${udid}`,
    `  app           ${bundleId}`,
    `  APNs gateway  ${gateway.url}  CA ${authority}`,
    `    alert key   ${await key('alert', providerKeys.alert)}`,
    `    VoIP key    ${await key('voip', providerKeys.voip)}`,
    `    team key    ${await key('team', gateway.issueKey())}`,
    outside === undefined
      ? `  call server   ${callServer.url}  signalling ${callServer.signallingUrl}`
      : `  call server   ${outside.href}, which is not the lab's`,
    `  capabilities  ${JSON.stringify({ ...lab.capabilities(udid), 'appium:autoLaunch': true })}`,
  ].join('\n');
}
