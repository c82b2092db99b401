// @auth0/mdl: issuer, holder and verifier in one; cryptography and X.509 inside.

import { DataItem, DeviceResponse, Document, MDoc, Verifier } from '@auth0/mdl';
import { COSEKeyFromJWK } from 'cose-kit';

import { asDocument, bytes, embedded, hex, inDays, MDL_SPACE, version } from './common.mjs';

export const name = '@auth0/mdl';
export { version };

const pem = (der) => `-----BEGIN CERTIFICATE-----\n${Buffer.from(bytes(der)).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;

const ephemeralReaderKey = (run) => COSEKeyFromJWK(run.reader);

/** Resolves where the library accepts, and rejects where it does not. */
export async function verify(run, test) {
  const verifier = new Verifier([pem(run.issuers[test.root].root)]);
  if (test.kind === 'issued') {
    // It verifies presentations alone: everything but the device's part of one is its verdict on an attestation.
    const failures = [];
    const onCheck = (check) => {
      if (check.status === 'FAILED' && check.category !== 'DEVICE_AUTH') failures.push(check.check);
    };
    await verifier.verify(asDocument(test.docType, bytes(test.bytes)), { encodedSessionTranscript: Buffer.alloc(0), onCheck });
    if (failures.length > 0) throw new Error(failures[0]);
    return;
  }
  await verifier.verify(bytes(test.bytes), {
    encodedSessionTranscript: embedded(bytes(run.sessions[test.session].transcript)),
    ephemeralReaderKey: test.mac ? ephemeralReaderKey(run) : undefined,
  });
}

async function present(run, mdoc, device, { docType, nameSpace, ask, session, mac }) {
  const fields = ask.map((element) => ({ path: [`$['${nameSpace}']['${element}']`], intent_to_retain: false }));
  const response = DeviceResponse.from(mdoc)
    .usingPresentationDefinition({ id: 'ask', input_descriptors: [{ id: docType, format: { mso_mdoc: { alg: ['ES256'] } }, constraints: { limit_disclosure: 'required', fields } }] })
    .usingSessionTranscriptBytes(embedded(bytes(run.sessions[session].transcript)));
  const { d, ...reader } = run.reader;
  const ready = mac ? response.authenticateWithMAC(device, COSEKeyFromJWK(reader), 'HS256') : response.authenticateWithSignature(device, 'ES256');
  return hex((await ready.sign()).encode());
}

/** Issues, and presents what it issued. */
export async function issue(run, layout) {
  const issuer = run.issuers[layout.issuer];
  const { d, ...device } = run.device;
  const [from, until] = layout.validity.map(inDays);
  const document = await new Document(layout.docType)
    .addIssuerNameSpace(layout.nameSpace, layout.elements)
    .useDigestAlgorithm(layout.hash)
    .addValidityInfo({ signed: from, validFrom: from, validUntil: until })
    .addDeviceKeyInfo({ deviceKey: device })
    .sign({ issuerPrivateKey: issuer.key, issuerCertificate: pem(issuer.certificate), alg: layout.issuer === 'p384' ? 'ES384' : 'ES256' });
  const mdoc = new MDoc([document]).encode();
  return { issued: hex(mdoc), response: await present(run, mdoc, run.device, layout) };
}

/** Presents an attestation of ours. */
export async function hold(run, held, layout) {
  return present(run, asDocument(held.docType, bytes(held.issuerSigned)), held.device, layout);
}
