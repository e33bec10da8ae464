/** Pictures: size, sameness with the tree, and letters that are really there. */

import { strict as assert } from 'node:assert';
import { createCanvas } from '@napi-rs/canvas';
import sharp from 'sharp';
import { drawText } from './brush.ts';
import { allScreens, CALL, callOf, nodesIn, PHONES, screenOf } from './example-screens.ts';
import { composeScreen, drawScreen } from './index.ts';

/** Pixels of one character drawn large, as the screens draw text. */
function pixelsOf(string: string): Buffer {
  const canvas = createCanvas(80, 80);
  drawText(canvas.getContext('2d'), { x: 0, y: 0, width: 80, height: 80 }, { string, size: 60, color: '#000000' });
  return canvas.data();
}

function pictureOfCallFrom(caller: string): Promise<Buffer> {
  const screen = screenOf('15.8', { calls: [callOf({ caller })] });
  return drawScreen(composeScreen(screen), screen.model);
}

/** A character of a private plane that no font has. */
const MISSING = '\u{10fff0}';

describe('Pictures of a screen', () => {
  for (const { version, model } of PHONES) {
    it(`measure points times scale (iOS ${version}, ${model.name})`, async () => {
      const png = await drawScreen(composeScreen(screenOf(version)), model);
      const { width, height, format } = await sharp(png).metadata();
      assert.deepEqual(
        [format, width, height],
        ['png', model.screen.width * model.screen.scale, model.screen.height * model.screen.scale],
      );
    });
  }

  it('can be made of every screen', async () => {
    for (const [name, screen] of allScreens('15.8', 'zh-Hans')) {
      const png = await drawScreen(composeScreen(screen), screen.model);
      assert.ok(png.length > 1000, name);
    }
  });

  for (const [version, presentation, kilobytes] of [
    ['15.8', 'full-screen', 24],
    ['18.6', 'locked', 24],
    ['26.4', 'full-screen', 24],
    ['18.6', 'banner', 38],
  ] as const) {
    it(`stay under ${kilobytes} KB for an incoming call at three pixels a point (iOS ${version}, ${presentation})`, async () => {
      const screen = screenOf(version, { locked: presentation === 'locked', calls: [callOf({ presentation })] });
      assert.ok((await drawScreen(composeScreen(screen), screen.model)).length <= kilobytes * 1024);
    });
  }

  it('have the Decline button red and the Accept button green', async () => {
    const screen = screenOf('12.5', { calls: [callOf()] });
    const surfaces = composeScreen(screen);
    const png = await drawScreen(surfaces, screen.model);
    const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const colorOn = (key: string): readonly number[] => {
      const disc = surfaces.flatMap((surface) => nodesIn(surface.root)).find((node) => node.key === key);
      assert.ok(disc);
      const { scale } = screen.model.screen;
      const x = Math.round((disc.frame.x + disc.frame.width / 2) * scale);
      const y = Math.round((disc.frame.y + 10) * scale);
      return [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
    };
    const [declineRed = 0, declineGreen = 0] = colorOn(`call.${CALL}.decline.disc`);
    const [acceptRed = 0, acceptGreen = 0] = colorOn(`call.${CALL}.accept.disc`);
    assert.ok(declineRed > 200 && declineGreen < 120);
    assert.ok(acceptGreen > 150 && acceptRed < 120);
  });

  it('differ when the caller does, also in Chinese on an English phone', async () => {
    assert.notDeepEqual(await pictureOfCallFrom('王小明'), await pictureOfCallFrom('李小明'));
  });

  it('are made once for screens that look the same, whatever the call is called inside', async () => {
    const pictureOf = (id: string, caller: string) => {
      const screen = screenOf('18.6', { calls: [callOf({ id, caller })] });
      return drawScreen(composeScreen(screen), screen.model);
    };
    const first = await pictureOf(CALL, 'Alice');
    assert.equal(await pictureOf('0A0B0C0D-0000-4000-8000-000000000002', 'Alice'), first);
    assert.notEqual(await pictureOf(CALL, 'Alina'), first);
  });

  it('are the same for the same screen', async () => {
    const screen = screenOf('26.4', { language: 'zh-Hans', calls: [callOf({ caller: '王小明' })] });
    const first = await drawScreen(composeScreen(screen), screen.model);
    assert.deepEqual(await drawScreen(composeScreen(screen), screen.model), first);
  });

  it('have Chinese letters from the vendored font, not the box of a missing one', () => {
    assert.notDeepEqual(pixelsOf('听'), pixelsOf(MISSING));
    assert.notDeepEqual(pixelsOf('听'), pixelsOf('接'));
    assert.ok(pixelsOf('听').some((value) => value !== 0));
  });
});
