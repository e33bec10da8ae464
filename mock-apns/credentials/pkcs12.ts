/** Packs a provider certificate as the `.p12` file that Keychain Access exports and most client libraries ask for. */

import type { ProviderCertificate } from './issue-certificate.ts';

/**
 * Triple DES, as Keychain Access and OpenSSL 1 use it: Java, @parse/node-apn and OpenSSL 3 without its legacy provider
 * all read it. The key is encrypted even when the password is empty, since @parse/node-apn reads no bare key.
 */
export async function makePkcs12({ certificate, key }: ProviderCertificate, password: string): Promise<Buffer> {
  const { default: forge } = await import('node-forge');
  const { pki, asn1, pem, pkcs12 } = forge;
  const parsed = pki.certificateFromPem(certificate);
  const write = pki.certificateToAsn1;
  // node-forge writes a certificate anew, with the parameters of an RSA signature; ours is ECDSA and would not hold.
  pki.certificateToAsn1 = (one) =>
    one === parsed ? asn1.fromDer(pem.decode(certificate)[0]?.body ?? '') : write.call(pki, one);
  try {
    const packed = pkcs12.toPkcs12Asn1(pki.privateKeyFromPem(key), [parsed], password, { algorithm: '3des' });
    return Buffer.from(asn1.toDer(packed).getBytes(), 'binary');
  } finally {
    pki.certificateToAsn1 = write;
  }
}
