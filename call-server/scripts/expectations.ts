/** The steps that look: at events of the journal, and at what the call server has. The same on every stage. */

import type { JournalEvent } from '../../clock/index.ts';
import { meantEvents, type ScriptRun, type Stage } from './stage.ts';
import { StepFailed } from './step-failed.ts';
import type { StepFields } from './steps.ts';

export async function waitForEvent(stage: Stage, fields: StepFields<'wait'>, run: ScriptRun): Promise<void> {
  const match = meantEvents(fields, run);
  const event = await stage.waitFor(match, run.taken, fields.within);
  if (event !== undefined) {
    run.taken.add(event.seq);
    return;
  }
  const same = (await stage.events({ kind: match.kind, after: run.begin })).filter(({ seq }) => !run.taken.has(seq));
  throw new StepFailed(
    `${fields.event}${withData(fields.where)} within ${fields.within} ms`,
    same.length === 0 ? `no ${fields.event} came` : `${fields.event} came as ${same.map(dataOf(run)).join(' and ')}`,
  );
}

export async function countEvents(stage: Stage, fields: StepFields<'expectEvents'>, run: ScriptRun): Promise<void> {
  const found = await stage.events(meantEvents(fields, run));
  if (found.length === fields.count) return;
  throw new StepFailed(
    `${fields.count} of ${fields.event}${withData(fields.where)}`,
    `${found.length} came${found.length === 0 ? '' : `: ${found.map(dataOf(run)).join(' and ')}`}`,
  );
}

/**
 * Compares what was found with what is expected, field by field; fields that are not expected are not looked at.
 * @throws StepFailed that names every field that differs
 */
export function expectFields(expected: object, found: object | undefined, what: string): void {
  if (found === undefined) throw new StepFailed(what, `there is no ${what}`);
  const differing = differences(expected, found);
  if (differing.length === 0) return;
  throw new StepFailed(
    differing.map(({ path, expected: value }) => `${path} ${JSON.stringify(value)}`).join(', '),
    `seen ${differing.map(({ path, found: value }) => `${path} ${JSON.stringify(value) ?? 'nothing'}`).join(', ')}`,
  );
}

function differences(expected: object, found: object): { path: string; expected: unknown; found: unknown }[] {
  return Object.entries(expected).flatMap(([name, value]: [string, unknown]) => {
    if (value === undefined) return [];
    const own: unknown = Object(found)[name];
    if (typeof value !== 'object' || value === null) {
      return own === value ? [] : [{ path: name, expected: value, found: own }];
    }
    if (typeof own !== 'object' || own === null) return [{ path: name, expected: value, found: own }];
    return differences(value, own).map((one) => ({ ...one, path: `${name}.${one.path}` }));
  });
}

function withData(where: object): string {
  return Object.keys(where).length === 0 ? '' : ` with ${words(Object.entries(where))}`;
}

function dataOf(run: ScriptRun): (event: JournalEvent) => string {
  return ({ data }) =>
    words(Object.entries(data).map(([key, value]) => [key, key === 'call' ? run.nameOf(value) : value]));
}

function words(entries: readonly (readonly [string, unknown])[]): string {
  return `{ ${entries.map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ')} }`;
}
