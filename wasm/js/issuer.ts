// An issuer for tests and demos, with its keys in memory.

import * as glue from '#glue';

import { attempt, call, type Failure } from './runtime.ts';

export interface IssuerInfo {
  name: string;
  country: string;
  validUntil: number;
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

export class Issuer {
  readonly info: IssuerInfo;
  readonly #raw: glue.Issuer;

  private constructor(raw: glue.Issuer) {
    this.#raw = raw;
    this.info = raw.describe() as IssuerInfo;
  }

  /** Makes an issuer with new keys. */
  static create({ country, name, now }: { country: string; name: string; now: number }): Issuer {
    return call(() => new Issuer(glue.Issuer.create(country, name, now)));
  }

  /** An issuer as `save` gave it. */
  static restore(state: IssuerState): Issuer | Failure {
    return attempt(() => new Issuer(glue.Issuer.restore(state.rootKey, state.root, state.signerKey, state.signer, state.listKey, state.list)));
  }

  save(): IssuerState {
    return this.#raw.save() as IssuerState;
  }

  /** Issues one attestation: a statement for each threshold, true or false on the first day of validity. */
  issue(options: { birthDate: string; thresholds: number[]; deviceKey: Uint8Array; days?: number; now: number }): Uint8Array | Failure {
    const { birthDate, thresholds, deviceKey, days = 30, now } = options;
    return attempt(() => this.#raw.issue(birthDate, Uint8Array.from(thresholds), deviceKey, days, now));
  }

  /** A trust list for doors, marked as a demo. `number` goes up with every list. */
  trustList(options: { number: number; thresholds: number[]; now: number }): Uint8Array | Failure {
    return attempt(() => this.#raw.trustList(options.number, Uint8Array.from(options.thresholds), options.now));
  }

  /** The same list without the mark of a demo, for tests of what a real list looks like. */
  unmarkedTrustList(options: { number: number; thresholds: number[]; now: number }): Uint8Array | Failure {
    return attempt(() => this.#raw.unmarkedTrustList(options.number, Uint8Array.from(options.thresholds), options.now));
  }
}
