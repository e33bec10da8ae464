/** The screen through Appium: WebdriverIO's `browser`, and its reporter for Allure. */

import { addArgument, addAttachment, addFeature } from '@wdio/allure-reporter';
import { browser } from '@wdio/globals';
import type { Album, Driver, Element } from './driver.ts';

export const appiumDriver: Driver = {
  async find(predicate) {
    const [first] = await browser.$$(`-ios predicate string:${predicate}`).getElements();
    return first === undefined ? undefined : elementOf(first);
  },
  async lookAt(bundleId) {
    await browser.updateSettings({ defaultActiveApplication: bundleId });
  },
  async swipe(from, to, durationMs) {
    await browser
      .action('pointer', { parameters: { pointerType: 'touch' } })
      .move({ ...from })
      .down()
      .move({ ...to, duration: durationMs })
      .up()
      .perform();
  },
  mobile: (command, args = {}) => browser.execute(`mobile: ${command}`, { ...args }),
  screenshot: () => browser.takeScreenshot(),
};

function elementOf(element: WebdriverIO.Element): Element {
  return {
    click: () => element.click(),
    setValue: (text) => element.setValue(text),
    getAttribute: (name) => element.getAttribute(name),
    rect: () => browser.getElementRect(element.elementId),
  };
}

export const allureAlbum: Album = {
  async describeCheck(requirement, facts) {
    await addFeature(requirement);
    for (const [name, value] of Object.entries(facts)) await addArgument(name, value);
  },
  async addPicture(title, png) {
    await addAttachment(title, Buffer.from(png, 'base64'), 'image/png');
  },
};
