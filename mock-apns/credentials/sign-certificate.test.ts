/** Certificates as node:crypto, which reads them with OpenSSL, sees them. */

import { strict as assert } from 'node:assert';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { makeCertificates, NAME } from './certificates.ts';
import { issueCertificate } from './issue-certificate.ts';
import { basicConstraints, distinguishedName, keyUsage, signCertificate, subjectOf } from './sign-certificate.ts';

describe("The gateway's certificates", () => {
  it('are an authority and a server certificate that it signed, for this machine and for every host of Apple', async () => {
    const made = await makeCertificates();
    const authority = new X509Certificate(made.certificateAuthority);
    const server = new X509Certificate(made.certificate);
    assert.deepEqual([authority.ca, server.ca], [true, false]);
    assert.ok(server.checkIssued(authority));
    assert.ok(server.verify(authority.publicKey));
    assert.ok(server.checkPrivateKey(createPrivateKey(made.key)));
    assert.deepEqual(server.keyUsage, ['1.3.6.1.5.5.7.3.1']);
    assert.equal(server.checkHost('api.push.apple.com'), 'api.push.apple.com');
    assert.equal(server.checkHost('api.example.com'), undefined);
    assert.equal(server.checkIP('127.0.0.1'), '127.0.0.1');
    assert.equal(server.checkIP('::1'), '::1');
    assert.match(server.serialNumber, /^[4-7][0-9A-F]{31}$/);
  });

  it('issue certificates to providers that name the authority byte by byte', async () => {
    const made = await makeCertificates();
    const authority = new X509Certificate(made.certificateAuthority);
    const issued = new X509Certificate((await issueCertificate(made, { bundleId: 'com.example.app' })).certificate);
    assert.ok(issued.checkIssued(authority));
    assert.ok(issued.verify(authority.publicKey));
    assert.equal(issued.subject, 'UID=com.example.app\nCN=Apple Push Services: com.example.app');
    assert.ok(issued.raw.includes(subjectOf(authority)));
  });
});

describe('A signed certificate', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = distinguishedName([NAME.commonName, 'Grüße']);

  function signed(notAfter: string): X509Certificate {
    const times = { notBefore: new Date('2026-01-02T03:04:05Z'), notAfter: new Date(notAfter) };
    const extensions = [basicConstraints(), keyUsage('digitalSignature')];
    return new X509Certificate(
      signCertificate({ subject: name, issuer: name, publicKey, signingKey: privateKey, ...times, extensions }),
    );
  }

  it('has the times it was given, before 2050 and after', () => {
    assert.equal(signed('2049-12-31T23:59:59Z').validFrom, 'Jan  2 03:04:05 2026 GMT');
    assert.equal(signed('2049-12-31T23:59:59Z').validTo, 'Dec 31 23:59:59 2049 GMT');
    assert.equal(signed('2050-01-01T00:00:00Z').validTo, 'Jan  1 00:00:00 2050 GMT');
  });

  it('keeps names that are not ASCII', () => {
    assert.ok(signed('2027-01-01T00:00:00Z').raw.includes(Buffer.from('Grüße')));
  });
});
