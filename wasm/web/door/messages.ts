// What the page and its worker say to each other. The worker holds the door: the trust list, the challenge and the
// replay memory live there and nowhere else.

import type { MatchingSymbol } from '../shared/symbol.ts';
import type { Verdict } from './decision.ts';
import type { KeptBundle, Mode } from './settings.ts';

export interface DoorSetup {
  venue: string;
  over: number;
  mode: Mode;
  language: string;
  venueSecret: Uint8Array;
  bundle: KeptBundle | null;
}

export interface BundleInfo {
  issuers: number;
  realm: 'demo' | 'live';
  madeAt: number | null;
  validUntil: number | null;
  /** Goes up with every list. */
  number: number;
  /** What to keep with the list. */
  seen: Uint8Array<ArrayBuffer>;
  /** A reason code, when the door cannot decide anything now: the list is too old, or the clock is wrong. */
  notReady: string | null;
}

export type ToWorker =
  | { t: 'open'; setup: DoorSetup }
  | { t: 'challenge' }
  | { t: 'status' }
  | { t: 'text'; text: string }
  | { t: 'pause' }
  | { t: 'resume' };

export type FromWorker =
  | { t: 'opened'; bundle: BundleInfo | null }
  | { t: 'status'; bundle: BundleInfo | null }
  | { t: 'failed'; code: string }
  | { t: 'challenge'; svg: string; text: string; symbol: MatchingSymbol; madeAt: number; expiresAt: number }
  | { t: 'verdict'; verdict: Verdict; deliveredAt: number; readMs: number; verifyMs: number };
