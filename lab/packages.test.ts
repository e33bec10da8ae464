import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PACKAGE_ROOT, packageFolder, packageVersion } from './packages.ts';
import { freePorts, isFree } from './ports.ts';

describe('Installed packages', () => {
  it('are found whatever their exports hide', () => {
    assert.ok(existsSync(join(packageFolder('appium-xcuitest-driver'), 'package.json')));
    assert.equal(packageFolder('@wdio/cli'), join(PACKAGE_ROOT, 'node_modules', '@wdio', 'cli'));
    assert.match(packageVersion('appium'), /^\d+\.\d+\.\d+/);
    assert.match(packageVersion(), /^\d+\.\d+\.\d+/);
  });

  it('are asked for by name when they are missing', () => {
    assert.throws(() => packageFolder('appium-android-driver'), {
      name: 'UsageError',
      message: `The package appium-android-driver is not installed in ${PACKAGE_ROOT}.`,
      advice: 'Run `npm ci` there first.',
    });
  });
});

describe('Free ports', () => {
  it('differ from each other and are free', async () => {
    const ports = await freePorts(20);
    assert.equal(new Set(ports).size, 20);
    assert.ok((await Promise.all(ports.map(isFree))).every(Boolean));
  });

  it('are not those on which somebody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    assert.equal(await isFree((server.address() as { port: number }).port), false);
    server.close();
  });
});
