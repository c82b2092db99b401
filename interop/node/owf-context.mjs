// The context that @owf/mdoc asks of its application, twice: on Node's own cryptography, and in JavaScript with the
// packages that its tests use (@noble/curves, @peculiar/x509).

import * as crypto from 'node:crypto';

import { p256 } from '@noble/curves/p256';
import { CoseKey, KeyType } from '@owf/mdoc';
import * as x509 from '@peculiar/x509';

import { nameFields, verifyChain } from './common.mjs';

const HASHES = { ES256: 'sha256', ES384: 'sha384', 'P-256': 'sha256', 'P-384': 'sha384' };
const CURVES = { 32: 'prime256v1', 48: 'secp384r1' };

/** Keys come raw when a MAC is verified, and as encoded COSE_Key when one is made. */
const raw = (key, part) => ((key[0] & 0xe0) === 0xa0 ? CoseKey.decode(key)[part] : key);

/** A JWK as this library's key. Its own conversion does not know the name P-384. */
export function coseKey({ crv, x, y, d, alg }, Kind = CoseKey) {
  const part = (text) => text && new Uint8Array(Buffer.from(text, 'base64url'));
  return Kind.create({ keyType: KeyType.Ec, curve: crv === 'P-384' ? 2 : 1, algorithm: alg, x: part(x), y: part(y), d: part(d) });
}

/** Four bytes are drawn for a digest identifier, which the standard wants below 2^31: the library takes all 32 bits. */
function numbers(drawn, change) {
  if (drawn.length === 4) drawn[0] = change(drawn[0]);
  return drawn;
}

const shared = {
  crypto: {
    random: (length) => numbers(new Uint8Array(crypto.randomBytes(length)), (first) => first & 0x7f),
    digest: ({ digestAlgorithm, bytes }) => new Uint8Array(crypto.createHash(digestAlgorithm.replace('-', '')).update(bytes).digest()),
    calculateEphemeralMacKey: ({ privateKey, publicKey, sessionTranscriptBytes, info }) => {
      const secret = raw(privateKey, 'privateKey');
      const agreement = crypto.createECDH(CURVES[secret.length]);
      agreement.setPrivateKey(secret);
      const salt = crypto.createHash('sha256').update(sessionTranscriptBytes).digest();
      const key = crypto.hkdfSync('sha256', agreement.computeSecret(raw(publicKey, 'publicKey')), salt, info, 32);
      return CoseKey.create({ keyType: KeyType.Oct, k: new Uint8Array(key) });
    },
  },
  mac0: {
    sign: ({ key, toBeAuthenticated }) => new Uint8Array(crypto.createHmac('sha256', key.privateKey).update(toBeAuthenticated).digest()),
    verify: ({ mac0, key }) => crypto.timingSafeEqual(mac0.tag, crypto.createHmac('sha256', key.privateKey).update(mac0.toBeAuthenticated).digest()),
  },
};

const ecJwk = ({ x, y, d, curve }) => {
  const text = (part) => Buffer.from(part).toString('base64url');
  return { kty: 'EC', crv: curve === 2 ? 'P-384' : 'P-256', x: text(x), y: text(y), ...(d && { d: text(d) }) };
};

export const native = {
  crypto: shared.crypto,
  cose: {
    mac0: shared.mac0,
    sign1: {
      sign: ({ toBeSigned, key }) => {
        const jwk = ecJwk(key);
        const secret = crypto.createPrivateKey({ key: jwk, format: 'jwk' });
        return new Uint8Array(crypto.sign(HASHES[jwk.crv], toBeSigned, { key: secret, dsaEncoding: 'ieee-p1363' }));
      },
      verify: ({ sign1, key }) => {
        const open = crypto.createPublicKey({ key: ecJwk({ x: key.x, y: key.y, curve: key.curve }), format: 'jwk' });
        return crypto.verify(HASHES[sign1.signatureAlgorithmName], sign1.toBeSigned, { key: open, dsaEncoding: 'ieee-p1363' }, sign1.signature);
      },
    },
  },
  x509: {
    getIssuerNameField: ({ certificate, field }) => nameFields(new crypto.X509Certificate(certificate).issuer, field),
    getPublicKey: ({ certificate }) => coseKey(new crypto.X509Certificate(certificate).publicKey.export({ format: 'jwk' })),
    verifyCertificateChain: ({ trustedCertificates, x5chain, now }) => verifyChain(trustedCertificates, x5chain, now),
    getCertificateData: ({ certificate }) => {
      const read = new crypto.X509Certificate(certificate);
      return {
        issuerName: read.issuer, subjectName: read.subject, serialNumber: read.serialNumber, thumbprint: read.fingerprint256,
        notBefore: new Date(read.validFrom), notAfter: new Date(read.validTo), pem: read.toString(),
      };
    },
  },
};

/** The same with digest identifiers of which the highest bit is set, as half of them are where all 32 bits are taken. */
export const highNumbers = {
  ...native,
  crypto: { ...native.crypto, random: (length) => numbers(native.crypto.random(length), (first) => first | 0x80) },
};

export const script = {
  crypto: shared.crypto,
  cose: {
    mac0: shared.mac0,
    sign1: {
      sign: native.cose.sign1.sign,
      verify: ({ sign1, key }) => p256.verify(sign1.signature, sign1.toBeSigned, key.publicKey, { lowS: false, prehash: true }),
    },
  },
  x509: {
    getIssuerNameField: ({ certificate, field }) => new x509.X509Certificate(certificate).issuerName.getField(field),
    getPublicKey: ({ certificate }) => {
      // The last 65 bytes of a P-256 SubjectPublicKeyInfo are the point.
      const point = new Uint8Array(new x509.X509Certificate(certificate).publicKey.rawData).slice(-65);
      return CoseKey.create({ keyType: KeyType.Ec, curve: 1, x: point.slice(1, 33), y: point.slice(33) });
    },
    verifyCertificateChain: async ({ trustedCertificates, x5chain, now }) => {
      const chain = x5chain.map((der) => new x509.X509Certificate(der));
      const roots = trustedCertificates.map((der) => new x509.X509Certificate(der));
      const built = await new x509.X509ChainBuilder({ certificates: [...chain.slice(1), ...roots] }).build(chain[0]);
      if (!roots.some((root) => root.equal(built.at(-1)))) throw new Error('no path to a trusted root');
      for (const [index, certificate] of built.entries()) {
        const issuer = built[index + 1];
        if (issuer && !(await certificate.verify({ publicKey: issuer.publicKey, date: now }))) throw new Error('certificate signature or dates');
      }
    },
    getCertificateData: async ({ certificate }) => {
      const read = new x509.X509Certificate(certificate);
      return {
        issuerName: read.issuerName.toString(), subjectName: read.subjectName.toString(), serialNumber: read.serialNumber,
        thumbprint: Buffer.from(await read.getThumbprint()).toString('hex'), notBefore: read.notBefore, notAfter: read.notAfter, pem: read.toString(),
      };
    },
  },
};
