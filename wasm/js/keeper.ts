// A wallet: makes keys, checks what arrives, shows each attestation once.
//
// An attestation leaves the storage in the transaction that lets its answer out, and the answer is made before that: a
// crash, a full disk or a second window can never show one twice, and lose none that was not shown.

import { Attestation, Challenge, type ChallengeInfo, type Form, webCryptoSigner } from './attestation.ts';
import { type Failure, isFailure, type MatchingSymbol, OfageError } from './runtime.ts';
import type { WalletRecords, WalletStorage } from './storage.ts';

/** Seals attestations, for example under a passkey. `open` gives null where it may not. */
export interface Seal {
  seal(attestation: Uint8Array<ArrayBuffer>): Promise<object>;
  open(sealed: object): Promise<Uint8Array<ArrayBuffer> | null>;
}

export interface WalletOptions {
  storage: WalletStorage;
  issuerRoots?: Uint8Array[];
  readerRoots?: Uint8Array[];
}

export interface Proof {
  id: string;
  answers: { over: number; value: boolean }[];
  validFrom: number;
  validUntil: number;
  issuer: { name: string; country: string; trusted: boolean };
}

export interface KeyRequest {
  type: 'ofage-key-request';
  keys: { kty: 'EC'; crv: 'P-256'; x: string; y: string }[];
}

export interface Received {
  ok: true;
  added: number;
  skipped: number;
}

export type Reader = { state: 'unsigned' } | { state: 'unknown'; name: string | null; code: string } | { state: 'proven'; name: string };

export interface Question extends Pick<ChallengeInfo, 'mode' | 'venue' | 'over' | 'expiresAt' | 'symbol'> {
  ok: true;
  id: string;
  text: string;
  reader: Reader;
}

export interface Timed {
  over: number;
}

export interface Shown {
  ok: true;
  text: string;
  symbol: MatchingSymbol | null;
  until: number;
  again(now: number, form?: Form): Promise<{ ok: true; text: string } | Failure>;
}

/** One attestation as it is kept. */
interface Stored extends Omit<Proof, 'issuer'> {
  issued: Uint8Array<ArrayBuffer> | object;
  key: CryptoKey;
  issuer: { name: string; country: string; trusted?: boolean };
}

/** A key that waits for its attestation, named by its public point in hex. */
interface Waiting {
  id: string;
  key: CryptoKey;
  madeAt?: number;
}

interface Answered {
  id: string;
  until: number;
}

const DAY = 86_400;
/** How long a key waits for its attestation. */
const KEY_DAYS = 60;
/** Most attestations of a batch, and most keys of a request. */
const MOST = 1000;
/** How long one attestation may be shown without a challenge. */
const TIMED_SECONDS = 180;

export class Wallet {
  readonly #storage: WalletStorage;
  readonly #issuerRoots: Uint8Array[];
  readonly #readerRoots: Uint8Array[];

  constructor({ storage, issuerRoots = [], readerRoots = [] }: WalletOptions) {
    this.#storage = storage;
    this.#issuerRoots = issuerRoots;
    this.#readerRoots = readerRoots;
  }

  /** What is kept and has not ended, those that end first in front. */
  async proofs(now: number): Promise<Proof[]> {
    const all = await this.#storage.transact('readonly', (records) => records.all<Stored>('attestations'));
    return all
      .filter((one) => one.validUntil > now)
      .sort((a, b) => a.validUntil - b.validUntil)
      .map(({ id, answers, validFrom, validUntil, issuer }) => ({ id, answers, validFrom, validUntil, issuer: { ...issuer, trusted: issuer.trusted ?? false } }));
  }

  /** Makes keys for a batch, non-extractable, and gives what the issuer needs of them. */
  async requestKeys(count: number, now: number): Promise<KeyRequest> {
    if (!Number.isInteger(count) || count < 1 || count > MOST) {
      throw new OfageError('request', 'count_out_of_range');
    }
    const waiting: Waiting[] = [];
    const keys: KeyRequest['keys'] = [];
    for (let made = 0; made < count; made += 1) {
      const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
      const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
      waiting.push({ id: hex(point), key: pair.privateKey, madeAt: now });
      keys.push({ kty: 'EC', crv: 'P-256', x: base64url(point.subarray(1, 33)), y: base64url(point.subarray(33, 65)) });
    }
    await this.#storage.transact('readwrite', async (records) => {
      for (const old of await records.all<Waiting>('keys')) {
        if (old.madeAt !== undefined && old.madeAt < now - KEY_DAYS * DAY) {
          records.delete('keys', old.id);
        }
      }
      for (const one of waiting) {
        records.put('keys', one);
      }
    });
    return { type: 'ofage-key-request', keys };
  }

  /** Checks a batch and keeps it, whole or not at all. */
  async receive(batch: Uint8Array<ArrayBuffer> | string, now: number, seal?: Seal): Promise<Received | Failure> {
    const found = batchOf(batch);
    if (!found) {
      return { ok: false, stage: 'batch', code: 'not_a_batch' };
    }
    const proofs: Omit<Stored, 'key'>[] = [];
    for (const bytes of found) {
      const checked = await this.#check(bytes, now);
      if (isFailure(checked)) {
        return checked;
      }
      proofs.push(seal ? { ...checked, issued: await seal.seal(bytes) } : checked);
    }
    return kept(() => this.#storage.transact('readwrite', (records) => keep(records, proofs)));
  }

  /** Issuer's signature, digests, dates, and that there is something to answer with. */
  async #check(bytes: Uint8Array<ArrayBuffer>, now: number): Promise<Omit<Stored, 'key'> | Failure> {
    const attestation = Attestation.fromBytes(bytes);
    if (isFailure(attestation)) {
      return attestation;
    }
    const checks = await loadChecks();
    if (isFailure(checks)) {
      return checks;
    }
    const signer = checks.checkAttestation(bytes, { roots: this.#issuerRoots, now });
    if (isFailure(signer)) {
      return signer;
    }
    const { answers, validFrom, validUntil, deviceKey } = attestation.info;
    if (answers.length === 0) {
      return { ok: false, stage: 'batch', code: 'no_age_statement' };
    }
    const issuer = { name: signer.name ?? 'Unnamed issuer', country: signer.country ?? '', trusted: signer.trusted };
    return { id: hex(deviceKey), issued: bytes, answers, validFrom, validUntil, issuer };
  }

  /** Reads a door's question: a challenge that is current, and who signed it. */
  async question(text: string, now: number): Promise<Question | Failure> {
    const challenge = Challenge.fromText(text, now);
    if (isFailure(challenge)) {
      return challenge;
    }
    const { mode, venue, over, expiresAt, symbol, sha256 } = challenge.info;
    const reader = await this.#reader(challenge, text, now);
    return { ok: true, id: hex(sha256), text, mode, venue, over, expiresAt, symbol, reader };
  }

  async #reader(challenge: Challenge, text: string, now: number): Promise<Reader> {
    const { readerSigned, readerName } = challenge.info;
    if (!readerSigned) {
      return { state: 'unsigned' };
    }
    if (this.#readerRoots.length === 0) {
      return { state: 'unknown', name: readerName, code: 'anchor_unknown' };
    }
    const checks = await loadChecks();
    const checked = isFailure(checks) ? checks : checks.checkReader(text, { roots: this.#readerRoots, now });
    if (isFailure(checked)) {
      return { state: 'unknown', name: readerName, code: checked.code };
    }
    const name = checked.name ?? checked.organization;
    return name === null ? { state: 'unknown', name, code: 'reader_unnamed' } : { state: 'proven', name };
  }

  /** Answers a question, or shows "over NN" without one, with an attestation that is then gone. */
  async show(asked: Question | Timed, now: number, seal?: Seal, form: Form = 'door_code'): Promise<Shown | Failure> {
    const question = 'id' in asked ? asked : null;
    // Another window may take the one that was chosen here; then the next is tried.
    for (;;) {
      const chosen = await kept(() => this.#storage.transact('readonly', (records) => choose(records, question, asked.over, now)));
      if (isFailure(chosen)) {
        return chosen;
      }
      const bytes = chosen.issued instanceof Uint8Array ? (chosen.issued as Uint8Array<ArrayBuffer>) : ((await seal?.open(chosen.issued)) ?? null);
      if (!bytes) {
        return { ok: false, stage: 'storage', code: 'sealed' };
      }
      const attestation = Attestation.fromBytes(bytes);
      if (isFailure(attestation)) {
        return attestation;
      }
      const until = question ? question.expiresAt : now + TIMED_SECONDS;
      const again: Shown['again'] = (at, as = form) => signed(attestation, chosen.key, asked, until, at, as);
      const made = await again(now);
      if (!made.ok) {
        return made;
      }
      const taken = await kept(() => this.#storage.transact('readwrite', (records) => take(records, chosen.id, question, now)));
      if (taken === 'taken') {
        return { ok: true, text: made.text, symbol: question?.symbol ?? null, until, again };
      }
      if (isFailure(taken)) {
        return taken;
      }
    }
  }

  /** Seals what is not sealed yet. */
  async sealAll(seal: Seal): Promise<void> {
    const all = await this.#storage.transact('readonly', (records) => records.all<Stored>('attestations'));
    for (const one of all) {
      if (one.issued instanceof Uint8Array) {
        const sealed = { ...one, issued: await seal.seal(one.issued as Uint8Array<ArrayBuffer>) };
        await this.#storage.transact('readwrite', async (records) => {
          // Taken in the meantime by another window: then it must not come back.
          if (await records.one('attestations', one.id)) {
            records.put('attestations', sealed);
          }
        });
      }
    }
  }

  /** Forgets everything, keys included. */
  async clear(): Promise<void> {
    await this.#storage.transact('readwrite', async (records) => {
      for (const shelf of ['answered', 'attestations', 'keys', 'settings'] as const) {
        records.clear(shelf);
      }
    });
  }
}

/** Whether answers say yes or no to "over N": ISO/IEC 18013-5 7.2.5. */
function answers(one: Stored, over: number): boolean {
  return one.answers.some((answer) => (answer.value ? answer.over >= over : answer.over <= over));
}

/** How much more than asked an attestation would tell. */
function excess(one: Stored, over: number): number {
  return Math.min(...one.answers.filter((answer) => (answer.value ? answer.over >= over : answer.over <= over)).map((answer) => Math.abs(answer.over - over)));
}

async function choose(records: WalletRecords, question: Question | null, over: number, now: number): Promise<Stored | Failure> {
  if (question && (await records.one('answered', question.id))) {
    return { ok: false, stage: 'present', code: 'already_answered' };
  }
  const fitting = (await records.all<Stored>('attestations')).filter((one) => answers(one, over));
  const best = fitting
    .filter((one) => one.validFrom <= now && now < one.validUntil)
    .sort((a, b) => excess(a, over) - excess(b, over) || a.validUntil - b.validUntil)[0];
  if (best) {
    return best;
  }
  const early = fitting.some((one) => now < one.validFrom);
  return { ok: false, stage: 'present', code: early ? 'not_yet_valid' : fitting.length > 0 ? 'expired' : 'none_left' };
}

async function take(records: WalletRecords, id: string, question: Question | null, now: number): Promise<'gone' | 'taken' | Failure> {
  if (question && (await records.one('answered', question.id))) {
    return { ok: false, stage: 'present', code: 'already_answered' };
  }
  if (!(await records.one('attestations', id))) {
    return 'gone';
  }
  records.delete('attestations', id);
  // A day in hand for clocks that are set back.
  for (const old of await records.all<Answered>('answered')) {
    if (old.until < now - DAY) {
      records.delete('answered', old.id);
    }
  }
  if (question) {
    records.put('answered', { id: question.id, until: question.expiresAt } as Answered);
  }
  return 'taken';
}

async function keep(records: WalletRecords, proofs: Omit<Stored, 'key'>[]): Promise<Received | Failure> {
  let [added, known] = [0, 0];
  let earliest = Number.POSITIVE_INFINITY;
  for (const one of proofs) {
    if (await records.one('attestations', one.id)) {
      known += 1;
      continue;
    }
    const waiting = await records.one<Waiting>('keys', one.id);
    if (!waiting) {
      continue;
    }
    records.put('attestations', { ...one, key: waiting.key } as Stored);
    records.delete('keys', one.id);
    earliest = Math.min(earliest, one.validFrom);
    added += 1;
  }
  if (added === 0) {
    return { ok: false, stage: 'batch', code: known > 0 ? 'already_added' : 'device_key_unknown' };
  }
  // What had ended when the new ones were made: their signed date is better evidence than this device's clock.
  for (const old of await records.all<Stored>('attestations')) {
    if (old.validUntil < earliest) {
      records.delete('attestations', old.id);
    }
  }
  return { ok: true, added, skipped: proofs.length - added };
}

async function signed(attestation: Attestation, key: CryptoKey, asked: Question | Timed, until: number, now: number, form: Form): Promise<{ ok: true; text: string } | Failure> {
  if (now > until) {
    return { ok: false, stage: 'challenge', code: 'challenge_expired' };
  }
  const sign = webCryptoSigner(key);
  if (!('id' in asked)) {
    return attestation.answerTimed(asked.over, now, sign, form);
  }
  const challenge = Challenge.fromText(asked.text, now);
  return isFailure(challenge) ? challenge : attestation.answer(challenge, sign, form);
}

/** Storage that fails gives a failure, not an exception. */
async function kept<T>(work: () => Promise<T>): Promise<T | Failure> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OfageError) {
      return { ok: false, stage: error.stage, code: error.code };
    }
    throw error;
  }
}

type Checks = Pick<typeof import('#checks'), 'checkAttestation' | 'checkReader'>;

/** The part that checks is loaded when something arrives: showing needs none of it. */
async function loadChecks(): Promise<Checks | Failure> {
  try {
    const checks = await import('#checks');
    await checks.init();
    return checks;
  } catch {
    return { ok: false, stage: 'setup', code: 'checks_not_loaded' };
  }
}

/** Takes a batch apart: our JSON, or one attestation as CBOR, hex or base64url. */
function batchOf(batch: Uint8Array<ArrayBuffer> | string): Uint8Array<ArrayBuffer>[] | null {
  if (typeof batch !== 'string' && (batch[0] === 0xa1 || batch[0] === 0xa2 || batch[0] === 0xbf)) {
    return [batch];
  }
  const text = (typeof batch === 'string' ? batch : new TextDecoder().decode(batch)).trim();
  const decoded = (listOf(text) ?? [text]).map(decode);
  return decoded.length > 0 && decoded.every((one) => one !== null) ? decoded : null;
}

function listOf(text: string): string[] | null {
  if (!text.startsWith('{')) {
    return null;
  }
  try {
    const { type, attestations } = JSON.parse(text) as { type?: unknown; attestations?: unknown };
    const listed = type === 'ofage-batch' && Array.isArray(attestations) && attestations.length <= MOST;
    return listed && attestations.every((one) => typeof one === 'string') ? attestations : null;
  } catch {
    return null;
  }
}

function decode(text: string): Uint8Array<ArrayBuffer> | null {
  if (/^(?:[0-9a-f]{2})+$/i.test(text)) {
    return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  }
  if (!/^[A-Za-z0-9_+/=-]+$/.test(text)) {
    return null;
  }
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/').replaceAll('=', ''));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
