// What all peers' scripts share: files of the run, hex, and X.509 with Node's own functions.

import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export const AV = 'eu.europa.ec.av.1';
export const MDL = 'org.iso.18013.5.1.mDL';
export const MDL_SPACE = 'org.iso.18013.5.1';

export const bytes = (hex) => new Uint8Array(Buffer.from(hex, 'hex'));
export const hex = (content) => Buffer.from(content).toString('hex');

export const readJson = (folder, name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
export const writeJson = (folder, name, content) => writeFileSync(join(folder, name), JSON.stringify(content, null, 1));

/** The version of an installed package, for packages that hide their package.json too. */
export function version(name) {
  const path = createRequire(import.meta.url).resolve.paths(name)[0];
  return JSON.parse(readFileSync(join(path, name, 'package.json'), 'utf8')).version;
}

/** Tag 24 around an encoded item. */
export function embedded(item) {
  const head = item.length < 24 ? [0x40 + item.length] : item.length < 256 ? [0x58, item.length] : [0x59, item.length >> 8, item.length & 255];
  return Buffer.concat([Uint8Array.from([0xd8, 0x18, ...head]), item]);
}

const text = (value) => Buffer.concat([Uint8Array.from([0x60 + value.length]), Buffer.from(value)]);

/** An IssuerSigned as the only document of a message with the layout of a DeviceResponse, which some libraries want. */
export const asDocument = (docType, issuerSigned) => Buffer.concat([
  [0xa3], text('version'), text('1.0'), text('documents'), [0x81, 0xa2], text('docType'), text(docType),
  text('issuerSigned'), issuerSigned, text('status'), [0],
].map((part) => Uint8Array.from(part)));

/** The fields of a distinguished name with this short name. */
export const nameFields = (name, field) => name.split('\n').filter((line) => line.startsWith(`${field}=`)).map((line) => line.slice(field.length + 1));

/** The check of a certificate chain that the libraries with a pluggable context leave to the application. */
export function verifyChain(trusted, chain, now = new Date()) {
  const certificates = chain.map((der) => new X509Certificate(der));
  const roots = trusted.map((der) => new X509Certificate(der));
  const check = (certificate, issuer) => certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  for (const [index, certificate] of certificates.entries()) {
    if (now < new Date(certificate.validFrom) || now > new Date(certificate.validTo)) throw new Error('certificate out of date');
    const next = certificates[index + 1];
    if (next ? !check(certificate, next) : !roots.some((root) => check(certificate, root))) throw new Error('no path to a trusted root');
  }
}

/** The first line of an error. */
export const reason = (error) => String(error?.message ?? error).split('\n')[0].slice(0, 160);

/** Days from now. */
export const inDays = (days) => {
  const date = new Date();
  date.setUTCHours(0, 0, 0, 0);
  date.setUTCDate(date.getUTCDate() + days);
  return date;
};

/** What every peer issues: name, and how it differs from one statement under P-256 with SHA-256. */
export const LAYOUTS = [
  { case: 'one statement, OpenID4VP' },
  { case: 'one statement, Digital Credentials API', session: 'dc-api' },
  { case: 'one statement, ISO proximity, signature', session: 'iso-qr' },
  { case: 'one statement, ISO proximity, MAC', session: 'iso-qr', mac: true },
  { case: 'one statement, answer to a door\'s challenge', session: 'door' },
  { case: 'three statements, the nearest disclosed', elements: { age_over_16: true, age_over_18: true, age_over_21: false } },
  { case: 'P-384 issuer', issuer: 'p384' },
  { case: 'SHA-384 digests', hash: 'SHA-384' },
  { case: 'SHA-512 digests', hash: 'SHA-512' },
  {
    case: 'mDL, name and portrait besides', docType: MDL, nameSpace: MDL_SPACE, ask: ['age_over_18', 'family_name', 'birth_date', 'issuing_country', 'portrait'],
    elements: { age_over_18: true, family_name: 'Ünal', birth_date: '2001-02-03', issuing_country: 'UT', portrait: Buffer.alloc(300, 255) },
  },
  { case: 'expired', validity: [-40, -10], expected: 'refuse' },
  { case: 'not valid yet', validity: [3, 33], expected: 'refuse' },
].map((layout) => ({
  session: 'openid4vp', mac: false, issuer: 'p256', hash: 'SHA-256', docType: AV, nameSpace: AV,
  elements: { age_over_18: true }, ask: ['age_over_18'], validity: [0, 30], expected: 'accept', ...layout,
}));
