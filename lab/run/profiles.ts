/** The catalogue of a run, and of runs that are joined: the part of it that their profile selects. */

import { type Catalogue, loadCatalogue } from '../../conformance/catalogue.ts';
import {
  DEFAULT_PROFILE,
  PROFILE_NAMES,
  type ProfileName,
  catalogueOf as partOf,
} from '../../conformance/profiles/profiles.ts';
import type { ConformanceReport } from '../../conformance/report.ts';
import { RINGPROOF, type Suite } from '../../conformance/suites.ts';

export const PROFILES = PROFILE_NAMES;
export type Profile = ProfileName;

/** @param added suites besides Ringproof's own */
export async function catalogueOf(
  profile: Profile = DEFAULT_PROFILE,
  added: readonly Suite[] = [],
): Promise<Catalogue> {
  return partOf(await loadCatalogue([RINGPROOF, ...added]), profile);
}

/** The part that runs of one profile report; all of it where they differ, so that whoever joins them finds out. */
export async function catalogueOfReports(
  reports: readonly ConformanceReport[],
  added: readonly Suite[] = [],
): Promise<Catalogue> {
  const [profile, ...others] = new Set(reports.map((report) => report.profile ?? DEFAULT_PROFILE));
  return profile === undefined || others.length > 0
    ? loadCatalogue([RINGPROOF, ...added])
    : catalogueOf(profile, added);
}
