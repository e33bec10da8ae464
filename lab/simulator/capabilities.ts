/** What the XCUITest driver is told of a simulator beside its name; it builds WebDriverAgent itself, with Xcode. */

/**
 * Source: the driver's capabilities page, https://appium.github.io/appium-xcuitest-driver/latest/reference/capabilities/
 *
 * @param agentPort for WebDriverAgent, which all simulators of a Mac would else have on the same port
 */
export function simulatorCapabilities(agentPort: number | undefined): Readonly<Record<string, unknown>> {
  // simctl can grant the microphone, but not notifications: the app's question is answered with yes.
  return { 'appium:wdaLocalPort': agentPort, 'appium:autoAcceptAlerts': true };
}
