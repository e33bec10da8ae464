/**
 * Keys and certificates of the pairing between this host and its phones: a root of our own, and a host and a device
 * certificate signed by it. Made once per process, in the background, since three RSA keys take some 0.3 s.
 *
 * libimobiledevice, appium-ios-device and appium-ios-remotexpc do not verify the phone's certificate; the keys only
 * have to be RSA and fit their certificates. None of this protects anything: it serves simulated phones on loopback.
 */

import { createPublicKey, randomUUID, webcrypto } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';

/** Certificates and private keys (PKCS#8) are PEM texts. */
export interface Identity {
  readonly hostId: string;
  readonly systemBuid: string;
  readonly rootCertificate: string;
  readonly rootPrivateKey: string;
  readonly hostCertificate: string;
  readonly hostPrivateKey: string;
  readonly deviceCertificate: string;
  /** PKCS#1, `BEGIN RSA PUBLIC KEY`: what `DevicePublicKey` must hold, or libimobiledevice refuses to pair. */
  readonly devicePublicKey: string;
  /** TLS server side of the phone. */
  readonly tls: SecureContext;
  /** The same for phones before iOS 10. */
  readonly legacyTls: SecureContext;
}

let made: Promise<Identity> | undefined;

/** The process's identity; the first call starts making it. */
export function identity(): Promise<Identity> {
  made ??= makeIdentity();
  return made;
}

const KEY_ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;

/** Wide and fixed, since testbed time can be far from real time. */
const NOT_BEFORE = new Date('2014-01-01T00:00:00Z');
const NOT_AFTER = new Date('2049-12-31T00:00:00Z');

async function makeIdentity(): Promise<Identity> {
  const newKey = () => webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
  // Loaded here and not at the top: the library takes 0.2 s to load, and a phone nobody looks for needs no certificate.
  const [root, host, device, x509] = await Promise.all([
    newKey(),
    newKey(),
    newKey(),
    import('reflect-metadata').then(() => import('@peculiar/x509')),
  ]);
  const issuer = 'CN=Ringproof virtual iPhone root';
  const common = { issuer, signingKey: root.privateKey, signingAlgorithm: KEY_ALGORITHM };
  const lifetime = { notBefore: NOT_BEFORE, notAfter: NOT_AFTER };
  const leaf = (serialNumber: string, subject: string, publicKey: webcrypto.CryptoKey) =>
    x509.X509CertificateGenerator.create({ ...common, ...lifetime, serialNumber, subject, publicKey });
  const [rootCertificate, hostCertificate, deviceCertificate] = await Promise.all([
    x509.X509CertificateGenerator.create({
      ...common,
      ...lifetime,
      serialNumber: '01',
      subject: issuer,
      publicKey: root.publicKey,
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    }),
    leaf('02', 'CN=Ringproof host', host.publicKey),
    leaf('03', 'CN=Ringproof virtual iPhone', device.publicKey),
  ]);
  const devicePrivateKey = await privateKeyPem(device);
  const tls = { key: devicePrivateKey, cert: deviceCertificate.toString('pem') };
  return {
    hostId: randomUUID().toUpperCase(),
    systemBuid: randomUUID().toUpperCase(),
    rootCertificate: rootCertificate.toString('pem'),
    rootPrivateKey: await privateKeyPem(root),
    hostCertificate: hostCertificate.toString('pem'),
    hostPrivateKey: await privateKeyPem(host),
    deviceCertificate: tls.cert,
    devicePublicKey: await publicKeyPem(device),
    tls: createSecureContext(tls),
    // libimobiledevice speaks nothing but TLS 1.0 to phones before iOS 10, which OpenSSL 3 allows at level 0 only.
    legacyTls: createSecureContext({ ...tls, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  };
}

async function privateKeyPem(pair: webcrypto.CryptoKeyPair): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', pair.privateKey));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

async function publicKeyPem(pair: webcrypto.CryptoKeyPair): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('spki', pair.publicKey));
  return createPublicKey({ key: der, format: 'der', type: 'spki' }).export({ format: 'pem', type: 'pkcs1' }).toString();
}
