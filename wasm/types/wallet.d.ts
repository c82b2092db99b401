import type { Failure, MatchingSymbol, Seconds } from './common.js';

export { type Failure, init, type MatchingSymbol, OfageError, type Seconds } from './common.js';
export { qrSvg } from './qr.js';

/** What a door asks. */
export interface ChallengeInfo {
  mode: 'challenge' | 'queue';
  /** Who asks, as the door says: show it to the holder before anything is answered. */
  venue: string;
  over: number;
  expiresAt: Seconds;
  /** Names the challenge: answer each once. */
  sha256: Uint8Array;
  /** Whether a reader's certificate came with it; nothing has been checked. */
  readerSigned: boolean;
  symbol: MatchingSymbol;
}

/** What an attestation says, for its holder. */
export interface AttestationInfo {
  docType: string;
  answers: { over: number; value: boolean }[];
  validFrom: Seconds;
  validUntil: Seconds;
  /** The public key that presents it: SEC 1, uncompressed. */
  deviceKey: Uint8Array;
}

/** Signs bytes with ECDSA, P-256 and SHA-256; gives 64 bytes, r and s. */
export type Sign = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

/** A signer over a WebCrypto key, which may be non-extractable. */
export declare function webCryptoSigner(key: CryptoKey): Sign;

/** A door's question. */
export declare class Challenge {
  private constructor();
  readonly info: ChallengeInfo;
  /** Reads the text of a door's QR code. Refuses one that has run out. */
  static fromText(text: string, now: Seconds): Challenge | Failure;
}

/** `door_code` for doors that have the issuer's certificate and layout; `self_contained` is about three times as long. */
export type Form = 'door_code' | 'self_contained';

/** One single-use attestation. Show it once, then delete it and its key. */
export declare class Attestation {
  private constructor();
  readonly info: AttestationInfo;
  /** Reads the bytes that the issuer made. Its signature is for the door to check. */
  static fromBytes(bytes: Uint8Array): Attestation | Failure;
  /** The text of the QR code that answers a challenge: the least that answers its question. */
  answer(challenge: Challenge, sign: Sign, form?: Form): Promise<{ ok: true; text: string } | Failure>;
  /** A code that answers no challenge: it signs the time, and doors in timed mode take it for 30 seconds. */
  answerTimed(over: number, now: Seconds, sign: Sign, form?: Form): Promise<{ ok: true; text: string } | Failure>;
  /** A DeviceResponse for any other SessionTranscript (CBOR). */
  respond(over: number, transcript: Uint8Array, sign: Sign): Promise<{ ok: true; response: Uint8Array } | Failure>;
}
