/** The catalogue of a run, and of runs that are joined: the part of it that their profile selects. */

import { type Catalogue, loadCatalogue } from '../../conformance/catalogue.ts';
import {
  DEFAULT_PROFILE,
  PROFILE_NAMES,
  type ProfileName,
  catalogueOf as partOf,
} from '../../conformance/profiles/profiles.ts';
import type { ConformanceReport } from '../../conformance/report.ts';

export const PROFILES = PROFILE_NAMES;
export type Profile = ProfileName;

export async function catalogueOf(profile: Profile = DEFAULT_PROFILE): Promise<Catalogue> {
  return partOf(await loadCatalogue(), profile);
}

/** The part that runs of one profile report; all of it where they differ, so that whoever joins them finds out. */
export async function catalogueOfReports(reports: readonly ConformanceReport[]): Promise<Catalogue> {
  const [profile, ...others] = new Set(reports.map((report) => report.profile ?? DEFAULT_PROFILE));
  return profile === undefined || others.length > 0 ? loadCatalogue() : catalogueOf(profile);
}
