// The worker's side of the camera: one luma plane in WebAssembly memory for each frame.

/** What reads the plane. `reserve` gives a view of WebAssembly memory of at least that many bytes. */
export interface Plane {
  reserve(bytes: number): Uint8Array;
}

export interface Size {
  width: number;
  height: number;
  /** Bytes from one row to the next. */
  stride: number;
}

/** The pixel formats whose first plane is 8-bit luma. */
const PLANAR = new Set(['I420', 'I420A', 'I422', 'I444', 'NV12', 'NV12A']);

let canvas: OffscreenCanvas | undefined;

/** Brings the luma of a frame into the plane and closes the frame. */
export async function luma(frame: VideoFrame | ImageBitmap, plane: Plane): Promise<Size> {
  try {
    if ('format' in frame) {
      const { width, height } = frame.visibleRect ?? { width: frame.codedWidth, height: frame.codedHeight };
      if (frame.format && PLANAR.has(frame.format)) {
        const layout = await frame.copyTo(plane.reserve(frame.allocationSize()));
        return { width, height, stride: layout[0]?.stride ?? width };
      }
      return drawn(frame, width, height, plane);
    }
    return drawn(frame, frame.width, frame.height, plane);
  } finally {
    frame.close();
  }
}

/** For frames that live on the graphics card or hold RGB. */
function drawn(frame: VideoFrame | ImageBitmap, width: number, height: number, plane: Plane): Size {
  canvas ??= new OffscreenCanvas(width, height);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  if (!context) {
    return { width: 0, height: 0, stride: 0 };
  }
  context.drawImage(frame, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const target = plane.reserve(width * height);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 1) {
    target[to] = ((data[from] as number) * 77 + (data[from + 1] as number) * 150 + (data[from + 2] as number) * 29) >> 8;
  }
  return { width, height, stride: width };
}
