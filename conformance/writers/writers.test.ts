/** The views of the sample run: complete, escaped, closed to the outside, and never half written. */

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseXmlDocument } from 'slimdom';
import stringWidth from 'string-width';
import type { ConformanceReport } from '../report.ts';
import { sampleReport, sampleResult } from '../sample-run.test-data.ts';
import type { Verdict } from '../verdict.ts';
import { renderHtml } from './html.ts';
import { relativeLink } from './html-text.ts';
import { writeJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMatrix } from './matrix.ts';
import { headline } from './words.ts';
import { writeWhole } from './write-whole.ts';

const NASTY = `<img src=x onerror="alert('1')"> & ]]> \u0007`;

describe('report writers', () => {
  let report: ConformanceReport;
  beforeEach(async () => {
    report = await sampleReport();
  });

  describe('HTML', () => {
    it('has a cell with a reachable detail for every verdict', () => {
      const page = renderHtml(report);
      const targets = new Set([...page.matchAll(/class="v [a-z]+" href="#([^"]+)"/g)].map((match) => match[1]));
      const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
      assert.equal(targets.size, report.verdicts.length);
      assert.deepEqual(
        [...targets].filter((target) => !ids.has(target)),
        [],
      );
    });

    it('says which phone has settings of its own, and what they are', () => {
      assert.ok(!renderHtml(report).includes('own settings'));
      const [first, ...others] = report.phones;
      assert.ok(first);
      const phones = [{ ...first, settings: { passcode: false } }, ...others];
      const page = renderHtml({ ...report, phones });
      assert.ok(page.includes('<small>own settings</small>'));
      assert.ok(page.includes('own settings: <code>{&quot;passcode&quot;:false}</code>'));
      assert.match(renderMatrix({ ...report, phones }), /adjusted/);
    });

    it('begins with the findings, one row for all phones that share it', () => {
      const page = renderHtml(report);
      assert.ok(page.indexOf('id="findings-title"') < page.indexOf('id="matrix"'));
      const verdicts = report.verdicts.map((each) =>
        each.requirement === 'RP-RNG-001'
          ? ({ ...each, verdict: 'fail', counts: 'not-met', reason: 'It is silent.' } as const)
          : each,
      );
      const shared = renderHtml({ ...report, verdicts });
      assert.equal(shared.match(/<td class="reason">It is silent\.<\/td>/g)?.length, 1);
      assert.match(
        shared,
        /It is silent\.<\/td><td class="phones"><ul class="on">(<li><a class="v bad"[^>]*>[^<]+<\/a><\/li>){5}<\/ul>/,
      );
    });

    it('says once what the reason of a verdict says', () => {
      const said = 'The screen stayed dark.';
      const phone = report.phones[0];
      assert.ok(phone);
      const check = sampleResult('RP-RNG-001', phone, { outcome: 'failed', message: said });
      const other = { ...check, title: 'another', message: 'It rang late.' };
      const verdicts = report.verdicts.map((each) => (each.phone === phone.name ? { ...each, reason: 'fine' } : each));
      const at = verdicts.findIndex((each) => each.requirement === 'RP-RNG-001' && each.phone === phone.name);
      verdicts.splice(at, 1, { ...verdicts[at], verdict: 'pass', counts: 'met', reason: said } as Verdict);
      const page = renderHtml({ ...report, verdicts, checks: [check, other] });
      assert.equal(page.match(/The screen stayed dark/g)?.length, 1);
      assert.match(page, /<pre>It rang late\.<\/pre>/);
    });

    it('names the seed of the run, and what a phone is where its name does not say it', () => {
      assert.doesNotMatch(renderHtml(report), /<dt>Seed<\/dt>/);
      assert.match(renderHtml({ ...report, run: { ...report.run, seed: 7 } }), /<dt>Seed<\/dt><dd><code>7<\/code>/);
      const merged = { ...report.run, seeds: [{ run: 'run-two', seed: 8 }] };
      assert.match(renderHtml({ ...report, run: merged }), /Seed of <code>run-two<\/code><\/dt><dd><code>8<\/code>/);
      const [first] = report.phones;
      assert.ok(first);
      const head = (name: string) =>
        /<th scope="col" data-phone="[^"]*">(.*?)<\/th>/.exec(
          renderHtml({ ...report, phones: [{ ...first, name }] }),
        )?.[1];
      const rest = '<small>virtual, en</small>';
      assert.equal(head('desk'), `desk<small>iPhone 6, iOS 9.3</small>${rest}`);
      assert.equal(head('iPhone 6'), `iPhone 6<small>iOS 9.3</small>${rest}`);
      assert.equal(head('iPhone 6, iOS 9.3'), `iPhone 6, iOS 9.3${rest}`);
    });

    it('loads nothing: no address in any element but links to sources', () => {
      const page = renderHtml({
        ...report,
        requirements: report.requirements.map((each) => ({ ...each, sources: [] })),
      });
      assert.doesNotMatch(page, /https?:\/\//);
      assert.match(page, /default-src &#39;none&#39;/);
      assert.doesNotMatch(page, /<link|@import|url\(/);
    });

    it('escapes everything that a vendor or an app can write', () => {
      const check = {
        ...report.checks[0],
        title: NASTY,
        message: NASTY,
        attachments: [NASTY],
        measurements: { [NASTY]: 1 },
      };
      const page = renderHtml({
        ...report,
        app: { name: NASTY, version: NASTY, bundleId: NASTY },
        run: { ...report.run, id: NASTY, shares: [{ name: NASTY, ms: 1 }] },
        tools: { [NASTY]: NASTY },
        phones: report.phones.map((phone) => ({ ...phone, model: NASTY, language: NASTY })),
        verdicts: report.verdicts.map((verdict) => ({ ...verdict, reason: NASTY })),
        checks: report.checks.map((each) => ({ ...each, ...check, requirement: each.requirement, phone: each.phone })),
      });
      assert.doesNotMatch(page, /<img src=x/);
      assert.match(page, /&lt;img src=x onerror=&quot;alert\(&#39;1&#39;\)&quot;&gt; &amp; \]\]&gt;/);
    });

    it('links to files beside it and to nothing else', () => {
      assert.equal(relativeLink('shots/a b.png'), 'shots/a%20b.png');
      assert.equal(relativeLink('..\\shots\\a#1.png'), '../shots/a%231.png');
      for (const outside of [
        '',
        'javascript:alert(1)',
        'https://example.com/a.png',
        '//example.com/a',
        '/etc/passwd',
        'C:\\a',
      ]) {
        assert.equal(relativeLink(outside), undefined, outside);
      }
    });

    it('shows a result that belongs to no requirement', () => {
      const stray = {
        ...report.verdicts[0],
        requirement: 'RP-XXX-001',
        phone: 'lost',
        verdict: 'harness-error',
        counts: 'harness',
        reason: 'lost result',
        checks: 1,
      } as const;
      assert.match(renderHtml({ ...report, verdicts: [...report.verdicts, stray] }), /RP-XXX-001 on lost/);
    });
  });

  describe('JUnit', () => {
    it('has one suite per phone and one case per requirement', () => {
      const xml = renderJunit(report);
      assert.equal(xml.match(/<testsuite /g)?.length, report.phones.length);
      assert.equal(xml.match(/<testcase /g)?.length, report.verdicts.length);
    });

    it('fails for what is not met and errs for what is open', () => {
      const { byCounts } = report.totals;
      assert.match(
        renderJunit(report),
        new RegExp(
          `tests="${report.verdicts.length}" failures="${byCounts['not-met']}" errors="${byCounts.incomplete + byCounts.harness}" skipped="${byCounts.out}"`,
        ),
      );
    });

    it('survives what XML cannot hold', () => {
      const verdicts = report.verdicts.map((verdict) => ({ ...verdict, reason: `${NASTY}\uD800` }));
      const xml = renderJunit({ ...report, verdicts });
      const failure = parseXmlDocument(xml).getElementsByTagName('failure')[0];
      assert.equal(failure?.getAttribute('message'), NASTY.replace('\u0007', '\uFFFD') + '\uFFFD');
    });
  });

  describe('terminal matrix', () => {
    it('fits 100 columns for five phones, wide characters included', () => {
      const phones = report.phones.map((phone, index) =>
        index === 2 ? { ...phone, name: '测试手机十三号中文' } : phone,
      );
      const named = { ...report, phones };
      const lines = renderMatrix(named, { colour: true }).split('\n');
      assert.deepEqual(
        lines.filter((line) => stringWidth(line) > 100),
        [],
      );
      assert.equal(lines.filter((line) => line.includes('iOS 9.3')).length, 1);
    });

    it('puts phones that do not fit into another table', () => {
      const text = renderMatrix(report, { colour: false, columns: 60 });
      assert.equal(text.split('\n').filter((line) => line.startsWith('RP-RNG-001 ')).length, 3);
    });

    it('leaves out what concerns no phone, and says how much', () => {
      const verdicts = report.verdicts.map((each) =>
        each.requirement === 'RP-RNG-001' ? { ...each, verdict: 'not-applicable' as const } : each,
      );
      const lines = (of: ConformanceReport) => renderMatrix(of, { colour: false }).split('\n');
      const count = (of: ConformanceReport) =>
        Number(/^(\d+) requirements? not app/m.exec(lines(of).join('\n'))?.[1] ?? 0);
      assert.equal(lines(report).filter((line) => line.startsWith('RP-RNG-001 ')).length, 1);
      assert.equal(lines({ ...report, verdicts }).filter((line) => line.startsWith('RP-RNG-001 ')).length, 0);
      assert.equal(count({ ...report, verdicts }), count(report) + 1);
    });

    it('is plain ASCII when asked', () => {
      const text = renderMatrix(report, { colour: false, ascii: true });
      // oxlint-disable-next-line no-control-regex
      assert.doesNotMatch(text, /[^\n\x20-\x7E]/);
      assert.match(text, /RP-ANS-001 Answering .* +n\/a +pass +pass +fail +pass\n/);
    });

    it('colours nothing when colour is off', () => {
      assert.ok(!renderMatrix(report, { colour: false }).includes('\u001B'));
    });

    it('ends with the outcome, its sums and the exit code', () => {
      const { verdicts, scored, checks } = report.totals;
      assert.ok(
        renderMatrix(report, { colour: false }).endsWith(
          '\nNOT MET: 6 requirements are not met, on 2 phones. 1 failure was expected.\n' +
            `${verdicts} of ${verdicts} verdicts selected, ${scored} scored, ${checks} checks, 5 phones, 1 min 34 s; exit code 1\n`,
        ),
      );
    });
  });

  it('do not say that every requirement is met when a failure was only expected', () => {
    const met = { ...report, exitCode: 0 as const };
    const { byVerdict } = met.totals;
    const shown = { ...met, totals: { ...met.totals, byVerdict: { ...byVerdict, 'not-testable': 0 } } };
    assert.equal(headline(shown), 'Every other MUST is met; 1 verdict warns. 1 failure was expected.');
    assert.equal(
      headline(met),
      'Every other MUST that could be shown is met; 1 verdict warns. 1 failure was expected.',
    );
  });

  describe('files', () => {
    let folder = '';
    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'reports-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('are written whole, folders included, with nothing left beside them', async () => {
      const file = path.join(folder, 'deep', 'report.json');
      await writeJson(report, file);
      assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), report);
      assert.deepEqual(await readdir(path.dirname(file)), ['report.json']);
    });

    it('leave nothing behind when the target cannot be replaced', async () => {
      await writeWhole(path.join(folder, 'taken', 'inside'), 'a folder stands where the file should go');
      await assert.rejects(writeWhole(path.join(folder, 'taken'), 'text'));
      assert.deepEqual(await readdir(folder), ['taken']);
    });
  });
});
