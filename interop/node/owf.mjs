// @owf/mdoc: CBOR, COSE and the rules; the application brings cryptography and X.509.

import {
  DateOnly, DeviceEngagement, DeviceKey, DeviceRequest, DeviceResponse, DocRequest, EReaderKey, Holder, Issuer, IssuerSigned, ItemsRequest, MacAlgorithm,
  SessionTranscript, SignatureAlgorithm, Verifier,
} from '@owf/mdoc';

import { bytes, hex, inDays, version } from './common.mjs';
import { coseKey, highNumbers, native } from './owf-context.mjs';

export const name = '@owf/mdoc';
export { version };

export const extra = [{ case: 'digest identifiers from 2^31 up', high: true }];

/** The transcript, made by the library where it knows the protocol. */
export async function transcript(run, name, context = native) {
  const session = run.sessions[name];
  const { clientId, nonce, responseUri, origin } = session;
  if (session.kind === 'openid4vp') return SessionTranscript.forOid4Vp({ clientId, nonce, responseUri }, context);
  if (session.kind === 'dc-api') return SessionTranscript.forOid4VpDcApi({ origin, nonce }, context);
  if (session.kind === 'iso-qr') {
    return SessionTranscript.forQrHandover({ deviceEngagement: DeviceEngagement.decode(bytes(session.engagement)), eReaderKey: EReaderKey.decode(bytes(session.readerKey)) });
  }
  return bytes(session.transcript);
}

export async function verify(run, test) {
  const trustedCertificates = [bytes(run.issuers[test.root].root)];
  if (test.kind === 'issued') {
    await Holder.verifyIssuerSigned({ issuerSigned: bytes(test.bytes), trustedCertificates }, native);
    return;
  }
  await Verifier.verifyDeviceResponse({
    deviceResponse: DeviceResponse.decode(bytes(test.bytes)),
    sessionTranscript: await transcript(run, test.session),
    ephemeralReaderKey: test.mac ? coseKey(run.reader) : undefined,
    trustedCertificates,
  }, native);
}

async function present(run, issuerSigned, device, { docType, nameSpace, ask, session, mac }) {
  const itemsRequest = ItemsRequest.create({ docType, namespaces: { [nameSpace]: Object.fromEntries(ask.map((element) => [element, false])) } });
  const signingKey = coseKey({ ...device, alg: mac ? MacAlgorithm.HS256 : SignatureAlgorithm.ES256 });
  const response = await Holder.createDeviceResponseForDeviceRequest({
    deviceRequest: DeviceRequest.create({ docRequests: [DocRequest.create({ itemsRequest })] }),
    sessionTranscript: await transcript(run, session),
    issuerSigned: [issuerSigned],
    ...(mac ? { mac: { ephemeralKey: EReaderKey.decode(bytes(run.sessions[session].readerKey)), signingKey } } : { signature: { signingKey } }),
  }, native);
  return hex(response.encode());
}

export async function issue(run, layout) {
  const issuer = run.issuers[layout.issuer];
  const { d, ...device } = run.device;
  const [from, until] = layout.validity.map(inDays);
  const elements = Object.fromEntries(Object.entries(layout.elements).map(([key, value]) => [key, key === 'birth_date' ? new DateOnly(value) : value]));
  const algorithm = layout.issuer === 'p384' ? SignatureAlgorithm.ES384 : SignatureAlgorithm.ES256;
  const issuerSigned = await new Issuer(layout.docType, layout.high ? highNumbers : native).addIssuerNamespace(layout.nameSpace, elements).sign({
    signingKey: coseKey(issuer.key),
    algorithm,
    digestAlgorithm: layout.hash,
    validityInfo: { signed: from, validFrom: from, validUntil: until },
    deviceKeyInfo: { deviceKey: coseKey(device, DeviceKey) },
    certificates: [bytes(issuer.certificate)],
  });
  const issued = issuerSigned.encode();
  return { issued: hex(issued), response: await present(run, IssuerSigned.decode(issued), run.device, layout) };
}

export async function hold(run, held, layout) {
  return present(run, IssuerSigned.decode(bytes(held.issuerSigned)), held.device, layout);
}
