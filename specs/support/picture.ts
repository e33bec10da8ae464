/** Pictures of the phone for the reports, each under a title that says what it should show. */

import { session } from './session.ts';

/** Takes a picture for whoever wants to see how a check went. */
export async function takePicture(title: string): Promise<void> {
  const { driver, album } = session();
  await album?.addPicture(title, await driver.screenshot());
}

/** @returns the PNG, base64: the report shows it beside the reason */
export async function takePictureOfFailure(): Promise<string> {
  const { driver, album } = session();
  const png = await driver.screenshot();
  await album?.addPicture('When the check failed', png);
  return png;
}

/** What a report shows beside the running check. */
export async function describeCheck(requirement: string): Promise<void> {
  const { phone, album } = session();
  await album?.describeCheck(requirement, { iOS: phone.ios, language: phone.language });
}
