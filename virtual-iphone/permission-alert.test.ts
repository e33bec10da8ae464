/** The alert that asks for notifications, answered as a WebDriverAgent client does it, and the one that asks nothing. */

import { strict as assert } from 'node:assert';
import { BUNDLE_ID, ScriptedPhone, type ScriptedPhoneOptions } from './daemons/scripted-phone.ts';
import { composeScreen } from './ui/index.ts';
import { startWebDriverAgent, type WebDriverAgentHost } from './wda/index.ts';

describe('the alert that asks for notifications', () => {
  let bed: ScriptedPhone;
  let host: WebDriverAgentHost;
  let url: string;
  afterEach(async () => {
    await host.close();
    bed.close();
  });

  async function launched(options: Partial<ScriptedPhoneOptions> = {}): Promise<void> {
    const settings = { asksForNotifications: true };
    bed = new ScriptedPhone({ ios: '18.6', compose: composeScreen, settings, ...options });
    host = await startWebDriverAgent();
    url = host.add(bed.phone, bed.clock);
    await bed.phone.launch(BUNDLE_ID);
  }

  async function call(method: 'GET' | 'POST', path: string): Promise<unknown> {
    const body = method === 'POST' ? { body: JSON.stringify({ capabilities: { firstMatch: [{}] } }) } : {};
    const reply = (await (await fetch(url + path, { method, ...body })).json()) as Record<string, unknown>;
    return reply['value'];
  }

  const answers = () => bed.app.of('notifications.authorized').map(({ granted }) => granted);

  it('waits for the user, over an app that is not active meanwhile', async () => {
    await launched();
    assert.match(String(await call('GET', '/alert/text')), /^“Caller” Would Like to Send You Notifications\n/);
    assert.deepEqual([answers(), bed.app.of('app.state').at(-1)?.state], [[], undefined]);
    await call('POST', '/alert/accept');
    assert.deepEqual([answers(), bed.app.of('app.state').at(-1)?.state], [[true], 'active']);
    assert.deepEqual(bed.last('alert.answered')?.['button'], 'Allow');
  });

  for (const [answer, shown] of [
    ['accept', 1],
    ['dismiss', 0],
  ] as const) {
    it(`is asked once: after ${answer} the app's notifications are ${shown === 1 ? '' : 'not '}shown, also of its next process`, async () => {
      await launched();
      await call('POST', `/alert/${answer}`);
      await bed.phone.terminate(BUNDLE_ID);
      await bed.phone.launch(BUNDLE_ID);
      assert.deepEqual([answers(), bed.events('alert.shown').length], [[shown === 1], 1]);
      await bed.phone.pressHome();
      await bed.alertPush({ aps: { alert: 'Hello' } });
      assert.equal(bed.events('notification.shown').length, shown);
    });
  }

  it('goes with the process that asked, and comes again with the next', async () => {
    await launched();
    await bed.phone.terminate(BUNDLE_ID);
    assert.equal(((await call('GET', '/alert/text')) as { error?: string }).error, 'no such alert');
    await bed.phone.launch(BUNDLE_ID);
    assert.equal(bed.events('alert.shown').length, 2);
  });

  it('says OK to iOS 9', async () => {
    await launched({ ios: '9.3' });
    const { sessionId } = (await call('POST', '/session')) as { readonly sessionId: string };
    assert.deepEqual(await call('GET', `/session/${sessionId}/wda/alert/buttons`), ['Don’t Allow', 'OK']);
  });

  it('does not ask on a phone whose user has said it', async () => {
    await launched({ settings: {} });
    assert.deepEqual([answers(), bed.events('alert.shown').length], [[true], 0]);
  });
});
