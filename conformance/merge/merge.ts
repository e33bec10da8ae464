/**
 * Several runs as one: shards of a lab by phones, by requirements or both. Verdicts are not put together but judged again
 * from all results, since a requirement may depend on one that another shard has checked.
 */

import { isDeepStrictEqual } from 'node:util';
import { appliesTo, type Catalogue } from '../catalogue.ts';
import type { PhoneRef } from '../check.ts';
import { InputError } from '../input-error.ts';
import type { LoadedReport } from '../load-report.ts';
import { buildReport, type ConformanceReport, reportedRequirements } from '../report.ts';
import { type Exemption, type ExpectedFailure, judge, RAN_ALL_THE_SAME } from '../verdict.ts';
import { type Cell, cellsOf, refuseCells } from './cells.ts';

export interface MergeOptions {
  readonly catalogue: Catalogue;
  /** Requirements that no shard selected on any phone are left out; without it they are a gap. */
  readonly partial?: boolean;
  /** Names of all phones that there should be; unknown without it. */
  readonly phones?: readonly string[];
}

/** @throws {InputError} when the shards do not make a whole, naming their files and what to do */
export function mergeReports(shards: readonly LoadedReport[], options: MergeOptions): ConformanceReport {
  refuseStrangers(shards, options.catalogue);
  refuseIncomplete(shards);
  const claims = claimsOf(shards);
  const phones = phonesOf(shards);
  refusePhones(phones, options.phones);
  const cells = cellsOf(shards, options.catalogue, phones);
  const selected = new Set(cells.filter(({ judges }) => judges.length > 0).map(({ requirement }) => requirement.id));
  const isLeftOut = ({ requirement }: Cell) => options.partial === true && !selected.has(requirement.id);
  refuseCells(
    cells.filter((cell) => !isLeftOut(cell)),
    shards,
  );

  const results = shards.flatMap(({ report }) => report.checks);
  const expectedFailures = cells.flatMap(expectedFailureOf);
  const runs = shards.map(({ report }) => report.run);
  const verdicts = judge({
    catalogue: options.catalogue,
    phones,
    results,
    ...(options.partial === true ? { selected: [...selected] } : {}),
    notApplicable: cells.flatMap((cell) => exemptionOf(cell, 'not-applicable')),
    notObservable: cells.flatMap((cell) => exemptionOf(cell, 'not-observable')),
    expectedFailures,
  });
  const docs = shards.find(({ report }) => report.docs !== undefined)?.report.docs;
  return buildReport({
    runId: runs.map(({ id }) => id).join('+'),
    startedAt: Math.min(...runs.map(({ startedAt }) => startedAt)),
    endedAt: Math.max(...runs.map(({ endedAt }) => endedAt)),
    driver: shards[0]?.report.run.driver ?? 'appium',
    ...seedsOf(shards),
    shares: sharesOf(shards),
    tools: toolsOf(shards),
    ...(docs === undefined ? {} : { docs }),
    ...profileOf(shards),
    ...claims,
    app: shards[0]?.report.app ?? { name: '', version: '', bundleId: '' },
    catalogue: options.catalogue,
    phones,
    verdicts,
    results,
    ...(shards.some(({ report }) => report.expectedFailures !== undefined) ? { expectedFailures } : {}),
  });
}

/** Runs of something else: another app, another suite, or the same run again. */
function refuseStrangers(shards: readonly LoadedReport[], catalogue: Catalogue): void {
  const [first, second] = shards;
  if (first === undefined || second === undefined) {
    throw new InputError('There is nothing to merge with.', 'Give two runs or more.');
  }
  const app = ({ report }: LoadedReport) => `${report.app.name} ${report.app.version} (${report.app.bundleId})`;
  const suite = ({ report }: LoadedReport) => `Ringproof ${report.tools['ringproof'] ?? 'of an unknown version'}`;
  const driver = ({ report }: LoadedReport) => report.run.driver;
  for (const [index, shard] of shards.entries()) {
    const twin = shards.find((other, at) => at < index && other.report.run.id === shard.report.run.id);
    if (twin !== undefined) {
      throw new InputError(
        `${twin.file} and ${shard.file} are the same run, ${shard.report.run.id}.`,
        'Give each run once.',
      );
    }
    for (const [what, of, advice] of [
      ['were made with another suite', suite, 'Repeat one of them with the version of the other.'],
      ['were driven in different ways', driver, 'Repeat one of them with the --driver of the other.'],
      ['are about another app', app, 'Runs can be merged when they checked the same version of the same app.'],
    ] as const) {
      if (of(shard) === of(first)) continue;
      throw new InputError(`Two runs ${what}: ${first.file} has ${of(first)}, ${shard.file} has ${of(shard)}.`, advice);
    }
    const differing = differingRequirements(shard, catalogue);
    if (differing !== undefined) {
      throw new InputError(
        `${shard.file} was made with other requirements than this version of Ringproof has: ${differing}.`,
        'Merge with the version that made the runs, or repeat them with this one.',
      );
    }
  }
}

/** As the end of a sentence; undefined when they are the same. A report of an older version lacks what came since. */
function differingRequirements({ report }: LoadedReport, catalogue: Catalogue): string | undefined {
  const own = reportedRequirements(catalogue);
  if (isDeepStrictEqual(report.requirements, own)) return undefined;
  const theirs = new Map(report.requirements.map((each) => [each.id, each]));
  const ours = new Set(own.map(({ id }) => id));
  const told = (ids: readonly string[], how: string) =>
    ids.length === 0
      ? []
      : [`${how} ${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ` and ${ids.length - 3} more` : ''}`];
  const changed = own.filter((each) => theirs.has(each.id) && !isDeepStrictEqual(each, theirs.get(each.id)));
  const lacking = own.filter(({ id }) => !theirs.has(id));
  const words = [
    ...told(
      lacking.map(({ id }) => id),
      'it lacks',
    ),
    ...told(
      [...theirs.keys()].filter((id) => !ours.has(id)),
      'only it has',
    ),
    ...told(
      changed.map(({ id }) => id),
      'it words otherwise',
    ),
  ];
  return words.length === 0 ? 'they are in another order' : words.join('; ');
}

function refuseIncomplete(shards: readonly LoadedReport[]): void {
  const lines = shards.flatMap(({ file, report }) => {
    const open = report.verdicts.filter(({ counts }) => counts === 'incomplete' || counts === 'harness');
    if (open.length > 0) {
      const [first] = open;
      const more = open.length === 1 ? '' : ` and ${open.length - 1} more`;
      return [`  ${file}: ${first?.requirement} on ${first?.phone} is ${first?.verdict}${more}`];
    }
    return report.exitCode >= 2 ? [`  ${file}: the run is ${report.outcome}`] : [];
  });
  if (lines.length === 0) return;
  throw new InputError(
    `Not every run came to its end:\n${lines.join('\n')}`,
    'Repeat those runs; a merged report must not look whole when its parts are not.',
  );
}

/** In the order in which they first appear. */
function phonesOf(shards: readonly LoadedReport[]): PhoneRef[] {
  const found = new Map<string, { readonly phone: PhoneRef; readonly file: string }>();
  for (const { report, file } of shards) {
    for (const phone of report.phones) {
      const known = found.get(phone.name);
      if (known === undefined) found.set(phone.name, { phone, file });
      else if (!isDeepStrictEqual(known.phone, phone)) {
        const described = ({ model, ios, language, kind }: PhoneRef) => `${kind} ${model}, iOS ${ios}, ${language}`;
        throw new InputError(
          `Two phones are named "${phone.name}": ${described(known.phone)} in ${known.file}, ${described(phone)} in ${file}.`,
          'Give each phone a name of its own in the lab file, and repeat one of the runs.',
        );
      }
    }
  }
  return [...found.values()].map(({ phone }) => phone);
}

function refusePhones(phones: readonly PhoneRef[], wanted: readonly string[] | undefined): void {
  if (wanted === undefined) return;
  const names = phones.map(({ name }) => name);
  const listed = (what: readonly string[]) => what.map((name) => `"${name}"`).join(', ');
  const gone = wanted.filter((name) => !names.includes(name));
  if (gone.length > 0) {
    throw new InputError(`No run has ${listed(gone)} of the lab.`, 'Add the run that checked it.');
  }
  const alien = names.filter((name) => !wanted.includes(name));
  if (alien.length > 0) {
    throw new InputError(`The lab has no ${listed(alien)}.`, 'Give the lab file that the runs were made with.');
  }
}

/** What took the cell out of the run, unless the catalogue does so by itself. */
function exemptionOf({ requirement, phone, out }: Cell, verdict: 'not-applicable' | 'not-observable'): Exemption[] {
  if (out?.verdict !== verdict) return [];
  const bySelf =
    verdict === 'not-applicable'
      ? !appliesTo(requirement, Number(phone.ios.split('.')[0]))
      : requirement.notObservableOn[phone.kind] !== undefined;
  // What a check saw all the same is added by the judge again.
  const [reason = ''] = out.reason.split(RAN_ALL_THE_SAME);
  return bySelf ? [] : [{ requirement: requirement.id, phone: phone.name, reason }];
}

/** As the run that judged the cell was told. */
function expectedFailureOf({ requirement: { id }, phone, judges }: Cell): ExpectedFailure[] {
  const list = judges[0]?.report.expectedFailures ?? [];
  const found = list.find((entry) => entry.requirement === id && (entry.phone ?? phone.name) === phone.name);
  return found === undefined ? [] : [{ ...found, phone: phone.name }];
}

/** One where every run had the same, else that of each run: the seed of some would repeat none of the others. */
function seedsOf(shards: readonly LoadedReport[]): Pick<ConformanceReport['run'], 'seed' | 'seeds'> {
  const runs = shards.map(({ report }) => report.run);
  const [first] = runs;
  if (runs.every(({ seed, seeds }) => seeds === undefined && seed === first?.seed)) {
    return first?.seed === undefined ? {} : { seed: first.seed };
  }
  const seeds = runs.flatMap((run) => run.seeds ?? (run.seed === undefined ? [] : [{ run: run.id, seed: run.seed }]));
  return seeds.length === 0 ? {} : { seeds };
}

/** Claims decide what applies: runs that rest on other ones are no whole. */
function claimsOf(shards: readonly LoadedReport[]): Pick<ConformanceReport, 'claims'> {
  const [first, ...others] = shards;
  const claims = first?.report.claims;
  for (const other of others) {
    const theirs = other.report.claims;
    if (first === undefined || isDeepStrictEqual(claims, theirs)) continue;
    const names = [...new Set([...Object.keys(claims ?? {}), ...Object.keys(theirs ?? {})])];
    const answer = (of: typeof claims, name: string) => (of?.[name] === undefined ? 'unsaid' : of[name] ? 'yes' : 'no');
    const differing = names.filter((name) => answer(claims, name) !== answer(theirs, name));
    const told = differing.map(
      (name) => `  ${name}: ${answer(claims, name)} in ${first.file}, ${answer(theirs, name)} in ${other.file}`,
    );
    throw new InputError(
      `Two runs rest on different claims about the app:\n${told.join('\n')}`,
      'Repeat one of them with the --claims file of the other.',
    );
  }
  return claims === undefined ? {} : { claims };
}

/** Runs of one profile stay one; of several, the requirements would differ. */
function profileOf(shards: readonly LoadedReport[]): Pick<ConformanceReport, 'profile'> {
  const profiles = new Set(shards.map(({ report }) => report.profile));
  const [profile] = profiles;
  return profiles.size === 1 && profile !== undefined ? { profile } : {};
}

/** Work of all shards together, though they may have run side by side. */
function sharesOf(shards: readonly LoadedReport[]): { readonly name: string; readonly ms: number }[] {
  const sums = new Map<string, number>();
  for (const { name, ms } of shards.flatMap(({ report }) => report.run.shares)) {
    sums.set(name, (sums.get(name) ?? 0) + ms);
  }
  return [...sums].map(([name, ms]) => ({ name, ms }));
}

function toolsOf(shards: readonly LoadedReport[]): Record<string, string> {
  const tools = shards.map(({ report }) => report.tools);
  const names = new Set(tools.flatMap((each) => Object.keys(each)));
  const versions = (name: string) => new Set(tools.flatMap((each) => each[name] ?? []));
  return Object.fromEntries([...names].map((name) => [name, [...versions(name)].join(', ')]));
}
