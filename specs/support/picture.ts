/** Pictures of the phone for the reports, each under a title that says what it should show. */

import { addArgument, addAttachment, addFeature } from '@wdio/allure-reporter';
import { browser } from '@wdio/globals';
import { session } from './session.ts';

/** Takes a picture for the report. @returns the PNG, base64 */
export async function takePicture(title: string): Promise<string> {
  const png = await browser.takeScreenshot();
  await addAttachment(title, Buffer.from(png, 'base64'), 'image/png');
  return png;
}

/** What Allure shows beside the running check. */
export async function describeCheck(requirement: string): Promise<void> {
  const { ios, language } = session().phone;
  await addFeature(requirement);
  await addArgument('iOS', ios);
  await addArgument('language', language);
}
