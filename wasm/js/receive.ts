// What a wallet checks of what arrives. Part of the entry `verify`, which the wallet loads when something arrives.

import * as glue from '#glue';

import { attempt, call, type Failure } from './runtime.ts';

export interface CheckedAttestation {
  ok: true;
  name: string | null;
  country: string | null;
  trusted: boolean;
}

export interface CheckedReader {
  ok: true;
  name: string | null;
  organization: string | null;
  country: string | null;
}

/** Checks an attestation: signature, digests of all items, validity; with roots, that they lead to its signer. */
export function checkAttestation(bytes: Uint8Array, { roots = [], now }: { roots?: Uint8Array[]; now: number }): CheckedAttestation | Failure {
  return attempt(() => trusting(roots).checkAttestation(bytes, now) as CheckedAttestation);
}

/** Who asks, where the challenge is signed by a reader whose certificate leads to one of the roots. */
export function checkReader(challenge: string, { roots, now }: { roots: Uint8Array[]; now: number }): CheckedReader | Failure {
  return attempt(() => trusting(roots).checkReader(challenge, now) as CheckedReader);
}

function trusting(roots: Uint8Array[]): glue.Verifier {
  const verifier = call(() => new glue.Verifier());
  for (const root of roots) {
    verifier.trustRoot(root);
  }
  return verifier;
}
