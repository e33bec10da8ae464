/** libimobiledevice's tools, as distributions package them. */

import type { Stranger, StrangerCall } from './stranger.ts';

type Argument = 'IPA' | 'NEW-APP' | (string & {});

/** On the phone, unless the arguments are about all phones. */
function tool(program: string, args: readonly Argument[], shows: RegExp, one = true): StrangerCall {
  return {
    name: [program, ...args].join(' '),
    run: ({ run, udid, ipa, newBundleId }) => {
      const given = args.map((arg) => (arg === 'IPA' ? ipa : arg === 'NEW-APP' ? newBundleId : arg));
      return run(program, ...(one ? ['-u', udid] : []), ...given);
    },
    shows,
  };
}

const refused = (program: string, args: readonly string[], because: string): StrangerCall => {
  const { shows: _, ...call } = tool(program, args, /./);
  return { ...call, refused: /./s, because };
};

const NO_IMAGE = 'its service needs a mounted developer image, which a virtual phone has not';

const of = (needs: string, ...calls: readonly StrangerCall[]): Stranger => ({ name: needs, needs, calls });

export const TOOLS: readonly Stranger[] = [
  of('idevice_id', tool('idevice_id', ['-l'], /^[0-9A-F]{8}-[0-9A-F]{16}$/m, false)),
  of(
    'ideviceinfo',
    tool('ideviceinfo', [], /^ProductVersion: /m),
    tool('ideviceinfo', ['-k', 'ProductVersion'], /^18\.6$/m),
    tool('ideviceinfo', ['-q', 'com.apple.mobile.battery'], /^BatteryCurrentCapacity: 100$/m),
    tool('ideviceinfo', ['-x'], /<plist/),
  ),
  of(
    'idevicepair',
    tool('idevicepair', ['validate'], /^SUCCESS: Validated/),
    tool('idevicepair', ['hostid'], /^[0-9A-F-]{36}$/m),
    tool('idevicepair', ['systembuid'], /^[0-9A-F-]{36}$/m),
    // It reads records in files of this machine, without asking usbmuxd, so it may well list none.
    tool('idevicepair', ['list'], /^/, false),
    tool('idevicepair', ['unpair'], /^SUCCESS: Unpaired/),
    tool('idevicepair', ['pair'], /^SUCCESS: Paired/),
    tool('idevicepair', ['validate'], /^SUCCESS: Validated/),
  ),
  of(
    'idevicename',
    tool('idevicename', [], /iPhone 15/),
    tool('idevicename', ['Renamed'], /Renamed/),
    tool('idevicename', ['iPhone 15'], /iPhone 15/),
  ),
  of('idevicedate', tool('idevicedate', [], /UTC 20\d\d/)),
  of(
    'ideviceinstaller',
    tool('ideviceinstaller', ['-l'], /^com\.example\.ringproof\.calls, /m),
    tool('ideviceinstaller', ['-l', '-o', 'xml'], /<plist/),
    tool('ideviceinstaller', ['-i', 'IPA'], /Install: Complete/),
    tool('ideviceinstaller', ['-g', 'IPA'], /Upgrade: Complete/),
    tool('ideviceinstaller', ['-U', 'NEW-APP'], /Uninstall: Complete/),
  ),
  of('idevicesyslog', {
    name: 'idevicesyslog -m SpringBoard -T unlocked',
    run: async ({ run, udid, mobile }) => {
      const log = run('idevicesyslog', '-u', udid, '-m', 'SpringBoard', '-T', 'unlocked');
      await mobile('lock');
      await mobile('unlock');
      return log;
    },
    shows: /SpringBoard\[\d+\] <Notice>: lock state changed: unlocked/,
  }),
  of(
    'idevicediagnostics',
    tool('idevicediagnostics', ['diagnostics', 'GasGauge'], /DesignCapacity/),
    tool('idevicediagnostics', ['diagnostics', 'All'], /GasGauge/),
    tool('idevicediagnostics', ['mobilegestalt', 'ProductVersion'], /18\.6/),
    tool('idevicediagnostics', ['restart'], /Restarting device/),
  ),
  of('idevicescreenshot', refused('idevicescreenshot', [], NO_IMAGE)),
  of('ideviceimagemounter', refused('ideviceimagemounter', ['-l'], NO_IMAGE)),
];
