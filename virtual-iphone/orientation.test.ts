/** A phone that is turned, as a WebDriverAgent client does it and sees it. */

import { strict as assert } from 'node:assert';
import sharp from 'sharp';
import { BUNDLE_ID, ScriptedPhone } from './daemons/scripted-phone.ts';
import { composeScreen, drawScreen } from './ui/index.ts';
import { startWebDriverAgent, type WebDriverAgentHost } from './wda/index.ts';

describe('a phone that is turned', () => {
  let bed: ScriptedPhone;
  let host: WebDriverAgentHost;
  let url: string;
  afterEach(async () => {
    await host.close();
    bed.close();
  });

  const ask = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(url + path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const { value } = (await response.json()) as { value: { error?: string; message?: string } };
    if (!response.ok) throw new Error(`${response.status} ${value.error}: ${value.message}`);
    return value;
  };
  const turn = (orientation: string) => ask('POST', '/orientation', { orientation });

  async function start(manifest: Record<string, string[]> = {}): Promise<void> {
    bed = new ScriptedPhone({ ios: '18.6', compose: composeScreen, draw: drawScreen, manifest });
    host = await startWebDriverAgent();
    url = host.add(bed.phone, bed.clock);
    await bed.phone.launch(BUNDLE_ID);
  }

  it('turns the app in front, its elements, window and picture', async () => {
    await start();
    const { width, height, scale } = bed.phone.model.screen;
    const { sessionId } = (await ask('POST', '/session', { capabilities: { firstMatch: [{}] } })) as {
      sessionId: string;
    };
    await turn('LANDSCAPE');
    assert.equal(await ask('GET', '/orientation'), 'LANDSCAPE');
    assert.deepEqual(await ask('GET', '/rotation'), { x: 0, y: 0, z: 270 });
    assert.deepEqual(await ask('GET', `/session/${sessionId}/window/rect`), {
      x: 0,
      y: 0,
      width: height,
      height: width,
    });
    assert.equal(bed.phone.tree(BUNDLE_ID)?.frame.width, height);
    const picture = await sharp(Buffer.from((await ask('GET', '/screenshot')) as string, 'base64')).metadata();
    assert.deepEqual([picture.width, picture.height], [height * scale, width * scale]);
    await ask('POST', '/rotation', { x: 0, y: 0, z: 90 });
    assert.equal(await ask('GET', '/wda/deviceOrientation'), 'UIA_DEVICE_ORIENTATION_LANDSCAPERIGHT');
    await turn('PORTRAIT');
    assert.deepEqual(await ask('GET', '/window/size'), { width, height });
  });

  for (const [when, happens] of [
    ['the home screen is in front', () => bed.phone.pressHome()],
    ['it is locked', () => bed.phone.lock()],
  ] as const) {
    it(`stays upright when ${when}, and says why`, async () => {
      await start();
      await happens();
      await assert.rejects(turn('LANDSCAPE'), /500 unknown error: The phone is held in LANDSCAPE, .*stay upright/);
      await assert.rejects(ask('POST', '/rotation', { x: 0, y: 0, z: 90 }), /400 invalid element state/);
      assert.equal(await ask('GET', '/orientation'), 'PORTRAIT');
      assert.equal(bed.phone.deviceOrientation, 'landscape-right');
    });
  }

  it('turns no further than the app’s Info.plist allows', async () => {
    await start({ UISupportedInterfaceOrientations: ['UIInterfaceOrientationLandscapeRight'] });
    await assert.rejects(turn('LANDSCAPE'), /its Info.plist/);
    await turn('UIA_DEVICE_ORIENTATION_LANDSCAPERIGHT');
    await assert.rejects(turn('UIA_DEVICE_ORIENTATION_PORTRAIT_UPSIDEDOWN'), /cannot be turned/);
    await assert.rejects(turn('SIDEWAYS'), /There is no orientation 'SIDEWAYS'/);
  });
});
