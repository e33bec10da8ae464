/** Profiles: named parts of the catalogue, each with the phones that it is about. A certificate says which one it is of. */

import type { Catalogue, Requirement } from '../catalogue.ts';

export interface Profile {
  /** For lists and messages, as a phrase. */
  readonly about: string;
  /** Major iOS versions of its phones, both included; all of them without it. */
  readonly ios?: readonly [min: number, max: number];
  readonly selects: (requirement: Requirement, area: string) => boolean;
}

const areas =
  (...names: readonly string[]): Profile['selects'] =>
  (_, area) =>
    names.includes(area);

/** What a push server alone can break: no phone's app is needed to tell. */
const PUSH_SERVER = 'PRV';

export const PROFILES = {
  core: {
    about: 'tokens, routing, ringing, answering, ending, and the fallback to ordinary pushes',
    selects: areas('CLM', 'REG', 'RTE', 'STR', 'RNG', 'ANS', 'END', 'FBK'),
  },
  full: {
    about: 'everything that an app can be held to',
    selects: (_, area) => area !== PUSH_SERVER,
  },
  'no-callkit-region': {
    about: 'an app that may not use CallKit, as in mainland China: ordinary pushes ring',
    ios: [10, Number.POSITIVE_INFINITY],
    selects: (requirement, area) =>
      areas('CLM', 'RTE', 'FBK')(requirement, area) && !requirement.claims.includes('callkit'),
  },
  'push-server': {
    about: 'the push server alone: which push it sends, and what it does with the answers of APNs',
    selects: areas(PUSH_SERVER),
  },
  'ios-8-9': {
    about: 'phones without CallKit: iOS 8 and 9',
    ios: [8, 9],
    selects: (_, area) => area !== PUSH_SERVER,
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as readonly ProfileName[];
export const DEFAULT_PROFILE: ProfileName = 'full';

export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(PROFILES, name);
}

/** The part of the catalogue that the profile selects; what it leaves out is no part of such a run. */
export function catalogueOf(catalogue: Catalogue, name: ProfileName): Catalogue {
  const { selects }: Profile = PROFILES[name];
  const selected = catalogue.areas.flatMap((area) => {
    const requirements = area.requirements.filter((requirement) => selects(requirement, area.area));
    return requirements.length === 0 ? [] : [{ ...area, requirements }];
  });
  const requirements = selected.flatMap((area) => area.requirements);
  return { areas: selected, requirements, byId: new Map(requirements.map((each) => [each.id, each])) };
}

/** The phones that the profile is about. */
export function phonesOf<T extends { readonly ios: { readonly major: number } }>(
  phones: readonly T[],
  name: ProfileName,
): readonly T[] {
  const { ios }: Profile = PROFILES[name];
  return ios === undefined ? phones : phones.filter(({ ios: { major } }) => major >= ios[0] && major <= ios[1]);
}
