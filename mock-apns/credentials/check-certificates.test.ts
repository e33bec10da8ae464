import { strict as assert } from 'node:assert';
import { Journal, TestbedClock } from '../../clock/index.ts';
import { type Certificates, makeCertificates, startGateway } from '../index.ts';
import { LIFE_MS } from './certificates.ts';
import { checkCertificates } from './check-certificates.ts';

describe("the gateway's own certificates", () => {
  let good: Certificates;
  let other: Certificates;
  before(async () => {
    good = await makeCertificates();
    other = await makeCertificates();
  });

  it('keep a gateway from starting when they are unusable', async () => {
    const clock = new TestbedClock();
    const certificates = { ...good, certificate: 'none' };
    await assert.rejects(startGateway({ clock, journal: new Journal(clock), certificates }), {
      name: 'CredentialsError',
      what: 'The server certificate cannot be read: it is no X.509 certificate in PEM.',
    });
    clock.close();
  });

  it('are refused with the date when their time is over, or has not come', () => {
    const year = new Date(performance.timeOrigin + LIFE_MS).getUTCFullYear();
    assert.throws(() => checkCertificates(good, performance.timeOrigin + LIFE_MS), {
      what: new RegExp(`^The authority certificate expired on \\w+ +\\d+ [\\d:]+ ${year} GMT\\.$`),
    });
    assert.throws(() => checkCertificates(good, 0), {
      what: /^The authority certificate is not valid before .+ GMT\.$/,
    });
    checkCertificates(good, performance.timeOrigin);
  });

  it('are refused when the parts do not belong together', () => {
    const refusals: readonly (readonly [change: Partial<Certificates>, what: string])[] = [
      [{ certificateAuthority: '' }, 'The authority certificate cannot be read: it is empty.'],
      [{ key: 'x' }, 'The key of the server certificate cannot be read: it is no private key in PEM.'],
      [{ key: other.key }, 'The key of the server does not belong to the server certificate.'],
      [{ authorityKey: other.key }, 'The key of the authority does not belong to the authority certificate.'],
      [
        { certificate: other.certificate, key: other.key },
        'The server certificate was not signed by the authority certificate.',
      ],
    ];
    for (const [change, what] of refusals) {
      assert.throws(() => checkCertificates({ ...good, ...change }, performance.timeOrigin), { what });
    }
  });
});
