// What the wallet keeps: attestations, each with its own key, and nothing about where they were shown.
//
// Keys are WebCrypto P-256 keys that cannot be extracted. An attestation is deleted in the same transaction that
// hands it out, before anything is drawn: a reload, a crash or a second tab can lose one, but never show it twice.

import { open, result, within } from '../shared/idb.ts';

/** One single-use proof as kept. */
export interface Stored {
  id: string;
  /** The attestation, sealed when a passkey guards the wallet. */
  issued: Sealed | Uint8Array<ArrayBuffer>;
  /** Signs for this attestation alone; the browser never gives its bytes out. */
  key: CryptoKey;
  answers: { over: number; value: boolean }[];
  validFrom: number;
  validUntil: number;
  issuer: { country: string; name: string };
}

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/** A key that waits for its attestation, named by its public point in hex. */
interface Waiting {
  id: string;
  key: CryptoKey;
}

/** Ends the use of one challenge, so that it is answered once. */
interface Answered {
  id: string;
  until: number;
}

const database = open('ofage-wallet', {
  attestations: { keyPath: 'id' },
  keys: { keyPath: 'id' },
  answered: { keyPath: 'id' },
  settings: { keyPath: 'id' },
});

/** All proofs that can still be used, those that end first in front. */
export async function usable(now: number): Promise<Stored[]> {
  const all = await within(await database, ['attestations'], 'readonly', (t) =>
    result(t.objectStore('attestations').getAll() as IDBRequest<Stored[]>),
  );
  return all.filter((one) => one.validUntil > now).sort((a, b) => a.validUntil - b.validUntil);
}

/** Why nothing was handed out. */
export type TakeFault = 'already_answered' | 'none_left';

/**
 * Hands out one proof that answers the question, and forgets it in the same transaction.
 *
 * `challenge` names the question: a challenge is answered once, whatever tab asks.
 */
export async function takeOnce(
  challenge: { id: string; until: number } | null,
  fits: (one: Stored) => boolean,
  now: number,
): Promise<Stored | TakeFault> {
  return within(await database, ['attestations', 'answered'], 'readwrite', async (t) => {
    const answered = t.objectStore('answered');
    for (const old of await result(answered.getAll() as IDBRequest<Answered[]>)) {
      if (old.until < now) {
        answered.delete(old.id);
      }
    }
    if (challenge && (await result(answered.get(challenge.id)))) {
      return 'already_answered';
    }
    const store = t.objectStore('attestations');
    const all = await result(store.getAll() as IDBRequest<Stored[]>);
    const one = all
      .filter((each) => each.validFrom <= now && now < each.validUntil && fits(each))
      .sort((a, b) => a.validUntil - b.validUntil)[0];
    if (!one) {
      return 'none_left';
    }
    store.delete(one.id);
    if (challenge) {
      answered.put(challenge);
    }
    return one;
  });
}

/** Makes keys for a batch. Public points come back in the order of the batch; private parts stay here. */
export async function makeKeys(count: number): Promise<Uint8Array[]> {
  const points: Uint8Array[] = [];
  const waiting: Waiting[] = [];
  for (let made = 0; made < count; made += 1) {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
    const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    points.push(point);
    waiting.push({ id: hex(point), key: pair.privateKey });
  }
  await within(await database, ['keys'], 'readwrite', async (t) => {
    for (const one of waiting) {
      t.objectStore('keys').put(one);
    }
  });
  return points;
}

/** The waiting key of a public point, if this wallet made it. */
export async function waitingKey(point: Uint8Array): Promise<CryptoKey | undefined> {
  const found = await within(await database, ['keys'], 'readonly', (t) =>
    result(t.objectStore('keys').get(hex(point)) as IDBRequest<Waiting | undefined>),
  );
  return found?.key;
}

/** Keeps proofs; their keys stop waiting. */
export async function keep(proofs: Stored[]): Promise<void> {
  await within(await database, ['attestations', 'keys'], 'readwrite', async (t) => {
    for (const one of proofs) {
      t.objectStore('attestations').put(one);
      t.objectStore('keys').delete(one.id);
    }
  });
}

/** Seals what is still open, once the wallet gets a guard. */
export async function sealAll(seal: (issued: Uint8Array<ArrayBuffer>) => Promise<Sealed>): Promise<void> {
  const all = await within(await database, ['attestations'], 'readonly', (t) =>
    result(t.objectStore('attestations').getAll() as IDBRequest<Stored[]>),
  );
  for (const one of all) {
    if (one.issued instanceof Uint8Array) {
      const sealed = { ...one, issued: await seal(one.issued) };
      await within(await database, ['attestations'], 'readwrite', async (t) => {
        // Taken in the meantime by another tab: then it must not come back.
        if (await result(t.objectStore('attestations').getKey(one.id))) {
          t.objectStore('attestations').put(sealed);
        }
      });
    }
  }
}

/** Forgets everything, keys included. */
export async function forgetAll(): Promise<void> {
  const stores = ['attestations', 'keys', 'answered', 'settings'];
  await within(await database, stores, 'readwrite', async (t) => {
    for (const store of stores) {
      t.objectStore(store).clear();
    }
  });
}

/** A setting, or undefined. */
export async function setting<T>(id: string): Promise<T | undefined> {
  const found = await within(await database, ['settings'], 'readonly', (t) =>
    result(t.objectStore('settings').get(id) as IDBRequest<{ id: string; value: T } | undefined>),
  );
  return found?.value;
}

/** Writes a setting. */
export async function set(id: string, value: unknown): Promise<void> {
  await within(await database, ['settings'], 'readwrite', async (t) => {
    t.objectStore('settings').put({ id, value });
  });
}

/** Bytes as lower-case hex. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
