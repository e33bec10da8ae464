/**
 * What WebDriverAgent looks at is changed only when something is about to look. Most looks go to the application of the
 * last one, and none of the commands between them depends on it; each change is a command of its own through Appium.
 */

import type { Driver } from './driver.ts';

/** Where a new session of WebDriverAgent looks. */
const AT_FIRST = 'auto';

export function attentive(driver: Driver): Driver {
  let wanted = AT_FIRST;
  let actual = AT_FIRST;
  const turn = async () => {
    if (wanted === actual) return;
    await driver.lookAt(wanted);
    actual = wanted;
  };
  return {
    ...driver,
    async lookAt(bundleId) {
      wanted = bundleId;
    },
    async find(predicate) {
      await turn();
      return driver.find(predicate);
    },
    /** Coordinates are those of the application that is looked at. */
    async swipe(from, to, durationMs) {
      await turn();
      await driver.swipe(from, to, durationMs);
    },
  };
}
