/**
 * The testbed of one of Apple's simulators: booted when somebody leases it, with the app installed afresh, and shut down
 * at the end if it was off before. Ordinary pushes go from the gateway to it by simctl; VoIP pushes, which PushKit
 * delivers to no simulator, only by a probe in the app.
 */

import type { Certificates } from '../../mock-apns/index.ts';
import { type ControlledTestbed, InconclusiveError, NotObservableError } from '../control/controlled-testbed.ts';
import { messageOf } from '../errors.ts';
import type { SimulatorEntry } from '../inventory.ts';
import { openOutside } from '../outside-testbed.ts';
import { SuspendedAppError } from '../probe/probe-desk.ts';
import { CALLEE } from '../testbed.ts';
import { Simctl } from './simctl.ts';

export interface SimulatorTestbed extends ControlledTestbed {
  readonly entry: SimulatorEntry;
}

/** Source: https://appium.github.io/appium-xcuitest-driver/latest/reference/execute-methods/, `mobile: pushNotification` */
export const NO_VOIP =
  'PushKit delivers no VoIP pushes on a simulator, and no probe in the app takes them in its place.';

/** Nobody starts an app for a push that its probe is to take. */
export const NOT_RUNNING =
  'PushKit delivers no VoIP pushes on a simulator, and an app that is suspended or not running takes none by its probe.';

/** @throws UsageError when the call server cannot listen where the entry says */
export async function createSimulatorTestbed(
  entry: SimulatorEntry,
  certificates: Certificates,
  { simctl = new Simctl() }: { simctl?: Simctl } = {},
): Promise<SimulatorTestbed> {
  const { udid, name, app, appFolder } = entry;
  const bundleId = app.CFBundleIdentifier;
  const { clock, gateway, testbed } = await openOutside(entry, { certificates, alsoSeen: ['push.accepted'] });
  const { journal, callServer, probe } = testbed;
  const phone = gateway.device(udid);
  /** Why the last push did not get to the simulator. */
  let failed: InconclusiveError | NotObservableError | undefined;
  const fails = (error: unknown) => {
    const why = `simctl did not take the push for "${name}": ${messageOf(error)}. Check that it is still booted.`;
    if (error instanceof SuspendedAppError) failed = new NotObservableError(NOT_RUNNING);
    else failed = error instanceof InconclusiveError ? error : new InconclusiveError(why);
  };
  phone.connect(async ({ topic, payload }) => {
    if (topic === bundleId) await simctl.push(udid, bundleId, payload).catch(fails);
    else if (probe?.isConnected === true) await probe.inject(payload).catch(fails);
  });
  /** The gateway knows a simulator's tokens from nobody but the app. */
  const learnTokens = async () => {
    const device = callServer.device(CALLEE);
    for (const [topic, token] of [
      [bundleId, device?.alertToken],
      [`${bundleId}.voip`, device?.voipToken],
    ] as const) {
      const known = phone.registrations().find((registration) => registration.topic === topic);
      if (token == null || known?.token === token.toLowerCase()) continue;
      if (known !== undefined) phone.invalidate(topic);
      await phone.register(topic, { token });
    }
  };
  const unsubscribe = journal.subscribe(({ kind }) => {
    if (kind !== 'device.registered') return;
    learnTokens().catch(fails);
  });
  const inWords = (what: string, advice: string) => (error: unknown) => {
    throw new InconclusiveError(`The simulator "${name}" ${what}: ${messageOf(error)}. ${advice}`);
  };
  let wasOff = false;
  let isReady = false;
  const install = async () => {
    await simctl
      .install(udid, appFolder)
      .catch(inWords('does not take the app', `Check that ${appFolder} is built for simulators of this Mac.`));
    await simctl
      .grant(udid, 'microphone', bundleId)
      .catch(inWords('does not grant the microphone', `Check that \`app.bundleId\` is that of ${appFolder}.`));
  };
  return {
    ...testbed,
    entry,
    async admit() {
      if (isReady) return;
      wasOff = !(await findSimulator(entry, simctl)).booted;
      await simctl
        .boot(udid)
        .catch(inWords('does not boot', `Boot it by hand to see why: xcrun simctl bootstatus ${udid} -b`));
      await install();
      isReady = true;
    },
    async install(variant) {
      if (variant !== undefined) throw new NotObservableError(`There is no "${variant}" of the app for a simulator.`);
      await simctl.uninstall(udid, bundleId).catch(inWords('does not remove the app', 'Shut it down and run again.'));
      for (const user of callServer.users()) callServer.removeDevices(user);
      await install();
    },
    async mustHaveReached(after) {
      await clock.quiet();
      const toVoip = journal
        .events({ kind: 'push.accepted', after })
        .some(({ data }) => data['topic'] === `${bundleId}.voip`);
      if (toVoip && probe?.isConnected !== true) {
        throw new NotObservableError(probe === undefined ? NO_VOIP : NOT_RUNNING);
      }
      const why = failed;
      failed = undefined;
      if (why !== undefined) throw why;
    },
    async close() {
      unsubscribe();
      await testbed.close();
      // That a simulator stays on is no reason to lose a run.
      if (wasOff) await simctl.shutdown(udid).catch(() => undefined);
    },
  };
}

/** @throws InconclusiveError */
async function findSimulator({ udid, name, ios }: SimulatorEntry, simctl: Simctl) {
  const all = await simctl.devices().catch((error: unknown) => {
    throw new InconclusiveError(`Simulators cannot be listed: ${messageOf(error)} Run ringproof doctor.`);
  });
  if (all === undefined) {
    throw new InconclusiveError(
      `"${name}" is a simulator, and there is no xcrun on the PATH. Simulators need a Mac with Xcode; ` +
        'ringproof doctor --kind simulator says what is missing.',
    );
  }
  const found = all.find((device) => device.udid.toUpperCase() === udid.toUpperCase());
  if (found === undefined) {
    const there = all.map((device) => `${device.udid} (${device.name}, iOS ${device.ios})`).join(', ') || 'none';
    throw new InconclusiveError(`There is no simulator ${udid} for "${name}". This Mac has ${there}.`);
  }
  if (found.unusable !== undefined) {
    throw new InconclusiveError(
      `The simulator "${name}" cannot be used: ${found.unusable}. Install its runtime in Xcode.`,
    );
  }
  if (found.ios !== ios.version) {
    throw new InconclusiveError(
      `The simulator "${name}" runs iOS ${found.ios}, and the lab file says ${ios.version}. Mend \`ios\` there.`,
    );
  }
  return found;
}
