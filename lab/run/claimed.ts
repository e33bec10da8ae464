/** What the claims of an app take out of a run, and what has to be checked so that this can be believed. */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { appliesTo, type Catalogue, type Requirement } from '../../conformance/catalogue.ts';
import { CLAIMS_FILE, type ClaimsFile, readClaims } from '../../conformance/claims/claims-file.ts';
import type { Exemption } from '../../conformance/verdict.ts';
import type { Inventory, PhoneEntry } from '../inventory.ts';

/**
 * The claims file that is named: by the user, else by the lab file. Else the one beside the app; undefined when there is
 * none.
 *
 * @throws {InputError}
 */
export async function claimsOf(named: string | undefined, inventory: Inventory): Promise<ClaimsFile | undefined> {
  const wanted = named ?? inventory.claims;
  if (wanted !== undefined) return readClaims(resolve(wanted));
  const [phone] = inventory.phones;
  const usual = phone?.kind === 'virtual' ? join(phone.app.folder, CLAIMS_FILE) : undefined;
  return usual !== undefined && existsSync(usual) ? readClaims(usual) : undefined;
}

/** The selected requirements, and before them whatever verifies a claim that one of them is left out by. */
export function withVerifying(
  { requirements }: Catalogue,
  selected: readonly Requirement[],
  claims: ClaimsFile | undefined,
): readonly Requirement[] {
  if (claims === undefined) return selected;
  const denied = new Set(
    selected.flatMap((requirement) => requirement.claims).filter((claim) => !claims.claims[claim]),
  );
  return requirements.filter(
    (requirement) =>
      selected.includes(requirement) || (requirement.verifies !== undefined && denied.has(requirement.verifies)),
  );
}

/** What the claims take out on a phone; without a claims file, the check of the claims themselves. */
export function exemptByClaims(
  { requirements }: Catalogue,
  phone: PhoneEntry,
  claims: ClaimsFile | undefined,
): Exemption[] {
  const concerned = requirements.filter((requirement) => appliesTo(requirement, phone.ios.major));
  return concerned.flatMap((requirement): Exemption[] => {
    const at = { requirement: requirement.id, phone: phone.name };
    if (claims === undefined) {
      if (requirement.verifies === undefined) return [];
      return [{ ...at, reason: 'There is no claims file: it is assumed that the app offers everything.' }];
    }
    const denied = requirement.claims.find((claim) => !claims.claims[claim]);
    if (denied === undefined) return [];
    const verifying = requirements.find(({ verifies }) => verifies === denied);
    const reason = `The app does not claim ${denied}.`;
    return [{ ...at, reason, ...(verifying === undefined ? {} : { verifiedBy: verifying.id }) }];
  });
}
