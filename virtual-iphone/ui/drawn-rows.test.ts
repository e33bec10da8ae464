/** Rows said to be plain are: no letter, shadow or sign reaches into one, on any screen. */

import { strict as assert } from 'node:assert';
import { drawSurfaces } from './draw.ts';
import { stretchesOf } from './drawn-rows.ts';
import { allScreens, LANGUAGES, screenOf } from './example-screens.ts';
import { composeScreen } from './index.ts';
import type { ScreenModel } from './model.ts';
import { uncovered } from './surfaces.ts';

/** First row of a plain stretch that has two colours. */
function rowWithMore(screen: ScreenModel): number | undefined {
  const seen = uncovered(composeScreen(screen));
  const context = drawSurfaces(seen, screen.model);
  const { width } = context.canvas;
  for (const { from, to } of stretchesOf(seen, screen.model).filter(({ plain }) => plain)) {
    const { data } = context.getImageData(0, from, width, to - from);
    const words = new Uint32Array(data.buffer, data.byteOffset, width * (to - from));
    const odd = words.findIndex((word, at) => word !== words[at - (at % width)]);
    if (odd !== -1) return from + Math.floor(odd / width);
  }
  return undefined;
}

describe('Rows of a screen without drawing', () => {
  for (const version of ['9.3', '12.5', '17.7', '26.0']) {
    for (const language of LANGUAGES) {
      it(`have one colour each on every screen (iOS ${version}, ${language})`, () => {
        for (const [name, screen] of allScreens(version, language)) {
          assert.equal(rowWithMore(screen), undefined, name);
        }
      });
    }
  }

  it('are more than a third of the home screen, and with the rest all of it', () => {
    const screen = screenOf('18.6');
    const stretches = stretchesOf(uncovered(composeScreen(screen)), screen.model);
    const height = screen.model.screen.height * screen.model.screen.scale;
    const plain = stretches.filter((one) => one.plain).reduce((sum, { from, to }) => sum + to - from, 0);
    assert.ok(plain > height / 3, `${plain} of ${height}`);
    assert.deepEqual(
      stretches.map(({ from }) => from),
      [0, ...stretches.map(({ to }) => to).slice(0, -1)],
    );
    assert.equal(stretches.at(-1)?.to, height);
  });
});
