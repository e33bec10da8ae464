/** installation_proxy: which apps the phone has, and what installs and removes them. */

import type { InstalledApp } from '../../device.ts';
import { withAppFolder } from '../app-package.ts';
import type { AttachedDevice } from '../attached-device.ts';
import { uuidOf } from '../derived.ts';
import { inTurn } from '../in-turn.ts';
import { PlistChannel } from '../plist-channel.ts';
import { dictAt, type PlistDict, stringAt, stringsAt } from '../plist-codec.ts';
import type { Service } from './service.ts';

export const INSTALLATION_PROXY: Service = {
  name: 'com.apple.mobile.installation_proxy',
  serve(stream, device, onFault) {
    const next = inTurn(stream, onFault);
    const channel = new PlistChannel(stream, {
      onFault,
      // In turn: what follows an installation on the same connection waits for it.
      onRequest: (request) => {
        next(async () => channel.send(...(await answers(device, request))));
      },
    });
  },
};

/** Answers all messages of a reply, in order. */
type Command = (device: AttachedDevice, request: PlistDict) => readonly PlistDict[] | Promise<readonly PlistDict[]>;

async function answers(device: AttachedDevice, request: PlistDict): Promise<readonly PlistDict[]> {
  const command = stringAt(request, 'Command') ?? '';
  const handle = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  return (await handle?.(device, request)) ?? [unknownCommand(command)];
}

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

  // iOS makes no difference: either installs what is not there and replaces what is.
  Install: install,
  Upgrade: install,

  Uninstall: (device, request) => {
    const bundleId = stringAt(request, 'ApplicationIdentifier');
    if (bundleId === undefined) return [failure('MissingBundleIdentifier', 'Name the app in ApplicationIdentifier.')];
    device.uninstall(bundleId);
    return [{ Status: 'RemovingApplication', PercentComplete: 50 }, COMPLETE];
  },
};

/** The package is a file (`.ipa`) or a folder (`.app`) that the client has put into the media folder by AFC. */
async function install(device: AttachedDevice, request: PlistDict): Promise<readonly PlistDict[]> {
  const path = stringAt(request, 'PackagePath');
  if (path === undefined) return [failure('MissingPackagePath', 'Name the package in PackagePath.')];
  try {
    await withAppFolder(device.media, path, (folder) => device.phone.installFrom(folder));
  } catch (error) {
    return [failure('PackageInspectionFailed', error instanceof Error ? error.message : String(error))];
  }
  return [{ Status: 'InstallingApplication', PercentComplete: 60 }, COMPLETE];
}

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

function failure(name: string, description: string): PlistDict {
  return { Error: name, ErrorDescription: description };
}

function unknownCommand(command: string): PlistDict {
  return { Error: 'UnknownCommand', ErrorDescription: `installation_proxy does not know the command '${command}'.` };
}
