// What a venue sets, kept in this browser. Nothing here is about guests.

import { keep } from '../shared/idb.ts';

export type Mode = 'challenge' | 'queue' | 'timed';

export interface Settings {
  venue: string;
  over: number;
  mode: Mode;
  language: string;
  loud: 'sound' | 'silent';
  /** Seconds that a decision stays on the screen. */
  hold: number;
  /** Shared by the doors of a venue in queue mode; 32 bytes. */
  venueSecret: Uint8Array<ArrayBuffer>;
  pin: { salt: Uint8Array<ArrayBuffer>; hash: ArrayBuffer } | null;
}

/** Counts by hour, decision and reason. */
export interface Count {
  hour: number;
  decision: string;
  code: string;
  count: number;
}

const kept = keep('ofage-door', ['values', 'counts']);

/** Whether settings and counts will be there the next time. */
export const lasting = kept.lasting;

export async function load(): Promise<Settings> {
  const known = await read<Partial<Settings>>('settings');
  return {
    venue: '',
    over: 18,
    mode: 'challenge',
    language: (navigator.language || 'en').slice(0, 2),
    loud: 'sound',
    hold: 6,
    venueSecret: crypto.getRandomValues(new Uint8Array(32)),
    pin: null,
    ...known,
  };
}

export async function save(settings: Settings): Promise<void> {
  await write('settings', settings);
}

/** The trust list as loaded. */
export interface KeptBundle {
  file: Uint8Array<ArrayBuffer>;
  /** Root certificate of the list's maker: pinned when the first list is loaded. */
  provider: Uint8Array<ArrayBuffer>;
  /** The newest issue of every list that was ever loaded: the door never goes back behind it. */
  seen: Uint8Array<ArrayBuffer>;
}

export function bundle(): Promise<KeptBundle | undefined> {
  return read<KeptBundle>('bundle');
}

export function keepBundle(next: KeptBundle): Promise<void> {
  return write('bundle', next);
}

async function read<T>(id: string): Promise<T | undefined> {
  return (await kept.one<{ value: T }>('values', id))?.value;
}

function write(id: string, value: unknown): Promise<void> {
  return kept.change('values', id, () => ({ id, value }));
}

/** Adds one to a counter. */
export function count(now: number, decision: string, code: string): Promise<void> {
  const hour = now - (now % 3600);
  const id = `${hour}/${decision}/${code}`;
  return kept.change<Count & { id: string }>('counts', id, (old) => ({ id, hour, decision, code, count: (old?.count ?? 0) + 1 }));
}

export async function counts(): Promise<Count[]> {
  return (await kept.all<Count>('counts')).sort((a, b) => b.hour - a.hour);
}

export function clearCounts(): Promise<void> {
  return kept.clear('counts');
}

/** The counters as a table for spreadsheets; hours in UTC. */
export function csv(rows: Count[]): string {
  const lines = rows.map((row) => [new Date(row.hour * 1000).toISOString(), row.decision, row.code, row.count].join(','));
  return ['hour_utc,decision,reason,count', ...lines, ''].join('\r\n');
}

/** Makes the check value of a PIN. Slow on purpose; it keeps guests out of the settings, not thieves. */
export async function pinCheck(pin: string, salt: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const base = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveBits']);
  return crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: 200_000 }, base, 256);
}

export async function pinFits(pin: string, settings: Settings): Promise<boolean> {
  if (!settings.pin) {
    return true;
  }
  const given = new Uint8Array(await pinCheck(pin, settings.pin.salt));
  const kept = new Uint8Array(settings.pin.hash);
  return given.length === kept.length && given.every((byte, at) => byte === kept[at]);
}
