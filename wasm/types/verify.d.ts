import type { Failure, Seconds } from './common.js';

export { type Failure, init, OfageError, type Seconds } from './common.js';

/** What a response that verified answers. No claim besides the threshold is in it. */
export interface Verified {
  ok: true;
  /** Whether the holder is old enough, by the issuer's statements. `cannot_verify` is never a yes. */
  decision: 'admit' | 'refuse' | 'cannot_verify';
  /** Why, where the decision is no admission. */
  reason: string | null;
  docType: string;
  /** Country of the issuer, two letters, where its certificate states one. */
  country: string | null;
  /** `demo` for issuers of tests and demonstrations: nothing that they say is true. */
  realm: 'demo' | 'live';
  validUntil: Seconds;
}

/** Verifies ISO/IEC 18013-5 DeviceResponses against trusted roots. Keeps nothing of what it verifies. */
export declare class Verifier {
  /**
   * Trusts the issuers' root certificates, DER or PEM bytes; `demoRoots` are those of tests.
   *
   * @throws {OfageError} for a certificate that is no root.
   */
  constructor(trust: { roots?: Uint8Array[]; demoRoots?: Uint8Array[] });
  /**
   * Makes every check at `now` and answers "over NN".
   *
   * `transcript` is the SessionTranscript (CBOR) of the session: your own state, never taken from the response.
   */
  verify(response: Uint8Array, session: { transcript: Uint8Array; over: number; now: Seconds }): Verified | Failure;
}

/** An attestation that holds, for the one who received it. */
export interface CheckedAttestation {
  ok: true;
  /** Whom the document signer's certificate names. */
  name: string | null;
  /** Its country, two letters. */
  country: string | null;
  /** Whether the certificate led to one of the roots: false where none were given. */
  trusted: boolean;
}

/**
 * Checks an attestation on receipt: signature, digests of all items, validity. With roots, that its signer is certified by
 * one of them; without, that the key of the certificate that came along signed it, whoever that is.
 */
export declare function checkAttestation(bytes: Uint8Array, options: { roots?: Uint8Array[]; now: Seconds }): CheckedAttestation | Failure;

/** The one who asks, proven by certificate and signature. */
export interface CheckedReader {
  ok: true;
  name: string | null;
  organization: string | null;
  /** Two letters. */
  country: string | null;
}

/** Who signed a door's challenge (the text of its QR code), where the certificate leads to one of the roots. */
export declare function checkReader(challenge: string, options: { roots: Uint8Array[]; now: Seconds }): CheckedReader | Failure;
