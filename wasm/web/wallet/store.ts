// This page's wallet, in this browser's storage, and its few settings.

import { indexedDbStorage, Wallet } from '../../js/wallet.ts';

const storage = indexedDbStorage('ofage-wallet');

/** The wallet, with the authorities that it knows for venues. Storage that fails is found out when it is used. */
export async function openWallet(): Promise<Wallet> {
  const readerRoots = (await setting<Uint8Array[]>('readerRoots').catch(() => undefined)) ?? [];
  return new Wallet({ storage, readerRoots });
}

/** A setting, or undefined. */
export async function setting<T>(id: string): Promise<T | undefined> {
  const found = await storage.transact('readonly', (records) => records.one<{ id: string; value: T }>('settings', id));
  return found?.value;
}

/** Writes a setting. */
export async function set(id: string, value: unknown): Promise<void> {
  await storage.transact('readwrite', async (records) => {
    records.put('settings', { id, value } as { id: string });
  });
}

/** Whether these bytes are a root certificate. */
export async function isRoot(bytes: Uint8Array): Promise<boolean> {
  const { checkReader, init } = await import('#checks');
  await init();
  const failure = checkReader('', { roots: [bytes], now: 0 });
  // The text is no challenge; before it is looked at, the root is.
  return !failure.ok && failure.stage !== 'trust';
}
