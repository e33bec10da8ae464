/**
 * The HTML report in a real browser, wide and narrow, light and dark. It is driven through the machine's own chromedriver;
 * where there is none the test is skipped, since nothing is to be downloaded for it.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { remote } from 'webdriverio';
import type { ConformanceReport } from '../report.ts';
import { sampleReport } from '../sample-run.test-data.ts';
import { renderHtml } from './html.ts';

/** First program of these names on the path. */
function program(...names: string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const isThere = (file: string) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isThere);
}

/** Where the driver's output tells the port that it chose. */
async function portOf(driver: ChildProcess): Promise<number> {
  assert.ok(driver.stdout);
  for await (const line of createInterface({ input: driver.stdout })) {
    const [, port] = /started successfully on port (\d+)/.exec(line) ?? [];
    if (port !== undefined) return Number(port);
  }
  throw new Error('chromedriver ended without a port.');
}

/** Made to concern no phone. */
const UNCONCERNED = 'RP-END-001';

/** Three areas of the sample, since a browser is to lay it out with everything open. */
async function smallReport(): Promise<ConformanceReport> {
  const report = await sampleReport();
  const isIn = (id: string) => /^RP-(ANS|END|RNG)-/.test(id);
  return {
    ...report,
    requirements: report.requirements.filter(({ id }) => isIn(id)),
    verdicts: report.verdicts
      .filter(({ requirement }) => isIn(requirement))
      .map((each) => (each.requirement === UNCONCERNED ? { ...each, verdict: 'not-applicable', counts: 'out' } : each)),
    checks: report.checks.filter(({ requirement }) => isIn(requirement)),
  };
}

describe('HTML report in Chromium', function () {
  this.timeout(60_000);
  let folder = '';
  let driver: ChildProcess | undefined;
  let browser: Awaited<ReturnType<typeof remote>>;

  before(async function () {
    const [binary, chromedriver] = [program('chromium', 'google-chrome', 'chrome'), program('chromedriver')];
    if (binary === undefined || chromedriver === undefined) {
      process.stdout.write('    skipped: no Chromium with its chromedriver on the PATH\n');
      this.skip();
    }
    folder = await mkdtemp(path.join(tmpdir(), 'report-'));
    const report = await smallReport();
    const line = ['call-server', 'gateway', 'phone'].map((part, index) => ({
      at: 1_000 * index,
      part,
      kind: index === 2 ? 'call.reported' : 'push.sent',
      data: { id: 'x'.repeat(200) },
    }));
    const checks = report.checks.map((check) =>
      check.outcome === 'passed' ? check : { ...check, attachments: ['line.jsonl', ...(check.attachments ?? [])] },
    );
    const evidence = { timeLines: new Map([['line.jsonl', line]]), pictures: new Map<string, string>() };
    await writeFile(path.join(folder, 'report.html'), renderHtml({ ...report, checks }, evidence));
    driver = spawn(chromedriver, ['--port=0'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const port = await portOf(driver);
    const args = ['--headless=new', '--no-sandbox', '--disable-gpu', `--user-data-dir=${path.join(folder, 'profile')}`];
    browser = await remote({
      hostname: '127.0.0.1',
      port,
      logLevel: 'error',
      capabilities: {
        browserName: 'chrome',
        'wdio:enforceWebDriverClassic': true,
        'goog:chromeOptions': { binary, args },
      },
    });
  });

  after(async () => {
    if (driver === undefined) return;
    await browser.deleteSession();
    driver.kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Opens the report afresh at that width, as the reader's system is coloured. */
  async function open(width: number, scheme: 'light' | 'dark'): Promise<void> {
    await browser.sendCommandAndGetResult('Emulation.setDeviceMetricsOverride', {
      width,
      height: 800,
      deviceScaleFactor: 1,
      mobile: false,
    });
    const features = [{ name: 'prefers-color-scheme', value: scheme }];
    await browser.sendCommandAndGetResult('Emulation.setEmulatedMedia', { features });
    await browser.url(pathToFileURL(path.join(folder, 'report.html')).href);
  }

  const evaluate = (script: string): Promise<unknown> => browser.execute(script);
  const shownRows = () =>
    evaluate(
      `return [...document.querySelectorAll('.matrix tr[data-requirement]')].filter((row) => row.offsetHeight > 0).length`,
    );

  for (const width of [1280, 360]) {
    for (const scheme of ['light', 'dark'] as const) {
      it(`fits ${width} pixels in ${scheme} colours, with every detail open`, async () => {
        await open(width, scheme);
        await evaluate(`document.querySelectorAll('details').forEach((each) => { each.open = true; })`);
        const wide = `[...document.querySelectorAll('main *, header *')].filter((each) => !each.closest('.scroll') && each.getBoundingClientRect().right > ${width})`;
        assert.deepEqual(
          await evaluate(
            `return ${wide}.map((each) => each.tagName + '.' + each.className + ' ' + each.textContent.slice(0, 40)).slice(0, 5)`,
          ),
          [],
        );
        assert.ok(Number(await evaluate('return document.documentElement.scrollWidth')) <= width);
        const [red] =
          String(await evaluate('return getComputedStyle(document.body).backgroundColor')).match(/\d+/) ?? [];
        assert.equal(Number(red) < 128, scheme === 'dark');
      });
    }
  }

  it('filters by verdict, area, phone and text', async () => {
    await open(1280, 'light');
    const all = Number(await shownRows());
    const choose = (field: string, value: string) =>
      evaluate(
        `const field = document.querySelector('${field}'); field.value = '${value}'; field.dispatchEvent(new Event('input'))`,
      );
    for (const [field, value] of [['#search', 'RP-ANS-001'] as const, ['#area', 'END'] as const]) {
      await choose(field, value);
      const shown = Number(await shownRows());
      assert.ok(shown > 0 && shown < all, `${field}: ${shown} of ${all}`);
      await browser.$('#clear').click();
      assert.equal(await shownRows(), all);
    }
    await choose('#phone', 'iphone-15-ios18');
    assert.equal(await evaluate(`return document.querySelectorAll('.matrix thead th:not([hidden])').length`), 2);
    await browser.$('button[data-verdict="fail"]').click();
    assert.equal(await shownRows(), 1);
  });

  it('folds what concerns no phone, until it is asked for or printed', async () => {
    await open(360, 'light');
    assert.match(await browser.$('#filter-status').getText(), new RegExp(`^${String(await shownRows())} of `));
    await open(1280, 'light');
    const all = Number(await evaluate(`return document.querySelectorAll('.matrix tr[data-requirement]').length`));
    assert.equal(await shownRows(), all - 1);
    assert.match(await browser.$('#fold').getText(), /^Show 1 requirement /);
    await evaluate(
      `const field = document.querySelector('#search'); field.value = '${UNCONCERNED}'; field.dispatchEvent(new Event('input'))`,
    );
    assert.equal(await shownRows(), 1);
    await browser.$('#clear').click();
    await browser.sendCommandAndGetResult('Emulation.setEmulatedMedia', { media: 'print' });
    assert.equal(await shownRows(), all);
    await browser.sendCommandAndGetResult('Emulation.setEmulatedMedia', { media: '' });
    assert.equal(await shownRows(), all - 1);
    await browser.$('#fold').click();
    assert.equal(await shownRows(), all);
  });

  it('stacks the findings on a narrow screen, and folds what concerns no phone among the details', async () => {
    await open(360, 'light');
    const [row] = (await evaluate(
      `return [...document.querySelectorAll('.findings tbody tr')].map((each) => [...each.cells].map((cell) => cell.getBoundingClientRect().left))`,
    )) as number[][];
    assert.equal(row?.length, 4);
    assert.equal(new Set(row).size, 1);
    const isShown = `return document.querySelector('[id="${UNCONCERNED}"]').closest('.unconcerned').open`;
    assert.equal(await evaluate(isShown), false);
    assert.match(await browser.$('.unconcerned > summary').getText(), /^1 requirement not applicable or deselected$/);
  });

  it('begins with the findings and folds every time line, so that the page stays short', async () => {
    await open(1280, 'light');
    const top = (selector: string) =>
      evaluate(`return document.querySelector('${selector}').getBoundingClientRect().top`).then(Number);
    assert.ok((await top('.findings')) < 800 && (await top('.findings')) < (await top('.matrix')));
    assert.equal(await evaluate(`return document.querySelectorAll('details.line[open]').length`), 0);
    assert.ok(Number(await evaluate(`return document.querySelectorAll('details.line').length`)) > 0);
  });

  it('shows a timing in one piece on a narrow screen', async () => {
    await open(360, 'light');
    assert.equal(
      await evaluate(
        `const box = document.querySelector('.timings').parentElement; return box.scrollWidth - box.clientWidth`,
      ),
      0,
    );
  });

  it('opens the detail of a cell by keyboard, with its time line, and closes it again', async () => {
    await open(360, 'light');
    await evaluate(`document.querySelector('.matrix a.v.bad').focus()`);
    await browser.keys('Enter');
    assert.equal(await browser.$('dialog').isDisplayed(), true);
    assert.equal(await browser.$('dialog .lanes').isDisplayed(), true);
    await browser.keys('Escape');
    assert.equal(await browser.$('dialog').isDisplayed(), false);
  });
});
