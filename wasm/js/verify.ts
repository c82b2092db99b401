// Verifying DeviceResponses.

import * as glue from '#glue';

import { attempt, call, type Failure } from './runtime.ts';

export { checkAttestation, checkReader } from './receive.ts';
export type { CheckedAttestation, CheckedReader } from './receive.ts';
export { OfageError } from './runtime.ts';
export type { Failure } from './runtime.ts';

export interface Verified {
  ok: true;
  decision: 'admit' | 'refuse' | 'cannot_verify';
  reason: string | null;
  docType: string;
  country: string | null;
  realm: 'demo' | 'live';
  validUntil: number;
}

/** Verifies DeviceResponses against trusted roots. */
export class Verifier {
  readonly #raw: glue.Verifier;

  /** `roots` are the issuers' root certificates, DER; `demoRoots` those of tests. */
  constructor({ roots = [], demoRoots = [] }: { roots?: Uint8Array[]; demoRoots?: Uint8Array[] }) {
    this.#raw = call(() => new glue.Verifier());
    for (const root of roots) {
      call(() => this.#raw.trustRoot(root));
    }
    for (const root of demoRoots) {
      call(() => this.#raw.trustDemoRoot(root));
    }
  }

  /** Checks everything at `now` and answers "over NN". */
  verify(response: Uint8Array, { transcript, over, now }: { transcript: Uint8Array; over: number; now: number }): Verified | Failure {
    return attempt(() => this.#raw.verify(response, transcript, over, now) as Verified);
  }
}
