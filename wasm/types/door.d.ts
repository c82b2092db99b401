import type { Failure, MatchingSymbol, Seconds } from './common.js';

export { type Failure, init, type MatchingSymbol, OfageError, type Seconds } from './common.js';
export { type QrCode, QrReader, qrSvg } from './qr.js';
export { type Verified, Verifier } from './verify.js';

/** A trust list, in short. */
export interface TrustInfo {
  /** Who makes the list. */
  provider: string;
  /** Number of issuers. */
  issuers: number;
  realm: 'demo' | 'live';
  /** Number of the list; it never goes down. */
  number: number | null;
  /** Date of the oldest list in it. */
  madeAt: Seconds | null;
  nextUpdate: Seconds | null;
  validUntil: Seconds | null;
  /** Parts that do not hold and are left out, such as a broken status list. */
  rejectedParts: number;
}

/** Whom a door trusts. */
export declare class Trust {
  private constructor();
  /** Null where nobody is trusted. */
  readonly info: TrustInfo | null;
  /** Trusts nobody: every scan is CANNOT VERIFY. */
  static nobody(): Trust;
  /**
   * Reads a trust file whose lists are signed under `provider`, the root certificate (DER) of whoever makes them. With
   * what `seen` gave for the last one, nothing older is taken.
   */
  static fromFile(file: Uint8Array, provider: Uint8Array, now: Seconds, seen?: Uint8Array): Trust | Failure;
  /** What to keep across restarts and to give to the next `fromFile`. */
  seen(): Uint8Array;
}

/** The answer to one scan. Nothing in it tells who the guest is. */
export interface Outcome {
  /** `demo` is neither a yes nor a no: the proof is a demonstration. */
  decision: 'admit' | 'refuse' | 'cannot_verify' | 'demo';
  /** What a demonstration stands for; else the decision. */
  shown: 'admit' | 'refuse' | 'cannot_verify';
  /** Why: a stable code, such as `old_enough`, `under_age` or `already_used`. `StaffTexts` has the words for it. */
  reason: string;
  /** The code of the error behind the reason, for developers; never for staff. */
  detail: string | null;
  over: number;
  /** What the guest's screen must show too. */
  symbol: MatchingSymbol | null;
  /** Seconds since the code was made, at most. */
  codeAge: number | null;
  /** Country of the issuer, two letters. */
  country: string | null;
  realm: 'demo' | 'live' | null;
}

/** A language of the texts for staff. */
export type StaffLanguage = 'de' | 'en' | 'es' | 'fr' | 'it' | 'nl';

/** What staff read about an outcome. */
export interface StaffText {
  /** The word for the screen, in capitals. */
  word: string;
  /** What happened, in one line. */
  message: string;
  /** What to do next. */
  nextStep: string;
}

/** The texts for staff in one language: a file of its own, so that a door loads the one it needs. */
export declare class StaffTexts {
  private constructor();
  readonly language: StaffLanguage;
  /**
   * Loads a language by its tag, such as `de`, `de-AT` or `de_AT.UTF-8`. English without one, and where there is no such
   * language. Rejects when the file cannot be loaded; the outcomes of a door do not need it.
   */
  static load(tag?: string): Promise<StaffTexts>;
  /**
   * What staff read about an outcome of `Door`, or about what `notReady` gave: `{ decision: 'cannot_verify', reason }`.
   * A reason or a decision of another version reads as its code.
   */
  of(outcome: { decision: string; reason: string }): StaffText;
}

/** The question on the door's screen. */
export interface ChallengeOnScreen {
  /** For a QR code: see `qrSvg`. */
  text: string;
  symbol: MatchingSymbol;
  expiresAt: Seconds;
}

/** How often a reason came up in an hour. */
export interface Count {
  /** The first second of the hour. */
  hour: Seconds;
  decision: string;
  reason: string;
  count: number;
}

export interface DoorOptions {
  /** The name that guests see, at most 40 bytes of UTF-8. */
  venue: string;
  /** The age asked for, 1 to 99. */
  over: number;
  /** How codes are fresh. Default: `challenge`. */
  mode?: 'challenge' | 'queue' | 'timed';
  /** 32 bytes, the same for all doors of a venue; used in queue mode alone. */
  venueSecret?: Uint8Array;
  trust: Trust;
  now: Seconds;
}

/** A door of a venue: shows challenges, decides on codes. All it knows is in memory, and it knows no guest. */
export declare class Door {
  /** @throws {OfageError} for a name, an age or a mode that is none. */
  constructor(options: DoorOptions);
  /** Replaces whom the door trusts. */
  replaceTrust(trust: Trust): void;
  /** What keeps the door from deciding now, as a reason code; null where it is ready. */
  notReady(now: Seconds): string | null;
  /** The challenge for the screen; a failure in timed mode, which has none. */
  challenge(now: Seconds): ChallengeOnScreen | Failure;
  /** Decides on text from a camera, a hand scanner or a paste. Whatever it is, there is an outcome. */
  scanText(text: string, now: Seconds): Outcome;
  /** Decides on bytes: a door code or a DeviceResponse. */
  scanBytes(bytes: Uint8Array, now: Seconds): Outcome;
  /** Counts by hour and reason; nothing else is ever kept. */
  counters(): Count[];
}
