/** Whether Appium and its XCUITest driver are installed, in versions that work together. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../errors.ts';
import { packageFolder, packageVersion } from '../packages.ts';
import type { Finding } from './checks.ts';

export function lookAtAppium(): Finding {
  try {
    const appium = packageVersion('appium');
    const driver = packageVersion('appium-xcuitest-driver');
    return judged(appium, driver, wantedAppium());
  } catch (error) {
    return { ok: false, found: messageOf(error), advice: 'Run `npm ci` in Ringproof’s folder.' };
  }
}

/** @param wanted the range of Appium that the driver says it works with, such as `^3.0.0-rc.2` */
export function judged(appium: string, driver: string, wanted: string | undefined): Finding {
  const found = `Appium ${appium}, driver ${driver}`;
  const majors = [...(wanted ?? '').matchAll(/(?:^|\|\|)\s*[\^~>=]*\s*(\d+)/g)].map((match) => Number(match[1]));
  if (majors.length === 0 || majors.includes(Number(appium.split('.')[0]))) return { ok: true, found };
  return {
    ok: false,
    found: `${found}, which wants Appium ${wanted}`,
    advice: 'Run `npm ci` in Ringproof’s folder: its lock file names versions that work together.',
  };
}

function wantedAppium(): string | undefined {
  const file = join(packageFolder('appium-xcuitest-driver'), 'package.json');
  const { peerDependencies } = JSON.parse(readFileSync(file, 'utf8')) as {
    peerDependencies?: Readonly<Record<string, string>>;
  };
  return peerDependencies?.['appium'];
}
