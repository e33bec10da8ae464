/** URLs that WebDriverAgent opens, from its route to the code of a real app. */

import { strict as assert } from 'node:assert';
import type { TestbedClock } from '../clock/index.ts';
import { inlineApp } from './app-process/app-under-test.ts';
import type { VirtualIphone } from './phone.ts';
import { realAppPhone } from './real-app-phone.test-data.ts';
import { startWebDriverAgent, type WebDriverAgentHost } from './wda/index.ts';

const BUNDLE_ID = 'com.example.inline';
const APP = `
  import { UIApplicationMain } from 'UIKit';
  UIApplicationMain(class {
    applicationDidFinishLaunchingWithOptions() {
      console.log('launched');
      return true;
    }
    applicationOpenURLOptions(_application, url) {
      console.log([url.scheme, url.host, url.path, url.query].join(' '), url.absoluteString);
      return true;
    }
    applicationContinueUserActivityRestorationHandler(_application, activity) {
      console.log(activity.activityType, activity.webpageURL?.absoluteString, activity.interaction);
      return true;
    }
  });
`;

describe('a URL that WebDriverAgent opens', () => {
  let clock: TestbedClock;
  let phone: VirtualIphone;
  let host: WebDriverAgentHost;
  let log: string[];
  let session: string;

  const post = async (path: string, body: unknown): Promise<unknown> => {
    const answer = await fetch(path, { method: 'POST', body: JSON.stringify(body) });
    return ((await answer.json()) as { value: unknown }).value;
  };
  const start = async (ios = '18.6') => {
    ({ clock, phone } = realAppPhone({ ios }));
    log = [];
    phone.onLog(({ process, text }) => {
      if (process === 'Inline') log.push(text);
    });
    const bundle = await inlineApp(APP);
    const entitlements = {
      ...bundle.manifest.entitlements,
      'com.apple.developer.associated-domains': ['applinks:calls.example.com', 'applinks:*.example.org?mode=developer'],
    };
    const CFBundleURLTypes = [{ CFBundleURLSchemes: ['Caller'] }];
    phone.install({ ...bundle, manifest: { ...bundle.manifest, entitlements, CFBundleURLTypes } });
    host = await startWebDriverAgent();
    const url = host.add(phone, clock);
    const { sessionId } = (await post(`${url}/session`, { capabilities: { firstMatch: [{}] } })) as {
      readonly sessionId: string;
    };
    session = `${url}/session/${sessionId}`;
  };
  const open = (body: object) => post(`${session}/url`, body);
  const refusal = async (body: object) => {
    const { error, message } = (await open(body)) as { readonly error: string; readonly message: string };
    return [error, message.split('\n')[0]];
  };
  afterEach(async () => {
    await host.close();
    phone.close();
    clock.close();
  });

  it('starts the app that has its scheme, and is handed to it', async () => {
    await start();
    assert.equal(await open({ url: 'caller://alice/now?video=1' }), null);
    assert.deepEqual(log, ['launched', 'caller alice /now video=1 caller://alice/now?video=1']);
    assert.equal(phone.appState(BUNDLE_ID), 4);
    await phone.pressHome();
    await open({ url: 'caller://bob', bundleId: BUNDLE_ID });
    assert.match(log.at(-1) ?? '', /^caller bob .*caller:\/\/bob$/);
    assert.deepEqual([log.length, phone.appState(BUNDLE_ID)], [3, 4]);
  });

  it('is a user activity where its host is among the app’s associated domains', async () => {
    await start();
    await open({ url: 'https://calls.example.com/join/7' });
    await open({ url: 'https://eu.example.org/' });
    assert.deepEqual(log.slice(1), [
      'NSUserActivityTypeBrowsingWeb https://calls.example.com/join/7 null',
      'NSUserActivityTypeBrowsingWeb https://eu.example.org/ null',
    ]);
  });

  it('is refused where no app takes it, or it is no URL, or the phone is locked', async () => {
    await start();
    assert.deepEqual(await refusal({ url: 'https://example.com' }), [
      'unknown error',
      'No app on the phone opens URLs that begin with https:',
    ]);
    assert.deepEqual(await refusal({ url: 'tel:1', bundleId: BUNDLE_ID }), [
      'unknown error',
      `Nothing in ${BUNDLE_ID} opens URLs that begin with tel:`,
    ]);
    assert.equal((await refusal({ url: 'alice' }))[0], 'invalid argument');
    await phone.lock();
    assert.match((await refusal({ url: 'caller://alice' }))[1] ?? '', /cannot be launched while the phone is locked/);
    assert.deepEqual(log, []);
  });

  it('is no universal link to iOS 8', async () => {
    await start('8.4');
    assert.equal((await refusal({ url: 'https://calls.example.com' }))[0], 'unknown error');
  });
});
