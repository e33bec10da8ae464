/**
 * The record of a run: takes the results that workers report, writes each to disk at once, and turns them into verdicts
 * at the end. A check that its worker never came to is an error with the reason, since silence would look like nothing
 * to do.
 */

import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JournalEvent } from '../../clock/index.ts';
import type { Requirement } from '../../conformance/catalogue.ts';
import { maskSecrets } from '../../conformance/certificate/secrets.ts';
import { TypedValues } from '../../conformance/certificate/typed-values.ts';
import { type CheckResult, checkResultLine, type PhoneRef } from '../../conformance/check.ts';
import { situationsOf } from '../../conformance/situations.ts';
import { specOf } from '../../conformance/suites.ts';
import { judge, type Verdict } from '../../conformance/verdict.ts';
import type { CheckReport, RunEvent } from '../control/protocol.ts';
import type { RunPlan } from './plan.ts';

/** What happened on a phone since its worker took the spec files that it has. */
interface Visit {
  /** The check under way: it started and has not finished. */
  check?: { readonly requirement: string; readonly title: string; readonly startedAt: number };
  trouble?: string;
}

export class RunRecord {
  readonly results: CheckResult[] = [];
  /** What the testbeds wrote that is sensitive by its type. */
  readonly sensitive = new TypedValues();
  readonly #plan: RunPlan;
  readonly #folder: string;
  readonly #phones = new Map<string, PhoneRef>();
  readonly #visits = new Map<string, Visit>();
  /** The results again, by requirement and phone: each new one has to know those before it. */
  readonly #byCell = new Map<string, CheckResult[]>();

  /** @param folder the run's folder */
  constructor(plan: RunPlan, folder: string) {
    this.#plan = plan;
    this.#folder = folder;
  }

  get phones(): readonly PhoneRef[] {
    return [...this.#phones.values()];
  }

  /** Tells the record which phones the lab has. */
  open(phones: readonly PhoneRef[]): void {
    for (const { udid, name, model, ios, language, kind, settings } of phones) {
      this.#phones.set(name, { udid, name, model, ios, language, kind, ...(settings && { settings }) });
    }
  }

  /**
   * @param timeLine what the phone's testbed wrote during the check that finished, kept beside its result
   * @throws Error when the event names a phone that is not in the lab
   */
  take(event: RunEvent, timeLine?: readonly JournalEvent[]): void {
    const phone = this.#phones.get(event.phone);
    if (phone === undefined) throw new Error(`The lab has no phone named "${event.phone}".`);
    const visit = this.#visits.get(event.phone) ?? {};
    this.#visits.set(event.phone, visit);
    switch (event.type) {
      case 'check-started':
        visit.check = { requirement: event.requirement, title: event.title, startedAt: Date.now() };
        return;
      case 'check-finished':
        delete visit.check;
        this.#add(phone, event.result, timeLine);
        return;
      case 'trouble':
        // The first is the cause of all others.
        visit.trouble ??= event.message;
        return;
      case 'specs-ended':
        this.#visits.delete(event.phone);
        this.#fillGaps(phone, visit, event);
    }
  }

  /**
   * Accounts for every check that nobody reported.
   * @param reason why, as a sentence
   */
  cutShort(reason: string): void {
    for (const phone of this.phones) {
      for (const requirement of this.#unreported(phone, this.#plan.catalogue.requirements)) {
        this.#add(phone, unmade(phone, requirement, reason));
      }
    }
  }

  verdicts(): Verdict[] {
    return judge({
      catalogue: this.#plan.catalogue,
      phones: this.phones,
      results: this.results,
      selected: this.#plan.selected,
      notApplicable: this.#plan.notApplicable,
      ...(this.#plan.notObservable === undefined ? {} : { notObservable: this.#plan.notObservable }),
      ...(this.#plan.expectedFailures === undefined ? {} : { expectedFailures: this.#plan.expectedFailures }),
    });
  }

  /** A worker that ends well has reported all that its spec files define; what they do not define stays missing. */
  #fillGaps(phone: PhoneRef, visit: Visit, ended: Extract<RunEvent, { type: 'specs-ended' }>): void {
    if (visit.check !== undefined) {
      const { requirement: id, title, startedAt } = visit.check;
      const why = visit.trouble ?? ending(ended.exitCode);
      this.#add(phone, { ...unmade(phone, { id, title }, `The check did not come to an end: ${why}`), startedAt });
    }
    const areas = this.#plan.catalogue.areas.filter((area) => ended.specs.includes(specOf(area)));
    const own = areas.flatMap(({ requirements }) => requirements);
    const unreported = this.#unreported(phone, own);
    const saidNothing = own.every(({ id }) => this.#resultsOf(phone, id).length === 0);
    const died = ended.exitCode !== 0 && (ended.exitCode !== 1 || saidNothing);
    if (visit.trouble === undefined && !died) return;
    const reason = `The check never started: ${visit.trouble ?? ending(ended.exitCode)}`;
    for (const requirement of unreported) this.#add(phone, unmade(phone, requirement, reason));
  }

  /** Ids that this run has to check on the phone. */
  #planned({ name }: PhoneRef): readonly string[] {
    return this.#plan.phones.find(({ phone }) => phone.name === name)?.requirements ?? [];
  }

  /** Requirements that were not checked in all their situations, and do not say why. */
  #unreported(phone: PhoneRef, requirements: readonly Requirement[]): Requirement[] {
    const planned = this.#planned(phone);
    return requirements.filter((requirement) => {
      const results = this.#resultsOf(phone, requirement.id);
      const checks = new Set(results.map(({ title }) => title)).size;
      const isTold =
        results.some(({ outcome }) => outcome === 'error' || outcome === 'skipped') ||
        checks >= situationsOf(requirement).length;
      return planned.includes(requirement.id) && !isTold;
    });
  }

  #resultsOf({ udid }: PhoneRef, requirement: string): readonly CheckResult[] {
    return this.#byCell.get(cellKey(udid, requirement)) ?? [];
  }

  #add(phone: PhoneRef, report: Omit<CheckReport, 'udid'>, timeLine?: readonly JournalEvent[]): void {
    // A requirement may take several checks; an attempt is one of the same check.
    const earlier = this.#resultsOf(phone, report.requirement);
    const file = `${report.requirement}-${phone.udid}${earlier.length === 0 ? '' : `-${earlier.length + 1}`}`;
    const attachments: string[] = [];
    if (report.screenshot !== undefined) {
      attachments.push(this.#keep(`screenshots/${file}.png`, Buffer.from(report.screenshot, 'base64')));
    }
    if (timeLine !== undefined) {
      this.sensitive.learn(timeLine);
      const lines = timeLine.map((event) => `${JSON.stringify(maskSecrets(event))}\n`);
      attachments.push(this.#keep(`journals/${file}.jsonl`, lines.join('')));
    }
    const result: CheckResult = {
      requirement: report.requirement,
      phone,
      title: report.title,
      outcome: report.outcome,
      ...(report.message === undefined ? {} : { message: maskSecrets(report.message) }),
      startedAt: report.startedAt,
      durationMs: report.durationMs,
      attempt: earlier.filter(({ title }) => title === report.title).length + 1,
      measurements: { ...report.measurements },
      ...(report.witnesses === undefined ? {} : { witnesses: [...report.witnesses] }),
      ...(report.matches === undefined ? {} : { matches: [...report.matches] }),
      ...(attachments.length === 0 ? {} : { attachments }),
    };
    this.results.push(result);
    const key = cellKey(phone.udid, report.requirement);
    const cell = this.#byCell.get(key);
    if (cell === undefined) this.#byCell.set(key, [result]);
    else cell.push(result);
    appendFileSync(join(this.#folder, 'results.jsonl'), checkResultLine(result));
  }

  /** @returns the file, relative to the run's folder */
  #keep(name: string, content: string | Buffer): string {
    const path = join(this.#folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return name;
  }
}

function cellKey(udid: string, requirement: string): string {
  return `${requirement} ${udid}`;
}

/** A phone that the lab simulates is the suite's own; any other can be unplugged, locked or flat. */
function unmade(
  { kind }: PhoneRef,
  { id, title }: Pick<Requirement, 'id' | 'title'>,
  message: string,
): Omit<CheckReport, 'udid'> {
  return {
    requirement: id,
    title,
    outcome: kind === 'virtual' ? 'error' : 'skipped',
    message,
    startedAt: Date.now(),
    durationMs: 0,
    measurements: {},
  };
}

function ending(exitCode: number): string {
  return `its worker ended with exit code ${exitCode}; the files in logs/ say more.`;
}
