// Between the pages and the library: batches, key requests, questions and answers.

import { init } from '../../js/load-web.ts';
import { Attestation, Challenge, type ChallengeInfo, type Failure, qrSvg, webCryptoSigner } from '../../js/wallet.ts';
import type { Asked } from './show.ts';
import { hex } from './store.ts';

export const loadLibrary = (): Promise<void> => init();

/** A door's question, read and still good. */
export type Question = { ok: true; kind: 'challenge'; id: string; challenge: Challenge; reader: string | null } & Pick<
  ChallengeInfo,
  'venue' | 'over' | 'expiresAt' | 'symbol'
>;

/** Reads what the camera or a paste gave. */
export function readQuestion(text: string, now: number): Question | Failure {
  const challenge = Challenge.fromText(text, now);
  if (!(challenge instanceof Challenge)) {
    return challenge;
  }
  const { venue, over, expiresAt, symbol, sha256 } = challenge.info;
  return { ok: true, kind: 'challenge', id: hex(sha256), challenge, reader: null, venue, over, expiresAt, symbol };
}

export interface Answer {
  ok: true;
  text: string;
  svg: string;
  symbol: ChallengeInfo['symbol'] | null;
}

/** Signs the answer with the proof's key and draws it. */
export async function answerQuestion(asked: Asked, issued: Uint8Array, key: CryptoKey, now: number): Promise<Answer | Failure> {
  const attestation = Attestation.fromBytes(issued);
  if (!(attestation instanceof Attestation)) {
    return attestation;
  }
  const sign = webCryptoSigner(key);
  const made = asked.kind === 'timed' ? await attestation.answerTimed(asked.over, now, sign) : await attestation.answer(asked.challenge, sign);
  if (!made.ok) {
    return made;
  }
  return { ok: true, text: made.text, svg: qrSvg(made.text), symbol: asked.kind === 'timed' ? null : asked.symbol };
}

/** One attestation of a batch, as the wallet will keep it. */
export interface Received {
  id: string;
  point: Uint8Array;
  bytes: Uint8Array<ArrayBuffer>;
  answers: { over: number; value: boolean }[];
  validFrom: number;
  validUntil: number;
  issuer: { country: string; name: string };
}

const UNNAMED = { country: '', name: 'Age proof' };

/** Takes a batch apart: our JSON, or one attestation as CBOR, hex or base64url. */
export function describeBatch(bytes: Uint8Array<ArrayBuffer>): { ok: true; attestations: Received[] } | Failure {
  const found: Uint8Array<ArrayBuffer>[] = [];
  let issuer = UNNAMED;
  if (bytes[0] === 0xa1 || bytes[0] === 0xa2 || bytes[0] === 0xbf) {
    found.push(bytes);
  } else {
    const text = new TextDecoder().decode(bytes).trim();
    const batch = batchOf(text);
    const list = batch?.attestations ?? [text];
    issuer = batch?.issuer ?? UNNAMED;
    for (const one of list) {
      const decoded = decode(one);
      if (!decoded) {
        return { ok: false, stage: 'batch', code: 'not_a_batch' };
      }
      found.push(decoded);
    }
  }
  const attestations: Received[] = [];
  for (const one of found) {
    const attestation = Attestation.fromBytes(one);
    if (!(attestation instanceof Attestation)) {
      return attestation;
    }
    const { answers, validFrom, validUntil, deviceKey } = attestation.info;
    if (answers.length === 0) {
      return { ok: false, stage: 'batch', code: 'no_age_statement' };
    }
    attestations.push({ id: hex(deviceKey), point: deviceKey, bytes: one, answers, validFrom, validUntil, issuer });
  }
  return { ok: true, attestations };
}

interface Batch {
  attestations: string[];
  issuer: { country: string; name: string };
}

function batchOf(text: string): Batch | null {
  if (!text.startsWith('{')) {
    return null;
  }
  try {
    const { type, attestations, issuer } = JSON.parse(text) as Partial<Batch> & { type?: string };
    const listed = type === 'ofage-batch' && Array.isArray(attestations) && attestations.length <= 1000;
    if (!listed || !attestations.every((one) => typeof one === 'string')) {
      return null;
    }
    const named = typeof issuer?.name === 'string' && typeof issuer.country === 'string';
    return { attestations, issuer: named ? { name: issuer.name.slice(0, 60), country: issuer.country.slice(0, 2) } : UNNAMED };
  } catch {
    return null;
  }
}

function decode(text: string): Uint8Array<ArrayBuffer> | null {
  if (/^[0-9a-f]+$/i.test(text) && text.length % 2 === 0) {
    return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  }
  if (!/^[A-Za-z0-9_+/=-]+$/.test(text)) {
    return null;
  }
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/').replaceAll('=', ''));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/** What an issuer needs from the wallet: one public key for each proof, as JWK. */
export function keyRequest(points: Uint8Array[]): string {
  const keys = points.map((point) => ({ kty: 'EC', crv: 'P-256', x: base64url(point.subarray(1, 33)), y: base64url(point.subarray(33, 65)) }));
  return JSON.stringify({ type: 'ofage-key-request', keys });
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
