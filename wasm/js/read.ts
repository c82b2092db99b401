// Reading QR codes.

import * as glue from '#glue';

import { call, OfageError, view } from './runtime.ts';

export interface QrCode {
  /** Exactly what was encoded. */
  bytes: Uint8Array;
  /** The same as text, when it is UTF-8. */
  text?: string;
  /** Version, 1 to 40. */
  version: number;
}

/** Reads QR codes from 8-bit luma frames. */
export class QrReader {
  readonly #raw: glue.QrReader;

  constructor() {
    this.#raw = call(() => new glue.QrReader());
  }

  /**
   * A view of WebAssembly memory for one frame, to be filled and then given to `read`. Writing a camera frame's
   * luma plane here is the only copy there is. The view ends with the next call of anything.
   */
  reserve(bytes: number): Uint8Array<ArrayBuffer> {
    const address = this.#raw.reserve(bytes);
    if (address === 0) {
      throw new OfageError('qr', 'frame_too_large');
    }
    return view(address, bytes);
  }

  /** Reads the reserved frame: `width` by `height` pixels, rows `stride` bytes apart. */
  read(width: number, height: number, stride: number): QrCode[] {
    return call(() => this.#raw.read(width, height, stride)) as QrCode[];
  }

  /** Reads a frame from bytes of your own. */
  readLuma(luma: Uint8Array, width: number, height: number, stride: number = width): QrCode[] {
    this.reserve(luma.length).set(luma);
    return this.read(width, height, stride);
  }
}
