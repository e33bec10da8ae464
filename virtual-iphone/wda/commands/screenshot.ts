/** Pictures of the screen and of single elements. */

import type { PhoneAutomation } from '../../automation.ts';
import { WdaError } from '../errors.ts';
import type { ScreenElement } from '../snapshot.ts';

/** The same picture is asked for again as long as the screen does not change. */
const encoded = new WeakMap<Buffer, string>();

/** Base64 PNG of the screen in pixels. */
export async function screenshot(phone: PhoneAutomation): Promise<string> {
  try {
    return base64(await phone.screenshot());
  } catch (error) {
    throw new WdaError('unable to capture screen', `The screen could not be drawn: ${(error as Error).message}`);
  }
}

function base64(png: Buffer): string {
  const text = encoded.get(png) ?? png.toString('base64');
  encoded.set(png, text);
  return text;
}

/** Base64 PNG of the part of the screen where the element is. */
export async function elementScreenshot(phone: PhoneAutomation, element: ScreenElement): Promise<string> {
  const { x, y, width, height } = element.node.frame;
  const { screen } = phone;
  const pixels = (points: number, limit: number) => Math.round(Math.min(Math.max(points, 0), limit) * screen.scale);
  const [left, right] = [pixels(x, screen.width), pixels(x + width, screen.width)];
  const [top, bottom] = [pixels(y, screen.height), pixels(y + height, screen.height)];
  if (right <= left || bottom <= top) {
    throw new WdaError('unable to capture screen', `No part of the element '${element.node.key}' is on the screen.`);
  }
  // Loaded when first used: the image library takes longer to load than all the rest.
  const { default: sharp } = await import('sharp');
  const region = { left, top, width: right - left, height: bottom - top };
  return (
    await sharp(await phone.screenshot())
      .extract(region)
      .png()
      .toBuffer()
  ).toString('base64');
}
