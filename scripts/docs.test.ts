/**
 * What the documentation says by name is there, and what is there is documented: journal kinds, verdicts, dependencies,
 * commands, and the files that links point at. Whether the sentences are true is for people to read.
 */

import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { VERDICTS } from '../conformance/vocabulary.ts';
import { readYaml } from '../conformance/yaml-lines.ts';
import { PACKAGE_ROOT } from '../lab/packages.ts';
import { DEFAULT_SETTINGS } from '../mock-apns/index.ts';
import { settingProblem } from '../mock-apns/settings/settings.ts';

const textOf = (file: string) => readFileSync(join(PACKAGE_ROOT, file), 'utf8');

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(join(PACKAGE_ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name.split(sep).join('/')}`)
    .toSorted();
}

/** First cells of the table rows of a page that hold nothing but code. */
function codeCells(markdown: string): string[] {
  return [...markdown.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => String(match[1]));
}

describe('the page of journal events', () => {
  /** Folder → the part that its files write as. */
  const PARTS = { 'mock-apns': 'gateway', 'call-server': 'call-server', 'virtual-iphone': 'phone' } as const;

  /** Files whose helper hands a kind on to `journal.write`; the helper's callers name the kind. */
  const HELPERS = ['mock-apns/devices/courier.ts', 'call-server/switchboard.ts', 'virtual-iphone/phone.ts'];

  /** Kinds that are put together where they are written. */
  const COMPOSED: Readonly<Record<string, readonly string[]>> = {
    'action.${outcome}': ['action.fulfilled', 'action.failed'],
    'broadcast.${fate}': [
      'broadcast.stored',
      'broadcast.delivered',
      'broadcast.expired',
      'broadcast.lost',
      'broadcast.discarded',
    ],
  };

  const isProduct = (file: string) => !/\.(test|test-data)\.ts$|test-support|scripted-phone/.test(file);
  const sources = Object.entries(PARTS).flatMap(([folder, part]) =>
    filesIn(folder, '.ts')
      .filter(isProduct)
      .map((file) => ({ file, part, text: textOf(file) })),
  );

  function writtenKinds(): string[] {
    const call = /(?:\bwrite|\bnote|#note|#log)\(\s*(?:'[a-z-]+',\s*)?(['`])([a-z]+\.[^'`\s]+)\1/g;
    const written = sources.flatMap(({ part, text }) =>
      [...text.matchAll(call)].flatMap(([, , kind = '']) => (COMPOSED[kind] ?? [kind]).map((one) => `${part} ${one}`)),
    );
    return [...new Set(written)].toSorted();
  }

  it('names every kind that a part writes, under that part, and no other', () => {
    const page = textOf('docs/reference/journal.md');
    const documented = Object.values(PARTS).flatMap((part) => {
      const [, section = ''] = page.split(`\n## ${part}\n`);
      const [own = ''] = section.split('\n## ');
      return codeCells(own).map((kind) => `${part} ${kind}`);
    });
    const written = writtenKinds();
    assert.deepEqual(
      {
        undocumented: written.filter((kind) => !documented.includes(kind)),
        gone: documented.filter((kind, index) => !written.includes(kind) || documented.indexOf(kind) !== index),
      },
      { undocumented: [], gone: [] },
    );
  });

  it('can rely on the ways of writing that this test knows', () => {
    const strangers = sources.filter(({ file, part, text }) => {
      const parts = [...text.matchAll(/journal\.write\(\s*'([a-z-]+)'/g)].map((match) => match[1]);
      const handsOn = /journal\.write\(\s*'[a-z-]+',\s*[^'\s]|(?:\.|#)note\(\s*[^'`\s:]+[,)]/.test(text);
      return parts.some((written) => written !== part) || (handsOn && !HELPERS.includes(file));
    });
    assert.deepEqual(
      strangers.map(({ file }) => file),
      [],
    );
  });
});

describe('the page of verdicts', () => {
  it('explains each verdict once', () => {
    const page = textOf('docs/reference/verdicts-and-exit-codes.md');
    const [, verdicts = ''] = page.split('\n## Verdicts\n');
    const [own = ''] = verdicts.split('\n## ');
    assert.deepEqual(codeCells(own).toSorted(), VERDICTS.toSorted());
  });
});

describe('the comparison with Apple', () => {
  const page = textOf('docs/guides/comparison-with-apple.md');
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (---|behaviour) /.test(line))
    .map((line) => line.slice(2).replace(/ ?\|$/, '').split(' | '));
  const defaults = new Map(
    Object.entries(DEFAULT_SETTINGS).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

  it('names settings that exist, with their defaults', () => {
    const named = rows.flatMap(([, , , , setting = '']) => {
      const [, name, value] = /^`(\w+)`(?: = `(.*)`)?$/.exec(setting) ?? [];
      return name === undefined && setting.trim() === '' ? [] : [{ setting, name: name ?? '', value }];
    });
    assert.ok(named.length > 20);
    const wrong = named.filter(({ name, value }) => {
      const byDefault = defaults.get(name);
      return byDefault === undefined || (value !== undefined && value !== byDefault);
    });
    assert.deepEqual(
      wrong.map(({ setting }) => setting),
      [],
    );
  });

  it('says of every row how it is known, and where that can be read', () => {
    const groundless = rows.filter(
      ([, , ground = '']) =>
        ground !== 'none' && !/^(documented|engineer|reports?|inferred): .*\]\(https:/.test(ground),
    );
    assert.deepEqual(
      groundless.map(([behaviour]) => behaviour),
      [],
    );
  });

  it('shows settings that a gateway takes', () => {
    const [, block = ''] = /```yaml\nsettings:\n(.*?)```/s.exec(page) ?? [];
    const { document } = readYaml(block);
    const shown = Object.entries<unknown>(document.toJS());
    assert.ok(shown.length > 5);
    assert.deepEqual(
      shown.flatMap(([name, value]) => settingProblem(name, value) ?? []),
      [],
    );
  });
});

describe('the record of dependencies', () => {
  it('gives a reason for each dependency, and for no other package', () => {
    const { dependencies, devDependencies, overrides } = JSON.parse(textOf('package.json')) as Record<string, object>;
    const used = [dependencies, devDependencies, overrides].flatMap((list) => Object.keys(list ?? {}));
    const page = textOf('docs/decisions/dependencies.md');
    assert.deepEqual(codeCells(page).toSorted(), used.toSorted());
  });
});

describe('links of the documentation', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...filesIn('docs', '.md')];

  /** Anchors as GitHub makes them from headings. */
  function anchorsOf(markdown: string): string[] {
    return [...markdown.matchAll(/^#+ (.+)$/gm)].map((match) =>
      String(match[1])
        .toLowerCase()
        .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    );
  }

  it('lead to files and headings that exist', () => {
    const broken = pages.flatMap((page) => {
      const targets = [...textOf(page).matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map((match) =>
        String(match[1] ?? match[2]),
      );
      return targets
        .filter((target) => !/^<?[a-z]+:/.test(target))
        .filter((target) => {
          const [path = '', anchor] = target.split('#', 2);
          const file = path === '' ? page : relative(PACKAGE_ROOT, join(PACKAGE_ROOT, dirname(page), path));
          if (!existsSync(join(PACKAGE_ROOT, file))) return true;
          return anchor !== undefined && !anchorsOf(textOf(file)).includes(anchor);
        })
        .map((target) => `${page}: ${target}`);
    });
    assert.deepEqual(broken, []);
  });
});

describe('the README', () => {
  it('lists each command of ringproof', () => {
    const commands = [...textOf('cli/main.ts').matchAll(/program\s*\.command\('([a-z]+)'/g)].map((match) =>
      String(match[1]),
    );
    assert.ok(commands.length > 0);
    const listed = codeCells(textOf('README.md'));
    assert.deepEqual(
      commands.filter((command) => !listed.includes(`ringproof ${command}`)),
      [],
    );
  });
});
