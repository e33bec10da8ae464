/**
 * Answers that were written down before, for a manual phone without a terminal. The first entry whose `to` is part of
 * what is asked answers it; what no entry answers stays without an answer, and its check inconclusive.
 */

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { InputError } from '../../conformance/input-error.ts';
import { readYaml } from '../../conformance/yaml-lines.ts';
import { shownPath } from '../shown-path.ts';
import type { Tester } from './tester.ts';

const AnswersFile = z.strictObject({
  answers: z
    .array(z.strictObject({ to: z.string().min(1), answer: z.enum(['yes', 'no', 'done', 'cannot', 'no-answer']) }))
    .min(1),
});

/** @throws {InputError} with the line of what is wrong */
export async function readAnswers(file: string): Promise<Tester> {
  const advice = 'It is a list `answers` of entries such as { to: "Do you see a notification", answer: yes }.';
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new InputError(`Cannot read the answers in ${shownPath(file)}: ${why}.`, advice);
  });
  const { document, lineOf, lineOfError } = readYaml(text);
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    throw new InputError(`${shownPath(file)}:${lineOfError(syntax)}: not valid YAML.`, advice);
  }
  const parsed = AnswersFile.safeParse(document.toJS());
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path ?? [];
    throw new InputError(`${shownPath(file)}:${lineOf(path)}: ${path.join('.')}: ${issue?.message ?? ''}.`, advice);
  }
  const answerTo = (asked: string) => parsed.data.answers.find(({ to }) => asked.includes(to))?.answer;
  return {
    who: `the file ${shownPath(file)}`,
    answers: async (question) => {
      const answer = answerTo(question);
      return answer === 'yes' || answer === 'no' ? answer : 'no-answer';
    },
    follows: async (instruction) => {
      const answer = answerTo(instruction);
      return answer === 'done' || answer === 'cannot' ? answer : 'no-answer';
    },
    close() {},
  };
}
