import { strict as assert } from 'node:assert';
import { type Catalogue, loadCatalogue } from '../catalogue.ts';
import { catalogueOf, DEFAULT_PROFILE, isProfileName, PROFILE_NAMES, phonesOf } from './profiles.ts';

describe('A profile', () => {
  let catalogue: Catalogue;
  before(async () => {
    catalogue = await loadCatalogue();
  });

  const areasOf = (name: (typeof PROFILE_NAMES)[number]) => catalogueOf(catalogue, name).areas.map(({ area }) => area);

  it('selects something of the catalogue, and nothing twice', () => {
    for (const name of PROFILE_NAMES) {
      const part = catalogueOf(catalogue, name);
      if (name !== 'push-server') assert.ok(part.requirements.length > 0, name);
      assert.equal(part.byId.size, part.requirements.length, name);
    }
  });

  it('full leaves the push server out, which no app can mend, and is the default', () => {
    assert.equal(DEFAULT_PROFILE, 'full');
    const left = catalogue.areas.map(({ area }) => area).filter((area) => !areasOf('full').includes(area));
    assert.deepEqual(
      left.filter((area) => area !== 'PRV'),
      [],
    );
  });

  it('core is a call that rings, is answered, ends, and comes as a notification where it must', () => {
    for (const area of ['RNG', 'ANS', 'END', 'FBK']) assert.ok(areasOf('core').includes(area), area);
    assert.ok(!areasOf('core').includes('MLT'));
  });

  it('has the phones that it is about', () => {
    const phones = [8, 9, 10, 26].map((major) => ({ ios: { major } }));
    const majors = (name: (typeof PROFILE_NAMES)[number]) => phonesOf(phones, name).map(({ ios }) => ios.major);
    assert.deepEqual(majors('ios-8-9'), [8, 9]);
    assert.deepEqual(majors('no-callkit-region'), [10, 26]);
    assert.deepEqual(majors('core'), [8, 9, 10, 26]);
  });

  it('is known by its name alone', () => {
    assert.ok(isProfileName('core'));
    assert.ok(!isProfileName('toString'));
  });
});
