/** How the XCUITest driver gets WebDriverAgent going on a real phone, as its capabilities. */

import type { RealPhoneEntry } from '../inventory.ts';

/** Source: the driver's capabilities page, https://appium.github.io/appium-xcuitest-driver/latest/reference/capabilities/ */
export function realPhoneCapabilities({ webDriverAgent }: RealPhoneEntry): Readonly<Record<string, unknown>> {
  if ('url' in webDriverAgent) return { 'appium:webDriverAgentUrl': webDriverAgent.url };
  if ('preinstalled' in webDriverAgent) {
    return { 'appium:usePreinstalledWDA': true, 'appium:updatedWDABundleId': webDriverAgent.preinstalled };
  }
  const { teamId, signingId = 'Apple Development' } = webDriverAgent.build;
  return { 'appium:xcodeOrgId': teamId, 'appium:xcodeSigningId': signingId };
}
