// One attestation, and answering a door with it. Keys are yours: every answer is made in two steps, so that the key can
// be a non-extractable WebCrypto key.

import * as glue from '#glue';

import { attempt, type Failure, isFailure, type MatchingSymbol } from './runtime.ts';

export interface ChallengeInfo {
  mode: 'challenge' | 'queue';
  venue: string;
  over: number;
  expiresAt: number;
  sha256: Uint8Array;
  readerSigned: boolean;
  readerName: string | null;
  symbol: MatchingSymbol;
}

export interface AttestationInfo {
  docType: string;
  answers: { over: number; value: boolean }[];
  validFrom: number;
  validUntil: number;
  deviceKey: Uint8Array;
}

export type Form = 'door_code' | 'self_contained';

/** Signs bytes with ECDSA, P-256 and SHA-256; gives 64 bytes, r and s. */
export type Sign = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

/** A signer over a WebCrypto key. */
export function webCryptoSigner(key: CryptoKey): Sign {
  return async (bytes) => new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes));
}

/** What a door asks. */
export class Challenge {
  readonly info: ChallengeInfo;
  /** @internal */
  readonly raw: glue.Challenge;

  private constructor(raw: glue.Challenge) {
    this.raw = raw;
    this.info = raw.describe() as ChallengeInfo;
  }

  /** Reads the text of a door's QR code. Refuses one that has run out, and one whose reader's signature is wrong. */
  static fromText(text: string, now: number): Challenge | Failure {
    return attempt(() => new Challenge(glue.Challenge.fromText(text, now)));
  }
}

/** One single-use attestation. */
export class Attestation {
  readonly info: AttestationInfo;
  readonly #raw: glue.Attestation;

  private constructor(raw: glue.Attestation) {
    this.#raw = raw;
    this.info = raw.describe() as AttestationInfo;
  }

  /** Reads the bytes that the issuer made. */
  static fromBytes(bytes: Uint8Array): Attestation | Failure {
    return attempt(() => new Attestation(glue.Attestation.fromBytes(bytes)));
  }

  /** The door code that answers a challenge. */
  async answer(challenge: Challenge, sign: Sign, form: Form = 'door_code'): Promise<{ ok: true; text: string } | Failure> {
    return text(attempt(() => this.#raw.answer(challenge.raw)), sign, form);
  }

  /** A door code that answers no challenge: it signs the time, and doors take it for 30 seconds. */
  async answerTimed(over: number, now: number, sign: Sign, form: Form = 'door_code'): Promise<{ ok: true; text: string } | Failure> {
    return text(attempt(() => this.#raw.answerTimed(over, now)), sign, form);
  }

  /** A DeviceResponse for any other session transcript. */
  async respond(over: number, transcript: Uint8Array, sign: Sign): Promise<{ ok: true; response: Uint8Array } | Failure> {
    const prepared = attempt(() => this.#raw.prepare(over, transcript));
    if (isFailure(prepared)) {
      return prepared;
    }
    const signature = await sign(own(prepared.toBeSigned()));
    const response = attempt(() => prepared.finish(signature));
    return isFailure(response) ? response : { ok: true, response };
  }
}

async function text(prepared: glue.Prepared | Failure, sign: Sign, form: Form): Promise<{ ok: true; text: string } | Failure> {
  if (isFailure(prepared)) {
    return prepared;
  }
  const signature = await sign(own(prepared.toBeSigned()));
  const made = attempt(() => (form === 'door_code' ? prepared.finishDoorCode(signature) : prepared.finishSelfContained(signature)));
  return typeof made === 'string' ? { ok: true, text: made } : made;
}

/** WebCrypto wants bytes over an ordinary buffer. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}
