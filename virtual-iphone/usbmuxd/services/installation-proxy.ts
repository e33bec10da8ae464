/**
 * installation_proxy: which apps the phone has. Installing and removing are refused: the lab decides what is installed
 * when it makes a phone.
 */

import type { InstalledApp } from '../../device.ts';
import type { AttachedDevice } from '../attached-device.ts';
import { uuidOf } from '../derived.ts';
import { PlistChannel } from '../plist-channel.ts';
import { dictAt, type PlistDict, stringAt, stringsAt } from '../plist-codec.ts';
import type { Service } from './service.ts';

export const INSTALLATION_PROXY: Service = {
  name: 'com.apple.mobile.installation_proxy',
  serve(stream, device, onFault) {
    const channel = new PlistChannel(stream, {
      onFault,
      onRequest: (request) => {
        const command = stringAt(request, 'Command') ?? '';
        const handle = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
        channel.send(...(handle?.(device, request) ?? [unknownCommand(command)]));
      },
    });
  },
};

/** Answers all messages of a reply, in order. */
type Command = (device: AttachedDevice, request: PlistDict) => readonly PlistDict[];

const COMPLETE: PlistDict = { Status: 'Complete' };

const COMMANDS: Readonly<Record<string, Command>> = {
  Lookup: (device, request) => {
    const wanted = stringsAt(dictAt(request, 'ClientOptions'), 'BundleIDs');
    const apps = matchingApps(device, request).filter(({ bundleId }) => wanted?.includes(bundleId) ?? true);
    const found = Object.fromEntries(apps.map((app) => [app.bundleId, attributes(device, app, request)]));
    return [{ LookupResult: found, ...COMPLETE }];
  },

  Browse: (device, request) => {
    const list = matchingApps(device, request).map((app) => attributes(device, app, request));
    const page = { CurrentAmount: list.length, CurrentIndex: 0, CurrentList: list, Total: list.length };
    return [...(list.length > 0 ? [{ Status: 'BrowsingApplications', ...page }] : []), COMPLETE];
  },

  Install: () => [refused('Install')],
  Upgrade: () => [refused('Upgrade')],
  Uninstall: () => [refused('Uninstall')],
};

/** Every app of a virtual phone is a user's; `Any` and no type at all mean both kinds. */
function matchingApps({ phone }: AttachedDevice, request: PlistDict): readonly InstalledApp[] {
  const type = stringAt(dictAt(request, 'ClientOptions'), 'ApplicationType');
  return type === 'System' || type === 'Internal' ? [] : phone.installedApps();
}

function attributes({ phone }: AttachedDevice, app: InstalledApp, request: PlistDict): PlistDict {
  const executable = app.displayName.replaceAll(/[^\p{L}\p{N}_-]/gu, '') || 'App';
  const bundle = uuidOf(phone.udid, `bundle ${app.bundleId}`);
  const container = uuidOf(phone.udid, `container ${app.bundleId}`);
  const all: PlistDict = {
    ApplicationType: 'User',
    CFBundleDisplayName: app.displayName,
    CFBundleExecutable: executable,
    CFBundleIdentifier: app.bundleId,
    CFBundleName: app.displayName,
    CFBundlePackageType: 'APPL',
    CFBundleShortVersionString: app.version,
    CFBundleVersion: app.version,
    Container: `/private/var/mobile/Containers/Data/Application/${container}`,
    MinimumOSVersion: app.minimumOsVersion,
    Path: `/private/var/containers/Bundle/Application/${bundle}/${executable}.app`,
    UIDeviceFamily: [1],
  };
  const wanted = stringsAt(dictAt(request, 'ClientOptions'), 'ReturnAttributes');
  if (wanted === undefined || wanted.includes('*')) return all;
  return Object.fromEntries(Object.entries(all).filter(([key]) => wanted.includes(key)));
}

function refused(command: string): PlistDict {
  return {
    Error: 'APIInternalError',
    ErrorDescription:
      `${command} is not possible on a virtual iPhone: its apps are set when the lab makes it. ` +
      'Name the app in the lab file instead.',
  };
}

function unknownCommand(command: string): PlistDict {
  return { Error: 'UnknownCommand', ErrorDescription: `installation_proxy does not know the command '${command}'.` };
}
