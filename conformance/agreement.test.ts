/**
 * Catalogue, mutants and specs agree: every requirement is looked at by a spec and proven by a mutant, or says in the
 * catalogue why no mutant can prove it.
 */

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Catalogue, loadCatalogue, REQUIREMENT_ID } from './catalogue.ts';
import { CLAIM_NAMES } from './claims/claims.ts';
import { loadMutants, type Mutant } from './mutants.ts';
import { type Situation, situationsOf } from './situations.ts';

const SPECS = fileURLToPath(new URL('../specs', import.meta.url));

/** What is asked of a push server has no screen to look at, and its checks are no specs. */
const PUSH_CHECKS = fileURLToPath(new URL('../lab/push-server/checks', import.meta.url));

const BROKEN_PUSH_SERVERS = fileURLToPath(new URL('../fixtures/push-servers', import.meta.url));

describe('agreement of catalogue, mutants and specs', () => {
  let catalogue: Catalogue;
  before(async () => {
    catalogue = await loadCatalogue();
  });

  it('gives every requirement an id of its area', () => {
    for (const { area, requirements } of catalogue.areas) {
      for (const { id } of requirements) assert.equal(REQUIREMENT_ID.exec(id)?.[1], area, id);
    }
  });

  describe('of catalogue and mutants', () => {
    let mutants: readonly Mutant[] = [];
    before(async () => {
      mutants = [...(await loadMutants()), ...(await loadMutants(BROKEN_PUSH_SERVERS))];
    });

    it('finds every mutant that a requirement names', () => {
      const names = new Set(mutants.map((mutant) => mutant.name));
      const lost = catalogue.requirements.flatMap(({ id, mutants: named }) =>
        named.filter((name) => !names.has(name)).map((name) => `${id} names ${name}`),
      );
      assert.deepEqual(lost, []);
    });

    it('finds every requirement that a mutant breaks besides', () => {
      const lost = mutants.flatMap(({ name, also }) =>
        also.filter((id) => !catalogue.byId.has(id)).map((id) => `${name} names ${id}`),
      );
      assert.deepEqual(lost, []);
    });

    it('finds every mutant at the requirement that it breaks', () => {
      const astray = mutants
        .filter(({ name, breaks }) => catalogue.byId.get(breaks)?.mutants.includes(name) !== true)
        .map(({ name, breaks }) => `${name} breaks ${breaks}, which does not name it`);
      assert.deepEqual(astray, []);
    });

    it('finds a mutant for every scored requirement', () => {
      const unproven = catalogue.requirements.filter(
        ({ status, mutants: named }) => status === 'scored' && !named.length,
      );
      assert.deepEqual(
        unproven.map(({ id }) => id),
        [],
      );
    });
  });

  it('finds each claim verified by one requirement', () => {
    const verified = catalogue.requirements.flatMap(({ verifies }) => verifies ?? []);
    assert.deepEqual(verified.toSorted(), [...CLAIM_NAMES].toSorted());
  });

  describe('of catalogue and specs', () => {
    let text = '';
    let pushChecks = '';
    before(async () => {
      const specs = (await readdir(SPECS, { recursive: true })).filter((name) => name.endsWith('.spec.ts'));
      text = (await Promise.all(specs.map((name) => readFile(path.join(SPECS, name), 'utf8')))).join('\n');
      const checks = (await readdir(PUSH_CHECKS)).map((name) => readFile(path.join(PUSH_CHECKS, name), 'utf8'));
      pushChecks = (await Promise.all(checks)).join('\n');
    });

    /** Ids for which a spec calls `requirement`, or the given form of it. */
    const declared = (form: RegExp) => new Set([...text.matchAll(form)].map((match) => String(match[1])));

    /** Whether a push server is checked for it. */
    const isPushed = (id: string) => pushChecks.includes(`requirement: '${id}'`);

    it('finds every requirement in a spec, or in a check of push servers', () => {
      const told = declared(/\brequirement(?:\.\w+)?\(\s*'([^']+)'/g);
      const untold = catalogue.requirements.map(({ id }) => id).filter((id) => !told.has(id) && !isPushed(id));
      assert.deepEqual(untold, []);
    });

    it('finds no check of a requirement that nobody has written down', () => {
      const told = declared(/\brequirement(?:\.\w+)?\(\s*'([^']+)'/g);
      assert.deepEqual(
        [...told].filter((id) => !catalogue.byId.has(id)),
        [],
      );
    });

    it('finds every requirement checked in all situations that it names, and in no other', () => {
      const everywhere = declared(/\brequirement\.inEveryState\(\s*'([^']+)'/g);
      // These begin where no app runs on an unlocked phone, and go nowhere else.
      const atRest = declared(/\brequirement(?:\.afterInstall)?\(\s*'([^']+)'/g);
      const isAtRest = ({ app, phone }: Situation) => app === 'terminated' && phone === 'unlocked';
      const notInEach = catalogue.requirements
        .filter((each) => !isPushed(each.id))
        .filter((each) => {
          const isMissed = situationsOf(each).some((one) => !everywhere.has(each.id) && !isAtRest(one));
          return isMissed || (atRest.has(each.id) && !situationsOf(each).some(isAtRest));
        })
        .map(({ id }) => id);
      assert.deepEqual(notInEach, []);
    });
  });
});
