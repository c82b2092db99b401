// A camera that shows what we choose: Chromium's fake device reads a .y4m file frame by frame, again and again, so
// that writing new pixels into the file changes the picture while pages are filming.

import { closeSync, openSync, writeSync } from 'node:fs';

export const WIDTH = 1280;
export const HEIGHT = 720;

const HEADER = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F30:1 Ip A1:1 C420jpeg\nFRAME\n`, 'ascii');

export class FakeCamera {
  #path;
  #studio;

  /** `studio` is a page on which pictures are composed; any page of the site will do. */
  constructor(path) {
    this.#path = path;
    this.#write(new Uint8Array(WIDTH * HEIGHT).fill(96));
  }

  /** Chromium's switches for this camera. */
  get switches() {
    return [
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${this.#path}`,
    ];
  }

  /** The page that composes pictures, once there is a browser. */
  set studio(page) {
    this.#studio = page;
  }

  /** Films nothing in particular. */
  clear() {
    this.#write(new Uint8Array(WIDTH * HEIGHT).fill(96));
  }

  /**
   * Films a screenshot (PNG) as a hand would hold it: `share` of the frame's height, turned a little, slightly
   * out of focus, with sensor noise.
   */
  async show(png, { share = 0.94, degrees = 4, blur = 0.7, noise = 10 } = {}) {
    const luma = await this.#studio.evaluate(
      async ({ base64, width, height, share, degrees, blur, noise }) => {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const canvas = new OffscreenCanvas(width, height);
        const context = canvas.getContext('2d');
        context.fillStyle = '#59606a';
        context.fillRect(0, 0, width, height);
        context.translate(width / 2, height / 2);
        context.rotate((degrees * Math.PI) / 180);
        context.filter = `blur(${blur}px)`;
        const scale = Math.min((height * share) / image.height, (width * share) / image.width);
        context.imageSmoothingQuality = 'high';
        context.drawImage(image, (-image.width * scale) / 2, (-image.height * scale) / 2, image.width * scale, image.height * scale);
        const { data } = context.getImageData(0, 0, width, height);
        const plane = new Uint8Array(width * height);
        let seed = 1;
        for (let at = 0; at < plane.length; at += 1) {
          seed = (seed * 48271) % 2147483647;
          const value = data[at * 4] * 0.299 + data[at * 4 + 1] * 0.587 + data[at * 4 + 2] * 0.114;
          plane[at] = Math.max(0, Math.min(255, value + ((seed % 1000) / 1000 - 0.5) * noise));
        }
        let text = '';
        for (let at = 0; at < plane.length; at += 32768) {
          text += String.fromCharCode(...plane.subarray(at, at + 32768));
        }
        return btoa(text);
      },
      { base64: png.toString('base64'), width: WIDTH, height: HEIGHT, share, degrees, blur, noise },
    );
    this.#write(Buffer.from(luma, 'base64'));
  }

  #write(luma) {
    const file = openSync(this.#path, 'a+');
    closeSync(file);
    const handle = openSync(this.#path, 'r+');
    const chroma = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
    writeSync(handle, HEADER, 0, HEADER.length, 0);
    writeSync(handle, luma, 0, luma.length, HEADER.length);
    writeSync(handle, chroma, 0, chroma.length, HEADER.length + luma.length);
    closeSync(handle);
  }
}
