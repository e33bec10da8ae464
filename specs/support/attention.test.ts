import { strict as assert } from 'node:assert';
import { attentive } from './attention.ts';
import type { Driver } from './driver.ts';

describe('Attention of the driver', () => {
  /** A driver that writes down what it is told, and cannot look at an application that is not there. */
  function writingDown(): { driver: Driver; told: string[] } {
    const told: string[] = [];
    const driver: Driver = {
      async lookAt(bundleId) {
        told.push(`look at ${bundleId}`);
        if (bundleId === 'gone') throw new Error('no such application');
      },
      async find(predicate) {
        told.push(`find ${predicate}`);
        return undefined;
      },
      async swipe() {
        told.push('swipe');
      },
      async mobile(command) {
        told.push(command);
      },
      async screenshot() {
        told.push('screenshot');
        return '';
      },
    };
    return { driver: attentive(driver), told };
  }

  it('turns once for looks that follow one another', async () => {
    const { driver, told } = writingDown();
    for (const predicate of ['a', 'b']) {
      await driver.lookAt('springboard');
      await driver.find(predicate);
      await driver.lookAt('auto');
    }
    assert.deepEqual(told, ['look at springboard', 'find a', 'find b']);
  });

  it('turns back for a look or a swipe, and not for what does not depend on it', async () => {
    const { driver, told } = writingDown();
    await driver.lookAt('springboard');
    await driver.swipe({ x: 0, y: 0 }, { x: 1, y: 1 }, 1);
    await driver.lookAt('auto');
    await driver.mobile('lock');
    await driver.screenshot();
    await driver.find('a');
    assert.deepEqual(told, ['look at springboard', 'swipe', 'lock', 'screenshot', 'look at auto', 'find a']);
  });

  it('tries again when it could not turn', async () => {
    const { driver, told } = writingDown();
    await driver.lookAt('gone');
    await assert.rejects(driver.find('a'), /no such application/);
    await assert.rejects(driver.find('a'), /no such application/);
    assert.deepEqual(told, ['look at gone', 'look at gone']);
  });
});
