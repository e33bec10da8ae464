import { strict as assert } from 'node:assert';
import { simulatorCapabilities } from './capabilities.ts';

describe('The driver on a simulator', () => {
  it('builds WebDriverAgent, on a port that no other simulator has', () => {
    assert.deepEqual(simulatorCapabilities({}, 8101), {
      'appium:wdaLocalPort': 8101,
      'appium:autoAcceptAlerts': true,
    });
  });

  it('uses the WebDriverAgent whose address it is given', () => {
    const webDriverAgent = { url: 'http://127.0.0.1:8100' };
    assert.deepEqual(simulatorCapabilities({ webDriverAgent }, 8101), {
      'appium:webDriverAgentUrl': 'http://127.0.0.1:8100',
      'appium:autoAcceptAlerts': true,
    });
  });
});
