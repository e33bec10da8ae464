/** What a run is to do: which phones, and which requirements on each. */

import { resolve } from 'node:path';
import { type Baseline, expectedFailuresOf, readBaseline } from '../../conformance/baseline/baseline.ts';
import { appliesTo, type Catalogue, type Requirement } from '../../conformance/catalogue.ts';
import type { ClaimsFile } from '../../conformance/claims/claims-file.ts';
import { PROFILES, phonesOf } from '../../conformance/profiles/profiles.ts';
import { type Situation, situationsOf } from '../../conformance/situations.ts';
import { specOf } from '../../conformance/suites.ts';
import type { Exemption, ExpectedFailure } from '../../conformance/verdict.ts';
import type { DrivenBy, Driver } from '../../conformance/vocabulary.ts';
import { UsageError } from '../errors.ts';
import { type PhoneEntry, readInventory, selectPhones } from '../inventory.ts';
import { addedSuites } from './added-suites.ts';
import { claimsOf, exemptByClaims, withVerifying } from './claimed.ts';
import { knownHidden } from './known-hidden.ts';
import { mutantPhones } from './mutant-phones.ts';
import { catalogueOf, type Profile } from './profiles.ts';
import { seededOrder } from './seeded-order.ts';

/** Requirements about apps that chose another way, and the variant of the app that shows each. */
const VARIANT_OF: Readonly<Record<string, string>> = {
  'RP-FBK-004': 'pushkit-on-ios-9',
  'RP-PSH-019': 'notification-service',
};

/** What the user chose; plain data, since it travels to the runner in the environment. */
export interface RunChoice {
  /** Relative to the working directory; absolute in a plan, since the runner works elsewhere. */
  readonly labFile: string;
  /** Words that a phone's name must contain; none means all phones. */
  readonly phones: readonly string[];
  /** Requirement ids or their beginnings, such as `RP-ANS`; none means all. */
  readonly only: readonly string[];
  /** Appium without one. */
  readonly driver?: Driver;
  /** Broken apps to run instead of the lab's own, each on a phone of its own; none means the lab's app. */
  readonly mutants?: readonly string[];
  /** File of expected failures; none without it. Absolute in a plan, as the lab file. */
  readonly baseline?: string;
  /** Without one: full. */
  readonly profile?: Profile;
  /** Claims file; without one, the lab file's or the app's own. Absolute in a plan, as the lab file. */
  readonly claims?: string;
  /** What identifiers and the order of spec files are drawn from; without one, identifiers are the system's. */
  readonly seed?: number;
}

export interface PhonePlan {
  readonly phone: PhoneEntry;
  /** Ids, in catalogue order. */
  readonly requirements: readonly string[];
  /** Spec files that check them. */
  readonly specs: readonly string[];
}

export interface RunPlan {
  readonly choice: RunChoice;
  readonly catalogue: Catalogue;
  /** Ids that the user selected, whether or not a phone can show them. */
  readonly selected: readonly string[];
  readonly phones: readonly PhonePlan[];
  /** What the app says of itself; undefined without a claims file. */
  readonly claims?: ClaimsFile;
  /** Requirements about a variant of the app that a phone of the lab does not have, or that the app does not claim. */
  readonly notApplicable: readonly Exemption[];
  /** Requirements that this run has no way to look at, each with the reason. */
  readonly notObservable?: readonly Exemption[];
  readonly baseline?: Baseline;
  /** What the baseline comes to on the day of the run. */
  readonly expectedFailures?: readonly ExpectedFailure[];
}

export function driverOf({ driver = 'appium' }: RunChoice): Driver {
  return driver;
}

/** Manual phones have a lab of their own, so the first phone decides. */
export function drivenBy({ choice, phones }: Pick<RunPlan, 'choice' | 'phones'>): DrivenBy {
  return phones[0]?.phone.kind === 'manual' ? 'by-hand' : driverOf(choice);
}

/** @throws UsageError when the lab file is wrong, or nothing is left to check. @throws InputError for the baseline */
export async function planRun(choice: RunChoice): Promise<RunPlan> {
  const inventory = await readInventory(choice.labFile);
  const catalogue = await catalogueOf(choice.profile, await addedSuites(inventory));
  const claims = await claimsOf(choice.claims, inventory);
  const selected = withVerifying(catalogue, selectRequirements(catalogue, choice.only), claims);
  const baseline =
    choice.baseline === undefined
      ? undefined
      : await readBaseline(choice.baseline, { catalogue, phones: inventory.phones });
  const chosen = phonesFor(choice.profile, selectPhones(inventory.phones, choice.phones));
  const entries = choice.mutants === undefined ? chosen : await mutantPhones(chosen, choice.mutants);
  const claimed = catalogue.areas.filter((area) => area.requirements.some(({ verifies }) => verifies !== undefined));
  const verifying = new Set(claimed.map(specOf));
  const notApplicable = entries.flatMap((phone) => [
    ...exemptionsOf(phone),
    ...exemptByClaims(catalogue, phone, claims),
  ]);
  const notObservable = entries.flatMap((phone) => knownHidden(phone, selected, choice.only));
  const isOn = ({ name }: PhoneEntry, id: string, list: readonly Exemption[]) =>
    list.some(({ phone, requirement }) => phone === name && requirement === id);
  const phones = entries.map((entry): PhonePlan => {
    const told = claims === undefined ? entry : { ...entry, claims: claims.claims };
    const phone = choice.seed === undefined || told.kind !== 'virtual' ? told : { ...told, seed: choice.seed };
    const requirements = selected.filter(
      (requirement) =>
        appliesTo(requirement, phone.ios.major) &&
        !isOn(phone, requirement.id, [...notApplicable, ...notObservable]) &&
        requirement.notObservableOn[phone.kind] === undefined,
    );
    const specs = specsOf(catalogue, requirements);
    return {
      phone,
      requirements: requirements.map(({ id }) => id),
      specs:
        choice.seed === undefined
          ? specs
          : seededOrder(specs, `${choice.seed}/${phone.name}`, (file) => verifying.has(file)),
    };
  });
  if (phones.every(({ requirements }) => requirements.length === 0)) {
    throw new UsageError(
      `Nothing to check: none of ${selected.map(({ id }) => id).join(', ')} applies to ${phones
        .map(({ phone }) => phone.name)
        .join(' or ')}${notObservable.length === 0 ? '' : ', or can be seen there'}.`,
      'Choose other phones with --phone or other requirements with --only.',
    );
  }
  return {
    choice: {
      ...choice,
      labFile: resolve(choice.labFile),
      ...(choice.baseline === undefined ? {} : { baseline: resolve(choice.baseline) }),
      ...(choice.claims === undefined ? {} : { claims: resolve(choice.claims) }),
    },
    catalogue,
    selected: selected.map(({ id }) => id),
    phones,
    notApplicable,
    ...(notObservable.length === 0 ? {} : { notObservable }),
    ...(claims === undefined ? {} : { claims }),
    ...(baseline === undefined ? {} : { baseline, expectedFailures: expectedFailuresOf(baseline, Date.now()) }),
  };
}

/** @throws UsageError when none is left. */
function phonesFor(profile: Profile | undefined, phones: readonly PhoneEntry[]): readonly PhoneEntry[] {
  if (profile === undefined) return phones;
  const left = phonesOf(phones, profile);
  if (left.length > 0) return left;
  throw new UsageError(
    `The profile ${profile} is about ${PROFILES[profile].about}, and none of the phones is of that kind.`,
    'Choose another profile or other phones; the lab file says which iOS each phone has.',
  );
}

/** The requirements of a phone by id, each with the situations to check it in. */
export function situationsOn({ phones, catalogue }: RunPlan, phoneName: string): Record<string, readonly Situation[]> {
  const ids = phones.find(({ phone }) => phone.name === phoneName)?.requirements ?? [];
  const planned = ids.flatMap((id) => catalogue.byId.get(id) ?? []);
  return Object.fromEntries(planned.map((requirement) => [requirement.id, situationsOf(requirement)]));
}

function selectRequirements(catalogue: Catalogue, only: readonly string[]): readonly Requirement[] {
  if (only.length === 0) return catalogue.requirements;
  const begins = ({ id }: Requirement, word: string) => id.toLowerCase().startsWith(word.toLowerCase());
  for (const word of only) {
    if (!catalogue.requirements.some((requirement) => begins(requirement, word))) {
      const areas = catalogue.areas.map(({ suite, area, name }) => `${suite.prefix}-${area} (${name})`).join(', ');
      throw new UsageError(`No requirement begins with "${word}".`, `Ids begin with one of ${areas}.`);
    }
  }
  return catalogue.requirements.filter((requirement) => only.some((word) => begins(requirement, word)));
}

function exemptionsOf({ name, variants }: PhoneEntry): Exemption[] {
  return Object.entries(VARIANT_OF)
    .filter(([, variant]) => variants[variant] === undefined)
    .map(([requirement, variant]) => ({
      requirement,
      phone: name,
      reason: `The lab file has no variant "${variant}" of the app.`,
    }));
}

/** One spec file per area, so that a phone to which an area does not apply starts no session for it. */
function specsOf(catalogue: Catalogue, requirements: readonly Requirement[]): string[] {
  return catalogue.areas.filter((area) => area.requirements.some((own) => requirements.includes(own))).map(specOf);
}
