/**
 * How long the stock driver takes to open a session on a phone of the lab, against a session on a stub of constants
 * through the same Appium.
 */

import type { Benchmark, Result } from './benchmark.ts';
import { webDriverClient } from './http.ts';
import { figure, interleave, timed } from './measure.ts';
import { onePhoneLab } from './one-phone-lab.ts';
import { STUB_IOS, STUB_UDID, startStubPhone } from './stub-phone.ts';

const ROUNDS = 21;
const WARM_UPS = 4;

/** What a session on an empty phone costs as a multiple of one of @appium/fake-driver, the yardstick of other reports. */
const STUB_IN_FAKE_SESSIONS = 3.8;

export const sessions: Benchmark = {
  title: 'POST /session to session through the stock XCUITest driver, against the same on a stub of constants',
  async run(): Promise<Result> {
    const lab = await onePhoneLab();
    const stub = await startStubPhone();
    const appium = webDriverClient(lab.lab.appium.url);
    const opening = (capabilities: Readonly<Record<string, unknown>>) => async () => {
      let id = '';
      const took = await timed(async () => {
        const answer = await appium('POST', '/session', { capabilities: { alwaysMatch: capabilities } });
        id = (answer as { sessionId: string }).sessionId;
      });
      await appium('DELETE', `/session/${id}`);
      await lab.bed.reset();
      return took;
    };
    const { 'appium:bundleId': bundleId, 'appium:autoLaunch': _, ...plain } = lab.capabilities;
    const samples = await interleave(ROUNDS, WARM_UPS, {
      status: () => timed(() => appium('GET', '/status')),
      stub: opening({
        ...plain,
        'appium:udid': STUB_UDID,
        'appium:platformVersion': STUB_IOS,
        'appium:webDriverAgentUrl': stub.url,
      }),
      plain: opening(plain),
      app: opening({ ...plain, 'appium:bundleId': bundleId }),
    });
    appium.close();
    await Promise.all([stub.close(), lab.close()]);
    const yardstick = { name: 'session on the stub', samples: samples.stub };
    return {
      figures: [
        figure({ name: 'GET /status, for scale', unit: 'ms', samples: samples.status }),
        figure({
          name: 'session on a phone',
          unit: 'ms',
          samples: samples.plain,
          yardstick,
          goal: { on: 'ratio', atMost: inStubs(4) },
        }),
        figure({
          name: 'session on a phone, in milliseconds',
          unit: 'ms',
          samples: samples.plain,
          goal: { on: 'median', atMost: 30 },
        }),
        figure({
          name: 'session with bundleId: through usbmuxd, lockdownd and installation_proxy, and the app launched',
          unit: 'ms',
          samples: samples.app,
          yardstick,
          goal: { on: 'ratio', atMost: inStubs(10) },
        }),
      ],
      notes: [
        'The goals are 4 and 10 sessions of @appium/fake-driver, which is not installed here. Its sessions take 7 ms where',
        `one on a stub takes ${STUB_IN_FAKE_SESSIONS} times as long, so the goals are divided by ${STUB_IN_FAKE_SESSIONS}. Appium logs at level info.`,
        'With bundleId the driver asks device services three times for an answer that its client (appium-ios-device) looks for',
        'every 50 ms only, so that some 150 ms of it pass in waiting, whatever the phone does.',
      ],
    };
  },
};

function inStubs(fakeSessions: number): number {
  return Math.round((fakeSessions / STUB_IN_FAKE_SESSIONS) * 100) / 100;
}
