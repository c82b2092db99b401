// Drawing QR codes.

import * as glue from '#glue';

import { call } from './runtime.ts';

/** Draws a text as a QR code: an SVG document with a quiet zone, black on white. */
export function qrSvg(text: string): string {
  return call(() => glue.qrSvg(text));
}
