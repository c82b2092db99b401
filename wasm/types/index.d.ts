import type { Failure, Seconds } from './common.js';

export * from './door.js';
export { type CheckedAttestation, type CheckedReader, checkAttestation, checkReader } from './verify.js';
export * from './wallet.js';

export interface IssuerInfo {
  name: string;
  country: string;
  /** The last second of the document signer's certificate. */
  validUntil: Seconds;
  /** The root certificate, DER. */
  root: Uint8Array;
}

/** A key, non-extractable, and its certificate (DER). */
export interface Entity {
  key: CryptoKey;
  certificate: Uint8Array<ArrayBuffer>;
}

/** Keys and certificates of an issuer, for IndexedDB. Whoever can use them is this issuer. */
export interface IssuerState {
  root: Entity;
  signer: Entity;
  list: Entity;
}

/** An issuer for tests and demos, with keys of WebCrypto. Real issuers use the Rust library and an HSM. */
export declare class Issuer {
  private constructor();
  readonly info: IssuerInfo;
  /** Makes an issuer with new keys. `country` has two letters. */
  static create(options: { country: string; name: string; now: Seconds }): Promise<Issuer>;
  /** An issuer as `save` gave it. */
  static restore(state: IssuerState): Issuer | Failure;
  save(): IssuerState;
  /**
   * Issues one attestation for a device key (SEC 1): a statement for each threshold, true or false on the first day of
   * validity. `birthDate` is written `2001-02-28`.
   */
  issue(options: { birthDate: string; thresholds: number[]; deviceKey: Uint8Array; days?: number; now: Seconds }): Promise<Uint8Array<ArrayBuffer> | Failure>;
  /** A trust list for doors, marked as a demo. `number` goes up with every list. */
  trustList(options: { number: number; thresholds: number[]; now: Seconds }): Promise<Uint8Array<ArrayBuffer> | Failure>;
  /** The same list without the mark of a demo, for tests of what a real list looks like. */
  unmarkedTrustList(options: { number: number; thresholds: number[]; now: Seconds }): Promise<Uint8Array<ArrayBuffer> | Failure>;
  /** Signs a door's challenge as a venue that this issuer's root certifies on the spot. */
  signChallenge(options: { challenge: string; venue: string; now: Seconds }): Promise<{ ok: true; text: string } | Failure>;
}
