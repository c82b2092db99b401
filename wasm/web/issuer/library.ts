// The demo issuer: its keys in this browser, its batches and lists as the other pages read them.

import { Issuer } from '../../js/issuer.ts';
import { init } from '../../js/load-web.ts';
import type { IssuerInfo, IssuerState } from '../../js/issuer.ts';
import { keep } from '../shared/idb.ts';

export interface DemoIssuer extends IssuerInfo {
  issuer: Issuer;
}

const kept = keep('ofage-issuer', ['values']);

async function read<T>(id: string): Promise<T | undefined> {
  return (await kept.one<{ value: T }>('values', id))?.value;
}

function write(id: string, value: unknown): Promise<void> {
  return kept.change('values', id, () => ({ id, value }));
}

/**
 * The issuer of this browser; made at the first visit, and again when its certificates near their end. Its keys are
 * WebCrypto keys that cannot be extracted.
 */
export async function makeIssuer(now: number): Promise<DemoIssuer> {
  await init();
  const known = await read<Partial<IssuerState>>('issuer');
  // Earlier versions kept bytes: such an issuer is replaced.
  const restored = known?.signer && 'key' in known.signer ? Issuer.restore(known as IssuerState) : undefined;
  if (restored instanceof Issuer && restored.info.validUntil > now + 90 * 86_400) {
    return { ...restored.info, issuer: restored };
  }
  const issuer = await Issuer.create({ country: 'UT', name: 'Demo Issuer', now });
  await write('issuer', issuer.save());
  return { ...issuer.info, issuer };
}

export interface Batch {
  type: 'ofage-batch';
  issuer: { name: string; country: string };
  attestations: string[];
}

/** One attestation for each key; the ages take turns, so that each gets as many. */
export async function issueBatch(demo: DemoIssuer, keys: Uint8Array[], birthDate: string, ages: number[], now: number): Promise<Batch> {
  const attestations: string[] = [];
  for (const [at, deviceKey] of keys.entries()) {
    const age = ages[at % ages.length] as number;
    const issued = await demo.issuer.issue({ birthDate, thresholds: [age], deviceKey, days: 30, now });
    if (!(issued instanceof Uint8Array)) {
      throw new Error(`issuing failed: ${issued.code}`);
    }
    attestations.push(base64url(issued));
    if (at % 10 === 9) {
      // Signing is work: let the page breathe.
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  return { type: 'ofage-batch', issuer: { name: demo.name, country: demo.country }, attestations };
}

/** The trust list with the root that signs it, as the door page reads it. Every list has a higher number. */
export async function trustList(demo: DemoIssuer, now: number): Promise<{ type: 'ofage-trust'; file: string; provider: string }> {
  const number = ((await read<number>('number')) ?? 0) + 1;
  const file = await demo.issuer.trustList({ number, thresholds: [16, 18, 21, 25], now });
  if (!(file instanceof Uint8Array)) {
    throw new Error(`the list could not be made: ${file.code}`);
  }
  await write('number', number);
  return { type: 'ofage-trust', file: base64(file), provider: base64(demo.root) };
}

/** The public keys of a wallet's request, as SEC 1 points; null when it is none. */
export function readKeyRequest(request: unknown): Uint8Array[] | null {
  const { type, keys } = (request ?? {}) as { type?: unknown; keys?: unknown };
  if (type !== 'ofage-key-request' || !Array.isArray(keys) || keys.length === 0 || keys.length > 400) {
    return null;
  }
  const points = keys.map((key: { crv?: unknown; x?: unknown; y?: unknown }) => {
    if (key?.crv !== 'P-256' || typeof key.x !== 'string' || typeof key.y !== 'string') {
      return null;
    }
    const point = new Uint8Array(65);
    point[0] = 4;
    try {
      point.set(unbase64url(key.x), 1);
      point.set(unbase64url(key.y), 33);
    } catch {
      return null;
    }
    return point;
  });
  return points.every((point) => point !== null) ? points : null;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
  }
  return btoa(text);
}

function base64url(bytes: Uint8Array): string {
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function unbase64url(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}
