/**
 * Makes a script ready to run, or tells everything that is wrong with it, each problem with its place: misspelled steps
 * and fields, variables, calls and devices that no earlier step has made.
 */

import type { z } from 'zod';
import { type CheckedScript, type CheckedStep, GROUPS, scriptHead } from './script.ts';
import { STEP_KINDS, STEPS, type StepFields, type StepKind } from './steps.ts';
import { fillIn, type Variables } from './variables.ts';

type Path = readonly PropertyKey[];

export interface ScriptProblem {
  readonly path: Path;
  /** One line without full stop. */
  readonly message: string;
  /** A name that is not known, and those that could stand in its place: one of them may be meant. */
  readonly unknown?: { readonly name: string; readonly known: readonly string[] };
}

export type Reading = { readonly script: CheckedScript } | { readonly problems: readonly ScriptProblem[] };

/** What the steps so far have made. */
interface Made {
  readonly calls: Set<string>;
  readonly devices: Set<string>;
}

/** @param variables take the place of the script's own of the same name */
export function checkScript(input: unknown, variables: Variables = {}): Reading {
  const head = scriptHead.safeParse(input);
  if (!head.success) return { problems: problemsOf(head.error, [], Object.keys(scriptHead.shape)) };
  const { title, caller, calls, rate, limit } = head.data;
  const known = { ...head.data.variables, ...variables };
  const problems: ScriptProblem[] = [];
  const made = { calls: new Set<string>(), devices: new Set<string>() };
  for (const name of Object.keys(variables)) {
    if (Object.hasOwn(head.data.variables, name)) continue;
    problems.push(unknownName(['variables'], 'the script has no variable', name, Object.keys(head.data.variables)));
  }
  const checker = new Checker(made, problems);
  const before = checker.steps(head.data.before, ['before'], known);
  const steps = checker.steps(head.data.steps, ['steps'], { ...known, run: 1 });
  if (problems.length > 0) return { problems };
  return { script: { title, variables: known, caller, before, steps, calls, rate, limit } };
}

/** The fields of a step in one run. */
export function fieldsOf<K extends StepKind>(
  kind: K,
  written: unknown,
  path: Path,
  variables: Variables,
): { readonly fields: StepFields<K> } | { readonly problems: readonly ScriptProblem[] } {
  const { fields, short } = STEPS[kind];
  const { value, unknown } = fillIn(written, variables, path);
  if (unknown.length > 0) {
    const names = Object.keys(variables);
    return { problems: unknown.map((use) => unknownName(use.path, 'there is no variable', use.name, names)) };
  }
  const isShort = short !== null && (typeof value !== 'object' || Array.isArray(value));
  const parsed = fields.safeParse(isShort ? { [short]: value } : (value ?? {}));
  if (parsed.success) {
    const problem = oneSight(kind, parsed.data);
    return problem === undefined
      ? { fields: parsed.data as StepFields<K> }
      : { problems: [{ path, message: `${kind}: ${problem}` }] };
  }
  const problems = problemsOf(parsed.error, path, Object.keys(fields.shape), kind);
  return { problems: isShort ? problems.map((problem) => ({ ...problem, path })) : problems };
}

/** How often, or what is wrong with it. */
export function timesOf(
  written: unknown,
  path: Path,
  variables: Variables,
): { readonly times: number } | { readonly problems: readonly ScriptProblem[] } {
  const { value } = fillIn(written, variables);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return { times: value };
  const message = `repeat: times: expected a whole number from 1, found ${JSON.stringify(value)}`;
  return { problems: [{ path: [...path, 'times'], message }] };
}

class Checker {
  readonly #made: Made;
  readonly #problems: ScriptProblem[];

  constructor(made: Made, problems: ScriptProblem[]) {
    this.#made = made;
    this.#problems = problems;
  }

  steps(written: unknown, path: Path, variables: Variables): CheckedStep[] {
    if (!Array.isArray(written)) {
      this.#problems.push({ path, message: `expected a list of steps, found ${shown(written)}` });
      return [];
    }
    return written.flatMap((step: unknown, index) => this.#step(step, [...path, index], variables) ?? []);
  }

  #step(written: unknown, path: Path, variables: Variables): CheckedStep | undefined {
    // `- cancel` alone is how YAML writes a step without fields.
    const step = typeof written === 'string' ? { [written]: null } : written;
    const keys = typeof step === 'object' && step !== null && !Array.isArray(step) ? Object.keys(step) : [];
    const [key = ''] = keys;
    if (keys.length !== 1) {
      const message = `expected a step such as \`dial: { to: bob }\`, found ${keys.length === 0 ? shown(step) : keys.join(' and ')}`;
      this.#problems.push({ path, message });
      return undefined;
    }
    const at = [...path, key];
    const value: unknown = Object(step)[key];
    if (key === 'together') return { kind: key, path: at, steps: this.steps(value, at, variables) };
    if (key === 'repeat') return this.#repeat(value, at, variables);
    const kind = STEP_KINDS.find((candidate) => candidate === key);
    if (kind === undefined) {
      const known = [...STEP_KINDS, ...Object.keys(GROUPS)];
      this.#problems.push(unknownName(typeof written === 'string' ? path : at, 'there is no step', key, known));
      return undefined;
    }
    const parsed = fieldsOf(kind, value, at, variables);
    if ('problems' in parsed) this.#problems.push(...parsed.problems);
    else this.#names(kind, parsed.fields, at);
    return { kind, path: at, written: value };
  }

  #repeat(value: unknown, path: Path, variables: Variables): CheckedStep | undefined {
    const { times, steps, ...others } = Object(value) as Record<string, unknown>;
    for (const name of Object.keys(others)) {
      this.#problems.push(unknownName([...path, name], 'repeat: there is no field', name, ['times', 'steps']));
    }
    const parsed = timesOf(times, path, variables);
    if ('problems' in parsed) this.#problems.push(...parsed.problems);
    return { kind: 'repeat', path, times, steps: this.steps(steps, [...path, 'steps'], { ...variables, turn: 1 }) };
  }

  /** Calls and devices must come from an earlier step. */
  #names(kind: StepKind, fields: StepFields<StepKind>, path: Path): void {
    const { calls, devices } = this.#made;
    const needs = (names: ReadonlySet<string>, what: string, name: string, field: string) => {
      if (!names.has(name)) this.#problems.push(unknownName([...path, field], `${kind}: ${what}`, name, [...names]));
    };
    if (kind === 'register' && 'device' in fields) devices.add(fields.device);
    else if ('device' in fields) needs(devices, 'no earlier step registers', fields.device, 'device');
    if ('by' in fields && fields.by.includes('/')) needs(devices, 'no earlier step registers', fields.by, 'by');
    if (kind === 'dial' || kind === 'pushUnknown') {
      calls.add('as' in fields && fields.as !== undefined ? fields.as : '');
    } else if ('call' in fields && fields.call !== undefined) {
      needs(calls, 'no earlier step dials a call named', fields.call, 'call');
    } else if (NEEDS_CALL.includes(kind) && calls.size === 0) {
      this.#problems.push({ path, message: `${kind}: no earlier step dials a call` });
    }
  }
}

const NEEDS_CALL: readonly StepKind[] = ['cancel', 'hangUp', 'ringing', 'answer', 'decline', 'mute', 'hold', 'expect'];

function oneSight(kind: StepKind, fields: object): string | undefined {
  if (kind !== 'see' && kind !== 'doNotSee') return undefined;
  const named = ['signal', 'push', 'close'].filter((name) => Object(fields)[name] !== undefined);
  if (named.length === 1) return undefined;
  return `expected one of signal, push and close, found ${named.length === 0 ? 'none' : named.join(' and ')}`;
}

function unknownName(path: Path, message: string, name: string, known: readonly string[]): ScriptProblem {
  const names = known.filter((candidate) => candidate !== '');
  return { path, message: `${message} ${name}`, unknown: { name, known: names } };
}

function problemsOf(error: z.ZodError, path: Path, known: readonly string[], kind?: StepKind): ScriptProblem[] {
  const prefix = kind === undefined ? '' : `${kind}: `;
  return error.issues.flatMap((issue): ScriptProblem[] => {
    const at = [...path, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      const names = issue.path.length === 0 ? known : [];
      return issue.keys.map((key) => unknownName([...at, key], `${prefix}there is no field`, key, names));
    }
    const field = issue.path.map(String).join('.');
    const message = issue.message.replace(/^Invalid input: /, '').replace(/^I/, 'i');
    return [{ path: at, message: `${prefix}${field === '' ? '' : `${field}: `}${message}` }];
  });
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
