/**
 * Asks a tester at a terminal what a phone shows, and tells them what to do with it. Each question shows how long there
 * is left to answer, and is given up then.
 */

import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import pc from 'picocolors';

import { UsageError } from '../errors.ts';
import type { Tester } from './tester.ts';

const WORDS = {
  question: { y: 'yes', yes: 'yes', n: 'no', no: 'no' },
  instruction: { '': 'done', done: 'done', c: 'cannot', cannot: 'cannot' },
} as const;
type Kind = keyof typeof WORDS;

const HINT: Readonly<Record<Kind, string>> = { question: 'y/n', instruction: 'Enter when done, c if you cannot' };

export interface TerminalOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** How long the tester has for each answer. */
  readonly answerWithinMs: number;
}

/** What {@link mustHaveTester} looks at. */
export interface Seat {
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: { readonly isTTY?: boolean };
  readonly environment: NodeJS.ProcessEnv;
}

/** @throws UsageError where nobody can be asked */
export function mustHaveTester({ stdin, stdout, environment }: Seat = { ...process, environment: process.env }): void {
  const { CI } = environment;
  const isCi = CI !== undefined && CI !== '' && CI !== 'false';
  if (!isCi && stdin.isTTY === true && stdout.isTTY === true) return;
  throw new UsageError(
    `A manual phone needs a tester who answers, and ${isCi ? 'the variable CI says that nobody is here' : 'this is no terminal'}.`,
    'Run it in a terminal, or give the answers in a file with --answers.',
  );
}

export class TerminalTester implements Tester {
  readonly who = 'a tester at the terminal';
  readonly #lines: Interface;
  readonly #options: TerminalOptions;
  #asked = 0;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#lines = createInterface({ input: options.input, output: options.output });
  }

  answers(question: string) {
    return this.#ask('question', question);
  }

  follows(instruction: string) {
    return this.#ask('instruction', instruction);
  }

  close(): void {
    this.#lines.close();
  }

  /** Asks again when the answer is none of those that were offered. */
  #ask<K extends Kind>(kind: K, text: string): Promise<(typeof WORDS)[K][keyof (typeof WORDS)[K]] | 'no-answer'> {
    const { answerWithinMs, output } = this.#options;
    const lines = this.#lines;
    this.#asked += 1;
    output.write(`\n${pc.bold(`${this.#asked}. ${text}`)}\n`);
    const deadline = Date.now() + answerWithinMs;
    const show = () => {
      const left = Math.max(0, Math.ceil((deadline - Date.now()) / 1_000));
      lines.setPrompt(`   ${HINT[kind]}, ${left} s left > `);
      lines.prompt(true);
    };
    return new Promise((resolve) => {
      const countdown = setInterval(show, 1_000);
      const end = (answer: (typeof WORDS)[K][keyof (typeof WORDS)[K]] | 'no-answer') => {
        clearInterval(countdown);
        clearTimeout(limit);
        lines.off('line', take).off('close', giveUp);
        resolve(answer);
      };
      const giveUp = () => {
        output.write('\n   No answer.\n');
        end('no-answer');
      };
      const limit = setTimeout(giveUp, answerWithinMs);
      const take = (line: string) => {
        const word = line.trim().toLowerCase();
        const words = WORDS[kind];
        if (Object.hasOwn(words, word)) return end(words[word as keyof typeof words]);
        output.write(`   "${line.trim()}" is no answer here.\n`);
        show();
      };
      lines.on('line', take).on('close', giveUp);
      show();
    });
  }
}
