/** The GitHub Action and the GitLab template are well formed, and call the command with options that it has. */

import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { PACKAGE_ROOT } from '../lab/packages.ts';

const stepSchema = z.union([
  z.strictObject({
    name: z.string(),
    id: z.string().optional(),
    if: z.string().optional(),
    shell: z.literal('bash'),
    env: z.record(z.string(), z.string()).optional(),
    run: z.string(),
    'working-directory': z.string().optional(),
  }),
  z.strictObject({
    name: z.string(),
    if: z.string().optional(),
    uses: z.string().regex(/@v\d+$/),
    with: z.record(z.string(), z.string()),
  }),
]);

/** A composite action, as GitHub documents it. */
const actionSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(z.string(), z.strictObject({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
  runs: z.strictObject({ using: z.literal('composite'), steps: z.array(stepSchema) }),
});

const jobSchema = z.strictObject({
  image: z.string(),
  variables: z.record(z.string(), z.string()),
  before_script: z.array(z.string()),
  script: z.array(z.string()),
  artifacts: z.strictObject({
    when: z.literal('always'),
    expire_in: z.string(),
    expose_as: z.string(),
    paths: z.array(z.string()),
    reports: z.strictObject({ junit: z.string(), codequality: z.string() }),
  }),
});

const textOf = (file: string) => readFileSync(join(PACKAGE_ROOT, file), 'utf8');

describe('The templates for CI servers', () => {
  const action = actionSchema.parse(parse(textOf('action.yml')));
  const { '.ringproof': job } = z.strictObject({ '.ringproof': jobSchema }).parse(parse(textOf('ci/gitlab.yml')));
  const scripts = [...action.runs.steps.flatMap((step) => ('run' in step ? [step.run] : [])), ...job.script];

  it('are scripts that bash can read', () => {
    for (const script of scripts) execFileSync('bash', ['-n'], { input: script });
  });

  it('use only inputs that the action has, and all of them', () => {
    const used = new Set([...textOf('action.yml').matchAll(/\binputs\.([\w-]+)/g)].map(([, name = '']) => name));
    assert.deepEqual([...used].toSorted(), Object.keys(action.inputs).toSorted());
  });

  it('give the command only options that it has', function () {
    this.timeout(60_000);
    const words = [...scripts.join('\n').matchAll(/(?<=[\s(])--[a-z][a-z-]*/g)].map(([word]) => word);
    const used = [...new Set(words)].filter(
      (word) => !['--omit', '--ignore-scripts', '--no-audit', '--no-fund'].includes(word),
    );
    const helpOf = (command: string) =>
      execFileSync(process.execPath, ['cli/ringproof.js', command, '--help'], { cwd: PACKAGE_ROOT, encoding: 'utf8' });
    const help = helpOf('run') + helpOf('annotate');
    assert.deepEqual(
      used.filter((option) => !help.includes(`${option} `)),
      [],
    );
    assert.ok(used.includes('--baseline') && used.includes('--format'), used.join());
  });
});
