/** Loads the WebAssembly module. Call it once before anything else; in Node there is nothing to wait for. */
export declare function init(source?: string | URL | Response | BufferSource | WebAssembly.Module): Promise<void>;

/**
 * A failure as a value: where it happened and which it was. Both strings are stable, in snake_case, and the same as in
 * the Rust library.
 */
export interface Failure {
  ok: false;
  stage: string;
  code: string;
}

/** A failure as an exception: for wrong use of a class, where no result can be given. */
export declare class OfageError extends Error {
  readonly name: 'OfageError';
  readonly stage: string;
  readonly code: string;
  constructor(stage: string, code: string);
}

/** The symbol that the door's and the guest's screen both show. */
export interface MatchingSymbol {
  /** `circle`, `square`, `triangle`, `star`, `heart`, `moon`, `cross` or `drop`. */
  shape: string;
  /** `blue`, `orange`, `black`, `pink`, `green`, `yellow`, `purple` or `sky`. */
  colour: string;
  /** 0 to 99. */
  number: number;
}

/** Seconds since 1970, UTC. Every `now` and every time in a result is one. */
export type Seconds = number;
