/** Reads the file that says how a push server under test is started and spoken to. Mistakes come with their line. */

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../conformance/input-error.ts';
import { readYaml } from '../../conformance/yaml-lines.ts';
import { shownPath } from '../shown-path.ts';
import { CREDENTIAL_KINDS } from './hand-over.ts';

const words = z.array(z.string().min(1)).min(1, 'expected a program and its arguments');

const milliseconds = z.int().positive();

const configSchema = z
  .strictObject({
    /** Bundle id of the app that the server pushes to. */
    bundleId: z.string().regex(/^[\w-]+(\.[\w-]+)+$/, 'expected a bundle id such as com.example.app'),
    /** What the server is given to show APNs: a key for provider tokens, or a certificate for each of its topics. */
    credentials: z.enum(CREDENTIAL_KINDS, 'expected key or certificates').default('key'),
    /** Program and arguments that start the server in the foreground; relative to the folder of the file. */
    start: words,
    /** Where the server takes the contract's steps; `{port}` stands for a free port that it is told. */
    url: z
      .string()
      .regex(/^https?:\/\/\S+$/, 'expected an http or https URL')
      .optional(),
    /** In place of `url`: a command that is run with the step's name. */
    command: words.optional(),
    /** Added to the environment of both. */
    environment: z.record(z.string(), z.string()).default({}),
    /** Milliseconds of real time. */
    limits: z
      .strictObject({
        /** From the start of the server to its first answer. */
        start: milliseconds.default(15_000),
        /** For the answer to a step. */
        step: milliseconds.default(10_000),
        /** From a step to the first push that it causes, and from a failed push to its repetition. */
        push: milliseconds.default(5_000),
        /** Without anything at the gateway, after which no more is expected to come. */
        silence: milliseconds.default(400),
      })
      .prefault({}),
  })
  .refine(({ url, command }) => (url === undefined) !== (command === undefined), {
    message: 'give either url or command: how the steps of the contract reach the server',
    path: ['url'],
  });

export type ProviderConfig = z.output<typeof configSchema> & {
  /** Absolute. */
  readonly file: string;
  readonly folder: string;
};

const READ_PROBLEMS: Readonly<Record<string, string>> = { ENOENT: 'there is no such file', EISDIR: 'it is a folder' };

const ADVICE = 'docs/guides/push-server.md shows a complete one.';

/** @throws InputError with line, value and what was expected */
export async function readProviderConfig(file: string): Promise<ProviderConfig> {
  const shown = shownPath(file);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = READ_PROBLEMS[error.code ?? ''] ?? error.message;
    throw new InputError(`Cannot read the provider file ${shown}: ${why}.`, 'Give an existing file with --provider.');
  });
  const { document, lineOf, lineOfError } = readYaml(text);
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    const [what] = syntax.message.split(' at line ');
    throw new InputError(`${shown}:${lineOfError(syntax)}: not valid YAML: ${what}.`, 'Mend that line and run again.');
  }
  const parsed = configSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (issue === undefined) throw parsed.error;
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
    const field = path.join('.');
    const what = issue.code === 'unrecognized_keys' ? 'is not a setting of a provider file' : issue.message;
    throw new InputError(`${shown}:${lineOf(path)}: ${field === '' ? '' : `${field}: `}${what}.`, ADVICE);
  }
  return { ...parsed.data, file: resolve(file), folder: dirname(resolve(file)) };
}
