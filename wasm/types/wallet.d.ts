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
  /** Whether a reader signed it: the signature is that of the certificate's key. Whose certificate it is stays open. */
  readerSigned: boolean;
  /** The name in that certificate: a claim. `Wallet.question` tells whether it is proven. */
  readerName: string | null;
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
  /** Reads the text of a door's QR code. Refuses one that has run out, and one whose reader's signature is wrong. */
  static fromText(text: string, now: Seconds): Challenge | Failure;
}

/** `door_code` for doors that have the issuer's certificate and layout; `self_contained` is about three times as long. */
export type Form = 'door_code' | 'self_contained';

/** One single-use attestation. Show it once, then delete it and its key. */
export declare class Attestation {
  private constructor();
  readonly info: AttestationInfo;
  /** Reads the bytes that the issuer made. Its signature is checked by `checkAttestation`, and by every door. */
  static fromBytes(bytes: Uint8Array): Attestation | Failure;
  /** The text of the QR code that answers a challenge: the least that answers its question. */
  answer(challenge: Challenge, sign: Sign, form?: Form): Promise<{ ok: true; text: string } | Failure>;
  /** A code that answers no challenge: it signs the time, and doors in timed mode take it for 30 seconds. */
  answerTimed(over: number, now: Seconds, sign: Sign, form?: Form): Promise<{ ok: true; text: string } | Failure>;
  /** A DeviceResponse for any other SessionTranscript (CBOR). */
  respond(over: number, transcript: Uint8Array, sign: Sign): Promise<{ ok: true; response: Uint8Array } | Failure>;
}

/** Where a wallet keeps things, by kind. */
export type Shelf = 'answered' | 'attestations' | 'keys' | 'settings';

/**
 * Records of one transaction. A record is a plain object with an `id`; it may hold `CryptoKey` objects and bytes, and is
 * to come back as it was put.
 */
export interface WalletRecords {
  one<T>(shelf: Shelf, id: string): Promise<T | undefined>;
  all<T>(shelf: Shelf): Promise<T[]>;
  /** Adds a record, or replaces the one with its `id`. */
  put(shelf: Shelf, record: { id: string }): void;
  delete(shelf: Shelf, id: string): void;
  clear(shelf: Shelf): void;
}

/** The storage under a wallet: yours, or one of `indexedDbStorage` and `memoryStorage`. */
export interface WalletStorage {
  /**
   * Runs `work` as one transaction: alone (no other transaction, of this or another process, sees or changes anything in
   * between), and whole (all of it is durably kept when the promise settles, or none where it or `work` fails). This is
   * what "used once" rests on. `work` awaits nothing but the records.
   *
   * Throw an `OfageError` of stage `storage` for what users can help: `storage_full`, `storage_missing`.
   */
  transact<T>(mode: 'readonly' | 'readwrite', work: (records: WalletRecords) => Promise<T>): Promise<T>;
}

/** Keeps everything in the browser's IndexedDB, in the database of this name. Keys never become bytes there. */
export declare function indexedDbStorage(name?: string): WalletStorage;

/** Keeps everything in memory, until the process ends: for tests. */
export declare function memoryStorage(): WalletStorage;

/** Seals attestations before they are stored, for example under a passkey. */
export interface Seal {
  seal(attestation: Uint8Array<ArrayBuffer>): Promise<object>;
  /** The attestation; null where the holder did not allow it or the key is another. */
  open(sealed: object): Promise<Uint8Array<ArrayBuffer> | null>;
}

export interface WalletOptions {
  storage: WalletStorage;
  /** Root certificates (DER or PEM) of the issuers to accept. Without any, every issuer is: doors decide whom they trust. */
  issuerRoots?: Uint8Array[];
  /** Root certificates of those who certify venues. Without any, no venue's name is proven. */
  readerRoots?: Uint8Array[];
}

/** A single-use attestation in the wallet, for its holder to see. */
export interface Proof {
  /** Its device key in hex. */
  id: string;
  answers: { over: number; value: boolean }[];
  validFrom: Seconds;
  validUntil: Seconds;
  /**
   * Whom the document signer's certificate names. `trusted` says whether it led to one of `issuerRoots`; otherwise the
   * name is a claim, though its key did sign the attestation.
   */
  issuer: { name: string; country: string; trusted: boolean };
}

/** What an issuer needs: one public key for each attestation. */
export interface KeyRequest {
  type: 'ofage-key-request';
  keys: { kty: 'EC'; crv: 'P-256'; x: string; y: string }[];
}

/** What became of a batch. */
export interface Received {
  ok: true;
  added: number;
  /** Those that were there before, or are for keys that this wallet does not hold. */
  skipped: number;
}

/**
 * Who asks. `proven`: the challenge is signed, by a certificate that leads to one of `readerRoots`. `unknown`: it is
 * signed, and the certificate leads to none of them; `code` says why. `unsigned`: the venue's name is the door's claim.
 */
export type Reader = { state: 'unsigned' } | { state: 'unknown'; name: string | null; code: string } | { state: 'proven'; name: string };

/** A door's question. Show it to the holder, and answer only when they agree. */
export interface Question {
  ok: true;
  /** Names the challenge. */
  id: string;
  text: string;
  mode: 'challenge' | 'queue';
  venue: string;
  over: number;
  expiresAt: Seconds;
  symbol: MatchingSymbol;
  reader: Reader;
}

/** Showing "over NN" to a door that asks nothing: the code signs the time. */
export interface Timed {
  over: number;
}

/** An answer that was let out. Its attestation is no longer in the storage. */
export interface Shown {
  ok: true;
  /** The text of the QR code: see `qrSvg`. */
  text: string;
  /** The symbol that the door shows too; null without a challenge. */
  symbol: MatchingSymbol | null;
  /** The last second in which it can be shown. */
  until: Seconds;
  /**
   * The same answer, signed anew: in the other form for a door that cannot read this one, or, without a challenge, with
   * the time of `now` (doors take such a code for 30 seconds).
   */
  again(now: Seconds, form?: Form): Promise<{ ok: true; text: string } | Failure>;
}

/**
 * Holds attestations: makes their keys, checks what arrives, and shows each one once.
 *
 * Keys are made by WebCrypto, non-extractable, one for each attestation. An attestation leaves the storage in the same
 * transaction that lets its answer out: two windows at once, a reload or a crash can never show one twice.
 */
export declare class Wallet {
  constructor(options: WalletOptions);
  /**
   * What is kept and has not ended, those that end first in front.
   *
   * @throws {OfageError} of stage `storage`.
   */
  proofs(now: Seconds): Promise<Proof[]>;
  /**
   * Makes 1 to 1000 keys, and gives what the issuer needs of them.
   *
   * @throws {OfageError} of stage `storage`, or `count_out_of_range`.
   */
  requestKeys(count: number, now: Seconds): Promise<KeyRequest>;
  /**
   * Takes in what an issuer made: one attestation (CBOR, hex, base64url), or a batch as JSON
   * (`{"type":"ofage-batch","attestations":["…base64url…"]}`). Everything is checked before anything is kept: the
   * issuer's signature, the digest of every item, the dates, and that the device key is one of this wallet's. One
   * attestation that fails refuses the batch. Codes of its own: `not_a_batch`, `no_age_statement`, `already_added`,
   * `device_key_unknown`, `checks_not_loaded`, `storage_full`, `storage_missing`.
   */
  receive(batch: Uint8Array<ArrayBuffer> | string, now: Seconds, seal?: Seal): Promise<Received | Failure>;
  /** Reads a door's question, and finds out who asks. Refuses one that has run out or whose signature is wrong. */
  question(text: string, now: Seconds): Promise<Question | Failure>;
  /**
   * Answers a question, or shows "over NN" without one. Of the attestations that answer, the one that tells least is
   * used, and is gone. Codes of its own: `already_answered`, `none_left`, `not_yet_valid`, `expired`, `sealed`.
   */
  show(asked: Question | Timed, now: Seconds, seal?: Seal, form?: Form): Promise<Shown | Failure>;
  /**
   * Seals the attestations that are not sealed yet.
   *
   * @throws {OfageError} of stage `storage`.
   */
  sealAll(seal: Seal): Promise<void>;
  /**
   * Forgets everything, keys included.
   *
   * @throws {OfageError} of stage `storage`.
   */
  clear(): Promise<void>;
}
