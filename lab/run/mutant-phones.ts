/** Puts broken apps on phones, and broken call servers behind them: for each mutant a phone of the kind on which its mistake shows. */

import { loadMutants, MUTANTS_FOLDER, type Mutant } from '../../conformance/mutants.ts';
import { HarnessError, UsageError } from '../errors.ts';
import { type AppSource, isVirtual, type PhoneEntry } from '../inventory.ts';

/**
 * One phone per mutant, named after it.
 *
 * @param phones the lab's phones; a mutant says by name which one it needs
 * @param wanted names of mutants; none means all
 * @throws UsageError when there is no such mutant
 */
export async function mutantPhones(phones: readonly PhoneEntry[], wanted: readonly string[]): Promise<PhoneEntry[]> {
  const mutants = await loadMutants();
  for (const name of wanted) {
    if (mutants.some((mutant) => mutant.name === name)) continue;
    throw new UsageError(
      `There is no mutant "${name}".`,
      `Mutants: ${mutants.map((mutant) => mutant.name).join(', ')}.`,
    );
  }
  return mutants
    .filter((mutant) => wanted.length === 0 || wanted.includes(mutant.name))
    .map((mutant) => phoneOf(mutant, phones));
}

function phoneOf(mutant: Mutant, phones: readonly PhoneEntry[]): PhoneEntry {
  const phone = phones.filter(isVirtual).find((candidate) => candidate.name === mutant.phone);
  if (phone === undefined) {
    throw new HarnessError(
      `The mutant ${mutant.name} needs a phone named "${mutant.phone}", which the lab does not have.`,
      `Mend its entry in ${MUTANTS_FOLDER} or the lab file.`,
    );
  }
  if (mutant.over === 'call-server') return { ...phone, name: mutant.name, brokenRinger: mutant.file };
  const isFile = mutant.file.endsWith('.ts');
  const broken = (app: AppSource): AppSource => (isFile ? { ...app, main: mutant.file } : { folder: mutant.file });
  const variant = phone.variants[mutant.over];
  if (variant === undefined) return { ...phone, name: mutant.name, app: broken(phone.app) };
  return { ...phone, name: mutant.name, variants: { ...phone.variants, [mutant.over]: broken(variant) } };
}
