/** A QR code that was read. */
export interface QrCode {
  /** Exactly what was encoded. */
  bytes: Uint8Array;
  /** The same as text, where it is UTF-8. */
  text?: string;
  /** Version, 1 to 40. */
  version: number;
}

/** Reads QR codes from 8-bit luma frames of a camera. One for each stream. */
export declare class QrReader {
  constructor();
  /**
   * A view of WebAssembly memory for one frame, to be filled and then given to `read`: the only copy there is. The view
   * ends with the next call of anything.
   */
  reserve(bytes: number): Uint8Array<ArrayBuffer>;
  /** Reads the reserved frame: `width` by `height` pixels, rows `stride` bytes apart. */
  read(width: number, height: number, stride: number): QrCode[];
  /** Reads a frame from bytes of your own. */
  readLuma(luma: Uint8Array, width: number, height: number, stride?: number): QrCode[];
}

/** Draws a text as a QR code: an SVG document with a quiet zone, black on white. */
export declare function qrSvg(text: string): string;
