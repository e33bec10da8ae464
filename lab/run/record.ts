/**
 * The record of a run: takes the results that workers report, writes each to disk at once, and turns them into verdicts
 * at the end.
 */

import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckResult, checkResultLine, type PhoneRef } from '../../conformance/check.ts';
import { type Exemption, judge, type Verdict } from '../../conformance/verdict.ts';
import type { CheckReport, LabPhone, RunEvent } from '../control/protocol.ts';
import type { RunPlan } from './plan.ts';

/** The requirement about an app that uses PushKit without CallKit, and the variant of the app that shows it. */
const VARIANT_OF: Readonly<Record<string, string>> = { 'RP-FBK-004': 'pushkit-on-ios-9' };

export class RunRecord {
  readonly results: CheckResult[] = [];
  readonly #plan: RunPlan;
  readonly #folder: string;
  readonly #phones = new Map<string, PhoneRef>();

  constructor(plan: RunPlan, folder: string) {
    this.#plan = plan;
    this.#folder = folder;
  }

  get phones(): readonly PhoneRef[] {
    return [...this.#phones.values()];
  }

  /** Tells the record which phones the lab has. */
  open(phones: readonly LabPhone[]): void {
    for (const { udid, name, model, ios, language, kind } of phones) {
      this.#phones.set(udid, { udid, name, model, ios, language, kind });
    }
  }

  take(event: RunEvent): void {
    if (event.type !== 'check-finished') return;
    const result = this.#resultOf(event.result);
    this.results.push(result);
    appendFileSync(join(this.#folder, 'results.jsonl'), checkResultLine(result));
  }

  verdicts(): Verdict[] {
    return judge({
      catalogue: this.#plan.catalogue,
      phones: this.phones,
      results: this.results,
      selected: this.#plan.selected,
      notApplicable: exemptions(this.#plan),
    });
  }

  /** @returns the file, relative to the run's folder */
  #keepScreenshot({ udid, requirement, screenshot = '' }: CheckReport): string {
    const name = join('screenshots', `${requirement}-${udid}.png`);
    mkdirSync(join(this.#folder, 'screenshots'), { recursive: true });
    writeFileSync(join(this.#folder, name), Buffer.from(screenshot, 'base64'));
    return name;
  }

  #resultOf(report: CheckReport): CheckResult {
    const phone = this.#phones.get(report.udid);
    if (phone === undefined) throw new Error(`A worker reported a result for ${report.udid}, which is not in the lab.`);
    const earlier = this.results.filter(
      (result) => result.title === report.title && result.requirement === report.requirement && result.phone.udid === report.udid,
    );
    return {
      requirement: report.requirement,
      phone,
      title: report.title,
      outcome: report.outcome,
      ...(report.message === undefined ? {} : { message: report.message }),
      startedAt: report.startedAt,
      durationMs: report.durationMs,
      attempt: earlier.length + 1,
      measurements: { ...report.measurements },
      ...(report.screenshot === undefined ? {} : { attachments: [this.#keepScreenshot(report)] }),
    };
  }
}

/** Requirements about a variant of the app that a phone of this lab does not have. */
function exemptions(plan: RunPlan): Exemption[] {
  return Object.entries(VARIANT_OF).flatMap(([requirement, variant]) =>
    plan.phones
      .filter(({ phone }) => phone.variants[variant] === undefined)
      .map(({ phone }) => ({
        requirement,
        phone: phone.name,
        reason: `The lab file has no variant "${variant}" of the app.`,
      })),
  );
}
