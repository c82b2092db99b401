// The door: challenges, codes, decisions.

import * as glue from '#glue';

import { attempt, call, type Failure, type MatchingSymbol } from './runtime.ts';

export { qrSvg } from './draw.ts';
export { QrReader } from './read.ts';
export type { QrCode } from './read.ts';
export { OfageError } from './runtime.ts';
export type { Failure, MatchingSymbol } from './runtime.ts';
export { StaffTexts } from './texts.ts';
export type { StaffLanguage, StaffText } from './texts.ts';
export { Verifier } from './verify.ts';
export type { Verified } from './verify.ts';

export interface TrustInfo {
  provider: string;
  issuers: number;
  realm: 'demo' | 'live';
  number: number | null;
  madeAt: number | null;
  nextUpdate: number | null;
  validUntil: number | null;
  rejectedParts: number;
}

/** Whom a door trusts. */
export class Trust {
  /** @internal */
  readonly raw: glue.Trust;
  /** Null when nobody is trusted. */
  readonly info: TrustInfo | null;

  private constructor(raw: glue.Trust) {
    this.raw = raw;
    this.info = raw.describe() as TrustInfo | null;
  }

  /** Trusts nobody: every scan is CANNOT VERIFY. */
  static nobody(): Trust {
    return call(() => new Trust(glue.Trust.nobody()));
  }

  /** Reads a trust file whose lists are signed under `provider`, the root certificate (DER) of whoever makes them. */
  static fromFile(file: Uint8Array, provider: Uint8Array, now: number, seen: Uint8Array = new Uint8Array(0)): Trust | Failure {
    return attempt(() => new Trust(glue.Trust.fromFile(file, provider, seen, now)));
  }

  /** What to keep and to give to the next `fromFile`, so that nothing older is taken again. */
  seen(): Uint8Array {
    return call(() => this.raw.seen());
  }
}

export interface Outcome {
  decision: 'admit' | 'refuse' | 'cannot_verify' | 'demo';
  shown: 'admit' | 'refuse' | 'cannot_verify';
  reason: string;
  detail: string | null;
  over: number;
  symbol: MatchingSymbol | null;
  codeAge: number | null;
  country: string | null;
  realm: 'demo' | 'live' | null;
}

export interface ChallengeOnScreen {
  text: string;
  symbol: MatchingSymbol;
  expiresAt: number;
}

export interface Count {
  hour: number;
  decision: string;
  reason: string;
  count: number;
}

export interface DoorOptions {
  venue: string;
  over: number;
  mode?: 'challenge' | 'queue' | 'timed';
  /** 32 bytes, the same for all doors of a venue; used in queue mode. */
  venueSecret?: Uint8Array;
  trust: Trust;
  now: number;
}

/** A door of a venue. All it knows is in memory. */
export class Door {
  readonly #raw: glue.Door;

  constructor(options: DoorOptions) {
    const secret = options.venueSecret ?? crypto.getRandomValues(new Uint8Array(32));
    this.#raw = call(() => new glue.Door(options.venue, options.over, options.mode ?? 'challenge', secret, options.trust.raw, options.now));
  }

  /** Replaces whom the door trusts. */
  replaceTrust(trust: Trust): void {
    call(() => this.#raw.replaceTrust(trust.raw));
  }

  /** What keeps the door from deciding now, as a reason code; null when it is ready. */
  notReady(now: number): string | null {
    return call(() => this.#raw.notReady(now)) ?? null;
  }

  /** The challenge for the screen; a failure in timed mode, which has none. */
  challenge(now: number): ChallengeOnScreen | Failure {
    return attempt(() => this.#raw.challenge(now) as ChallengeOnScreen);
  }

  /** Decides on text from a camera, a hand scanner or a paste. */
  scanText(text: string, now: number): Outcome {
    return call(() => this.#raw.scanText(text, now) as Outcome);
  }

  /** Decides on bytes: a door code or a DeviceResponse. */
  scanBytes(bytes: Uint8Array, now: number): Outcome {
    return call(() => this.#raw.scanBytes(bytes, now) as Outcome);
  }

  /** Counts by hour and reason; nothing else is ever kept. */
  counters(): Count[] {
    return call(() => this.#raw.counters() as Count[]);
  }
}
