// The one WebAssembly instance behind an entry point.

import * as glue from '#glue';

let memory: WebAssembly.Memory | undefined;

/** Starts the instance from a compiled module or its bytes. Later calls change nothing. */
export function start(module: WebAssembly.Module | BufferSource): void {
  memory ??= glue.initSync({ module }).memory;
}

/** Whether `start` has happened. */
export function started(): boolean {
  return memory !== undefined;
}

/** A view of WebAssembly memory. It is detached whenever that memory grows: use it at once. */
export function view(address: number, length: number): Uint8Array<ArrayBuffer> {
  if (!memory) {
    throw new OfageError('setup', 'not_initialised');
  }
  return new Uint8Array(memory.buffer as ArrayBuffer, address, length);
}

/** A failure as an exception: for wrong use of a class, where no result could be given. */
export class OfageError extends Error {
  override readonly name = 'OfageError';
  readonly stage: string;
  readonly code: string;

  constructor(stage: string, code: string) {
    super(`${stage}: ${code}`);
    this.stage = stage;
    this.code = code;
  }
}

/** A failure as a value: where it happened and which it was; both strings are stable. */
export interface Failure {
  ok: false;
  stage: string;
  code: string;
}

/** Tells a failure from a result. */
export function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && (value as Partial<Failure>).ok === false;
}

/** Calls into WebAssembly; a failure object that was thrown there becomes an `OfageError`. */
export function call<T>(work: () => T): T {
  if (!started()) {
    throw new OfageError('setup', 'not_initialised');
  }
  try {
    return work();
  } catch (error) {
    throw isFailure(error) ? new OfageError(error.stage, error.code) : error;
  }
}

/** Calls into WebAssembly; a failure object becomes the result. */
export function attempt<T>(work: () => T): T | Failure {
  if (!started()) {
    throw new OfageError('setup', 'not_initialised');
  }
  try {
    return work();
  } catch (error) {
    if (isFailure(error)) {
      return error;
    }
    throw error;
  }
}

/** The symbol that the door and the guest both see. */
export interface MatchingSymbol {
  shape: string;
  colour: string;
  /** 0 to 99. */
  number: number;
}
