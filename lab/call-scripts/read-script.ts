/** Reads a call script from YAML: every mistake is told with its line, and with the name that was probably meant. */

import { readFile } from 'node:fs/promises';
import {
  type CheckedScript,
  checkScript,
  type ScriptProblem,
  type Variables,
} from '../../call-server/scripts/index.ts';
import { readYaml } from '../../conformance/yaml-lines.ts';
import { nearest } from '../../mock-apns/settings/nearest.ts';
import { messageOf, UsageError } from '../errors.ts';
import { shownPath } from '../shown-path.ts';
import { unknownEvents } from './journal-kinds.ts';

export interface ScriptFile {
  /** As it is shown in messages. */
  readonly name: string;
  readonly script: CheckedScript;
  /** Line of what stands at a path of the script, from 1. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

const ADVICE = 'docs/guides/call-scripts.md lists the steps with their fields.';

/**
 * @param variables take the place of the script's own
 * @throws UsageError that names file, line, field and what was expected, for every mistake
 */
export async function readScriptFile(file: string, variables: Variables = {}): Promise<ScriptFile> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : messageOf(error);
    throw new UsageError(`Cannot read the call script ${shownPath(file)}: ${why}.`, 'Give an existing file.');
  });
  return readScript(text, shownPath(file), variables);
}

/** @throws UsageError as {@link readScriptFile} does */
export function readScript(text: string, name: string, variables: Variables = {}): ScriptFile {
  const { document, lineOf, lineOfError } = readYaml(text);
  if (document.errors.length > 0) {
    const problems = document.errors.map(
      (error) => `${name}:${lineOfError(error)}: not valid YAML: ${error.message.split(' at line ')[0]}.`,
    );
    throw new UsageError(problems.join('\n'), 'Mend that and run again.');
  }
  const reading = checkScript(document.toJS(), variables);
  const found =
    'problems' in reading ? reading.problems : unknownEvents([...reading.script.before, ...reading.script.steps]);
  if ('script' in reading && found.length === 0) return { name, script: reading.script, lineOf };
  const problems = found
    .map((problem) => ({ line: lineOf(problem.path), text: shownProblem(problem) }))
    .toSorted((a, b) => a.line - b.line);
  throw new UsageError(problems.map(({ line, text }) => `${name}:${line}: ${text}.`).join('\n'), ADVICE);
}

function shownProblem({ message, unknown }: ScriptProblem): string {
  if (unknown === undefined) return message;
  const meant = nearest(unknown.name, unknown.known);
  if (meant !== undefined) return `${message}; perhaps ${meant} is meant`;
  return unknown.known.length === 0 ? message : `${message}; known are ${unknown.known.join(', ')}`;
}
