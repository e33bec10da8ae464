/** The two ways to ask a push server for a step of the contract: HTTP, and a command that is run once per step. */

import { spawn } from 'node:child_process';
import { messageOf } from '../errors.ts';
import { ContractBreach, refusalSchema, STEPS, type StepAnswer, type StepName, type StepRequest } from './contract.ts';

/** Longest part of a stranger's answer that a message repeats. */
const SHOWN_LENGTH = 200;

/** Asks for a step. @throws ContractBreach when the answer is none of the contract's */
export type Ask = <Step extends StepName>(step: Step, request: StepRequest<Step>) => Promise<StepAnswer<Step>>;

/** What came back: text that should be JSON, and whether the server says that it took the step. */
interface RawAnswer {
  readonly taken: boolean;
  readonly text: string;
  /** How it said so, such as `answers 500`. */
  readonly said: string;
}

type Send = (step: StepName, body: string, signal: AbortSignal) => Promise<RawAnswer>;

/** `POST <url>/<step>` with a JSON body. */
export function overHttp(url: string): Send {
  return async (step, body, signal) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url.replace(/\/$/, '')}/${step}`, { method: 'POST', headers, body, signal });
    const text = await response.text();
    return { taken: response.ok, text, said: `answers with status ${response.status}` };
  };
}

/** `<command> <step>` with JSON on its standard input, and the answer on its standard output. */
export function byCommand(
  [program = '', ...args]: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Send {
  return (step, body, signal) =>
    new Promise((resolve, reject) => {
      const child = spawn(program, [...args, step], { ...options, signal, stdio: ['pipe', 'pipe', 'pipe'] });
      let text = '';
      let complaint = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      child.stderr.on('data', (chunk: Buffer) => {
        complaint += chunk.toString();
      });
      // A command that reads nothing ends before it has been given everything.
      child.stdin.on('error', () => undefined);
      child.once('error', reject);
      child.once('close', (code) =>
        resolve({ taken: code === 0, text: text === '' ? complaint : text, said: `ends with exit code ${code}` }),
      );
      child.stdin.end(body);
    });
}

/** @param limitMs how long a step may take, in milliseconds of real time */
export function contractClient(send: Send, limitMs: number): Ask {
  return async (step, request) => {
    const limit = AbortSignal.timeout(limitMs);
    const raw = await send(step, JSON.stringify(request), limit).catch((error: unknown) => {
      if (limit.aborted) throw new ContractBreach(step, 'late', `gives no answer within ${limitMs} ms`);
      throw new ContractBreach(step, 'unreached', `cannot be reached (${causeOf(error)})`);
    });
    const json = readJson(raw.text);
    if (!raw.taken) {
      const refusal = refusalSchema.safeParse(json);
      if (refusal.success) throw new ContractBreach(step, 'refused', `${raw.said}: ${refusal.data.error}`);
      throw new ContractBreach(step, 'malformed', `${raw.said}, and not with an error: ${shown(raw.text)}`);
    }
    if (json === undefined)
      throw new ContractBreach(step, 'malformed', `answers with what is no JSON: ${shown(raw.text)}`);
    const answer = STEPS[step].answer.safeParse(json);
    if (answer.success) return answer.data as StepAnswer<typeof step>;
    const [issue] = answer.error.issues;
    const where = issue?.path.join('.') ?? '';
    throw new ContractBreach(
      step,
      'malformed',
      `answers ${shown(raw.text)}, where ${where === '' ? 'the answer' : `"${where}"`} is wrong: ${issue?.message}`,
    );
  };
}

function readJson(text: string): unknown {
  // An empty answer is as good as an empty object.
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** fetch hides why behind "fetch failed". */
function causeOf(error: unknown): string {
  return messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
}

function shown(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  if (line === '') return 'nothing';
  return line.length > SHOWN_LENGTH ? `${line.slice(0, SHOWN_LENGTH)} …` : line;
}
