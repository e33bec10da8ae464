/** Begins a session in a worker of WebdriverIO, which has opened one of Appium. */

import { ControlClient } from '../../lab/control/client.ts';
import { allureAlbum, appiumDriver } from './appium-driver.ts';
import { beginSession } from './session.ts';

export async function openSession(controlUrl: string, udid: string): Promise<void> {
  await beginSession(new ControlClient(controlUrl), udid, { driver: appiumDriver, album: allureAlbum });
}
