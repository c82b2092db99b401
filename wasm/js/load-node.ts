// Node and the like: the module is read from the package, at once.

// @ts-expect-error: the pages' type check knows no Node modules
import { readFileSync } from 'node:fs';

import { start } from './runtime.ts';

declare const OFAGE_WASM: string;

start(readFileSync(new URL(OFAGE_WASM, import.meta.url)) as BufferSource);

/** Nothing is left to do here; it exists so that the same code runs in browsers. */
export function init(): Promise<void> {
  return Promise.resolve();
}
