import type { Failure, Seconds } from './common.js';

export * from './door.js';
export {
  Attestation,
  type AttestationInfo,
  Challenge,
  type ChallengeInfo,
  type Form,
  type Sign,
  webCryptoSigner,
} from './wallet.js';

export interface IssuerInfo {
  name: string;
  country: string;
  /** The last second of the document signer's certificate. */
  validUntil: Seconds;
  /** The root certificate, DER. */
  root: Uint8Array;
}

/** Keys and certificates of an issuer. Whoever has them is this issuer. */
export interface IssuerState {
  rootKey: Uint8Array;
  root: Uint8Array;
  signerKey: Uint8Array;
  signer: Uint8Array;
  listKey: Uint8Array;
  list: Uint8Array;
}

/** An issuer for tests and demos, with its keys in memory. Real issuers use the Rust library and an HSM. */
export declare class Issuer {
  private constructor();
  readonly info: IssuerInfo;
  /** Makes an issuer with new keys. `country` has two letters. */
  static create(options: { country: string; name: string; now: Seconds }): Issuer;
  /** An issuer as `save` gave it. */
  static restore(state: IssuerState): Issuer | Failure;
  save(): IssuerState;
  /**
   * Issues one attestation for a device key (SEC 1): a statement for each threshold, true or false on the first day of
   * validity. `birthDate` is written `2001-02-28`.
   */
  issue(options: { birthDate: string; thresholds: number[]; deviceKey: Uint8Array; days?: number; now: Seconds }): Uint8Array | Failure;
  /** A trust list for doors, marked as a demo. `number` goes up with every list. */
  trustList(options: { number: number; thresholds: number[]; now: Seconds }): Uint8Array | Failure;
  /** The same list without the mark of a demo, for tests of what a real list looks like. */
  unmarkedTrustList(options: { number: number; thresholds: number[]; now: Seconds }): Uint8Array | Failure;
}
