// Browsers, bundlers and workers: the module is fetched.

import { start, started } from './runtime.ts';

declare const OFAGE_WASM: string;

let loading: Promise<void> | undefined;

/**
 * Loads the WebAssembly module. Call it once before anything else; further calls give the same promise.
 *
 * Without an argument the file beside this script is fetched.
 */
export function init(source?: string | URL | Response | BufferSource | WebAssembly.Module): Promise<void> {
  loading ??= load(source ?? new URL(OFAGE_WASM, import.meta.url)).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(source: string | URL | Response | BufferSource | WebAssembly.Module): Promise<void> {
  if (started()) {
    return;
  }
  if (source instanceof WebAssembly.Module) {
    start(source);
    return;
  }
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    start(await WebAssembly.compile(source as BufferSource));
    return;
  }
  const response = source instanceof Response ? source : await fetch(source, { credentials: 'same-origin' });
  if (!response.ok) {
    throw new Error(`the WebAssembly module could not be loaded: HTTP ${response.status}`);
  }
  // Servers that do not know the type still work, only without streaming.
  const streams = response.headers.get('content-type')?.startsWith('application/wasm') === true;
  start(await (streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer())));
}
