/** What the XCUITest driver is told of a simulator beside its name. */

import type { SimulatorEntry } from '../inventory.ts';

/**
 * Source: the driver's capabilities page, https://appium.github.io/appium-xcuitest-driver/latest/reference/capabilities/
 *
 * @param agentPort for a WebDriverAgent that the driver builds, which all simulators of a Mac would else have on the
 *   same port
 */
export function simulatorCapabilities(
  { webDriverAgent }: Pick<SimulatorEntry, 'webDriverAgent'>,
  agentPort: number | undefined,
): Readonly<Record<string, unknown>> {
  const agent =
    webDriverAgent === undefined
      ? { 'appium:wdaLocalPort': agentPort }
      : { 'appium:webDriverAgentUrl': webDriverAgent.url };
  // simctl can grant the microphone, but not notifications: the app's question is answered with yes.
  return { ...agent, 'appium:autoAcceptAlerts': true };
}
