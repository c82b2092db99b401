// @animo-id/mdoc: issuer, holder and verifier; the application brings cryptography and X.509, here on node:crypto.

import * as crypto from 'node:crypto';

import { DateOnly, DeviceResponse, Document, MDoc, parseIssuerSigned, Verifier } from '@animo-id/mdoc';

import { asDocument, bytes, embedded, hex, inDays, nameFields, verifyChain, version } from './common.mjs';

export const name = '@animo-id/mdoc';
export { version };

const HASHES = { ES256: 'sha256', ES384: 'sha384' };
const CURVES = { 32: 'prime256v1', 48: 'secp384r1' };
const hmac = (jwk, data) => new Uint8Array(crypto.createHmac('sha256', Buffer.from(jwk.k, 'base64url')).update(data).digest());

export const context = {
  crypto: {
    random: (length) => new Uint8Array(crypto.randomBytes(length)),
    digest: ({ digestAlgorithm, bytes: data }) => new Uint8Array(crypto.createHash(digestAlgorithm.replace('-', '')).update(data).digest()),
    calculateEphemeralMacKeyJwk: ({ privateKey, publicKey, sessionTranscriptBytes }) => {
      const agreement = crypto.createECDH(CURVES[privateKey.length]);
      agreement.setPrivateKey(privateKey);
      const salt = crypto.createHash('sha256').update(sessionTranscriptBytes).digest();
      const key = crypto.hkdfSync('sha256', agreement.computeSecret(publicKey), salt, 'EMacKey', 32);
      return { kty: 'oct', k: Buffer.from(key).toString('base64url') };
    },
  },
  cose: {
    sign1: {
      sign: ({ sign1, jwk }) => {
        const { data, alg } = sign1.getRawSigningData();
        return new Uint8Array(crypto.sign(HASHES[alg], data, { key: crypto.createPrivateKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }));
      },
      verify: ({ sign1, jwk, options }) => {
        const { data, signature, alg } = sign1.getRawVerificationData(options);
        return crypto.verify(HASHES[alg], data, { key: crypto.createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, signature);
      },
    },
    mac0: {
      sign: ({ mac0, jwk }) => hmac(jwk, mac0.getRawSigningData().data),
      verify: ({ mac0, jwk, options }) => {
        const { data, signature } = mac0.getRawVerificationData(options);
        return crypto.timingSafeEqual(signature, hmac(jwk, data));
      },
    },
  },
  x509: {
    getIssuerNameField: ({ certificate, field }) => nameFields(new crypto.X509Certificate(certificate).issuer, field),
    getPublicKey: ({ certificate }) => new crypto.X509Certificate(certificate).publicKey.export({ format: 'jwk' }),
    validateCertificateChain: ({ trustedCertificates, x5chain }) => verifyChain(trustedCertificates, x5chain),
    getCertificateData: ({ certificate }) => {
      const read = new crypto.X509Certificate(certificate);
      return {
        issuerName: read.issuer, subjectName: read.subject, serialNumber: read.serialNumber, thumbprint: read.fingerprint256,
        notBefore: new Date(read.validFrom), notAfter: new Date(read.validTo), pem: read.toString(),
      };
    },
  },
};

export async function verify(run, test) {
  const trustedCertificates = [bytes(run.issuers[test.root].root)];
  const verifier = new Verifier();
  if (test.kind === 'issued') {
    const document = parseIssuerSigned(bytes(test.bytes), test.docType);
    const { issuerAuth } = document.issuerSigned;
    await verifier.verifyIssuerSignature({ trustedCertificates, issuerAuth, disableCertificateChainValidation: false }, context);
    await verifier.verifyData({ mdoc: document }, context);
    return;
  }
  await verifier.verifyDeviceResponse({
    encodedDeviceResponse: bytes(test.bytes),
    encodedSessionTranscript: embedded(bytes(run.sessions[test.session].transcript)),
    ephemeralReaderKey: test.mac ? run.reader : undefined,
    trustedCertificates,
  }, context);
}

async function present(run, mdoc, device, { docType, nameSpace, ask, session, mac }) {
  const fields = ask.map((element) => ({ path: [`$['${nameSpace}']['${element}']`], intent_to_retain: false }));
  const response = DeviceResponse.from(mdoc)
    .usingPresentationDefinition({ id: 'ask', input_descriptors: [{ id: docType, format: { mso_mdoc: { alg: ['ES256'] } }, constraints: { limit_disclosure: 'required', fields } }] })
    .usingSessionTranscriptBytes(embedded(bytes(run.sessions[session].transcript)));
  const { d, ...reader } = run.reader;
  const ready = mac ? response.authenticateWithMAC(device, reader, 'HS256') : response.authenticateWithSignature(device, 'ES256');
  return hex((await ready.sign(context)).encode());
}

export async function issue(run, layout) {
  const issuer = run.issuers[layout.issuer];
  const { d, ...device } = run.device;
  const [from, until] = layout.validity.map(inDays);
  const elements = Object.fromEntries(Object.entries(layout.elements).map(([key, value]) => [key, key === 'birth_date' ? new DateOnly(value) : value]));
  const document = await new Document(layout.docType, context)
    .addIssuerNameSpace(layout.nameSpace, elements)
    .useDigestAlgorithm(layout.hash)
    .addValidityInfo({ signed: from, validFrom: from, validUntil: until })
    .addDeviceKeyInfo({ deviceKey: device })
    .sign({ issuerPrivateKey: issuer.key, issuerCertificate: bytes(issuer.certificate), alg: layout.issuer === 'p384' ? 'ES384' : 'ES256' }, context);
  const mdoc = new MDoc([document]).encode();
  return { issued: hex(mdoc), response: await present(run, mdoc, run.device, layout) };
}

export async function hold(run, held, layout) {
  return present(run, asDocument(held.docType, bytes(held.issuerSigned)), held.device, layout);
}
