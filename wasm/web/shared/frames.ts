// Runs in a worker: takes frames one at a time, newest first, and gives each to `look`.

import { luma, type Plane, type Size } from './luma.ts';

type FrameMessage =
  | { t: 'stream'; stream: ReadableStream<VideoFrame> }
  | { t: 'frame'; frame: VideoFrame | ImageBitmap }
  | { t: 'stop' };

/** Connects camera messages to a reader. Other messages are left to the worker's own listener. */
export function onFrames(plane: () => Plane | undefined, look: (size: Size, deliveredAt: number) => void): void {
  let current: ReadableStreamDefaultReader<VideoFrame> | undefined;

  const see = async (frame: VideoFrame | ImageBitmap): Promise<void> => {
    const deliveredAt = performance.now();
    const target = plane();
    if (!target) {
      frame.close();
      return;
    }
    look(await luma(frame, target), deliveredAt);
  };

  const drain = async (reader: ReadableStreamDefaultReader<VideoFrame>): Promise<void> => {
    while (current === reader) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      await see(value);
    }
    await reader.cancel();
  };

  addEventListener('message', (event: MessageEvent<FrameMessage>) => {
    const message = event.data;
    if (message.t === 'stream') {
      current = message.stream.getReader();
      void drain(current);
    } else if (message.t === 'frame') {
      void see(message.frame).then(() => postMessage({ t: 'next' }));
    } else if (message.t === 'stop') {
      current = undefined;
    }
  });
}
