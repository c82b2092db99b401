// An issuer for tests and demos. Its keys are WebCrypto keys that cannot be extracted: whoever has the state can use them,
// in this browser or process alone, and nobody can copy them.

import * as glue from '#glue';

import { attempt, call, type Failure, isFailure, OfageError } from './runtime.ts';

export interface IssuerInfo {
  name: string;
  country: string;
  validUntil: number;
  /** The root certificate, DER. */
  root: Uint8Array;
}

/** A key and its certificate (DER). */
export interface Entity {
  key: CryptoKey;
  certificate: Uint8Array<ArrayBuffer>;
}

export interface IssuerState {
  root: Entity;
  signer: Entity;
  list: Entity;
}

export class Issuer {
  readonly info: IssuerInfo;
  readonly #raw: glue.Issuer;
  readonly #state: IssuerState;

  private constructor(raw: glue.Issuer, state: IssuerState) {
    this.#raw = raw;
    this.#state = state;
    this.info = raw.describe() as IssuerInfo;
  }

  /** Makes an issuer with new keys. */
  static async create({ country, name, now }: { country: string; name: string; now: number }): Promise<Issuer> {
    const root = await entity(null, (key) => glue.Issuer.prepareRoot(country, name, key, now));
    const signer = await entity(root.key, (key) => glue.Issuer.prepareSigner(root.certificate, key, now));
    const list = await entity(root.key, (key) => glue.Issuer.prepareListSigner(root.certificate, key, now));
    const state = { root, signer, list };
    return call(() => new Issuer(assemble(state), state));
  }

  /** An issuer as `save` gave it. */
  static restore(state: IssuerState): Issuer | Failure {
    return attempt(() => new Issuer(assemble(state), state));
  }

  /** Keys and certificates, for IndexedDB. */
  save(): IssuerState {
    return this.#state;
  }

  /** Issues one attestation: a statement for each threshold, true or false on the first day of validity. */
  async issue(options: { birthDate: string; thresholds: number[]; deviceKey: Uint8Array; days?: number; now: number }): Promise<Uint8Array<ArrayBuffer> | Failure> {
    const { birthDate, thresholds, deviceKey, days = 30, now } = options;
    return signed(this.#state.signer.key, () => this.#raw.prepare(birthDate, Uint8Array.from(thresholds), deviceKey, days, now));
  }

  /** A trust list for doors, marked as a demo. `number` goes up with every list. */
  async trustList(options: { number: number; thresholds: number[]; now: number }): Promise<Uint8Array<ArrayBuffer> | Failure> {
    return this.#list(options, () => this.#raw.prepareVical(options.number, options.now));
  }

  /** The same list without the mark of a demo, for tests of what a real list looks like. */
  async unmarkedTrustList(options: { number: number; thresholds: number[]; now: number }): Promise<Uint8Array<ArrayBuffer> | Failure> {
    return this.#list(options, () => this.#raw.prepareUnmarkedVical(options.number, options.now));
  }

  async #list({ number, thresholds, now }: { number: number; thresholds: number[]; now: number }, roots: () => glue.Unsigned): Promise<Uint8Array<ArrayBuffer> | Failure> {
    const { list, signer } = this.#state;
    const vical = await signed(list.key, roots);
    const denied = await signed(list.key, () => this.#raw.prepareDenyList(number, now));
    const templates: Uint8Array[] = [];
    for (const over of thresholds) {
      for (const statement of [1, 0]) {
        const template = await signed(signer.key, () => this.#raw.prepareTemplate(over, statement, now));
        if (isFailure(template)) {
          return template;
        }
        templates.push(template);
      }
    }
    if (isFailure(vical) || isFailure(denied)) {
      return isFailure(vical) ? vical : (denied as Failure);
    }
    return attempt(() => this.#raw.trustFile(vical, denied, templates) as Uint8Array<ArrayBuffer>);
  }

  /** Signs a door's challenge as a venue that this issuer's root certifies on the spot, with a key that is then lost. */
  async signChallenge(options: { challenge: string; venue: string; now: number }): Promise<{ ok: true; text: string } | Failure> {
    const { challenge, venue, now } = options;
    try {
      const reader = await entity(this.#state.root.key, (key) => glue.Issuer.prepareReader(this.#state.root.certificate, venue, key, now));
      const text = await signed(reader.key, () => glue.Issuer.prepareChallenge(challenge, reader.certificate));
      return isFailure(text) ? text : { ok: true, text: new TextDecoder().decode(text) };
    } catch (error) {
      if (error instanceof OfageError) {
        return { ok: false, stage: error.stage, code: error.code };
      }
      throw error;
    }
  }
}

function assemble({ root, signer, list }: IssuerState): glue.Issuer {
  return glue.Issuer.assemble(root.certificate, signer.certificate, list.certificate);
}

/** Makes a key, and the certificate that `authority` signs for it; a root signs its own. */
async function entity(authority: CryptoKey | null, prepare: (key: Uint8Array) => glue.Unsigned): Promise<Entity> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const certificate = await signed(authority ?? pair.privateKey, () => prepare(point));
  if (isFailure(certificate)) {
    throw new OfageError(certificate.stage, certificate.code);
  }
  return { key: pair.privateKey, certificate };
}

/** The two steps: the bytes to sign, the signature. */
async function signed(key: CryptoKey, prepare: () => glue.Unsigned): Promise<Uint8Array<ArrayBuffer> | Failure> {
  const unsigned = attempt(prepare);
  if (isFailure(unsigned)) {
    return unsigned;
  }
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, unsigned.toBeSigned() as Uint8Array<ArrayBuffer>);
  return attempt(() => unsigned.finish(new Uint8Array(signature)) as Uint8Array<ArrayBuffer>);
}
