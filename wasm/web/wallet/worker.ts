// Reads QR codes for the wallet, off the page's thread.

import { onFrames } from '../shared/frames.ts';
import { init } from '../../js/load-web.ts';
import { QrReader } from '../../js/read.ts';

let reader: QrReader | undefined;
let last = '';
let lastAt = 0;

void init().then(() => {
  reader = new QrReader();
});

onFrames(
  () => reader,
  ({ width, height, stride }) => {
    for (const { text } of reader?.read(width, height, stride) ?? []) {
      // The same code stays in front of the camera for many frames: once a second is enough.
      if (text !== undefined && (text !== last || performance.now() - lastAt > 1000)) {
        last = text;
        lastAt = performance.now();
        postMessage({ t: 'code', text });
      }
    }
  },
);
