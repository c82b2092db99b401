// The camera on the page's side: choosing it, its light, and handing frames to the worker that reads them.
//
// Frames travel as `VideoFrame` objects, which move to the worker without a copy; the worker copies the luma
// plane once, straight into WebAssembly memory.

/** Why there is no picture; each has its own sentence for people. */
export type CameraFault = 'denied' | 'missing' | 'busy' | 'insecure' | 'unknown';

export interface Camera {
  /** The track whose frames the worker reads. */
  track: MediaStreamTrack;
  /** Whether this camera has a light. */
  hasTorch: boolean;
  /** Switches the light. */
  torch(on: boolean): Promise<void>;
  /** Ends everything. */
  stop(): void;
}

export const CAMERA_HELP: Record<CameraFault, string> = {
  denied: 'The camera is blocked. Allow it for this page in the browser’s settings, then try again.',
  missing: 'No camera was found on this device. Use a hand scanner, or paste the code.',
  busy: 'Another app is using the camera. Close it, then try again.',
  insecure: 'Browsers give the camera only to https:// pages or to localhost. Start `ofage serve --tls`.',
  unknown: 'The camera could not be started.',
};

/** Starts a camera and shows it in the video element. */
export async function openCamera(video: HTMLVideoElement, deviceId: string | null): Promise<Camera | CameraFault> {
  if (!navigator.mediaDevices) {
    return 'insecure';
  }
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: {
        ...(deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'environment' }),
        width: { ideal: 1280 },
        height: { ideal: 720 },
        frameRate: { ideal: 30 },
      },
    });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    return name === 'NotAllowedError' ? 'denied' : name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : name === 'NotReadableError' ? 'busy' : 'unknown';
  }
  const track = stream.getVideoTracks()[0];
  if (!track) {
    return 'missing';
  }
  video.srcObject = stream;
  await video.play().catch(() => undefined);
  const abilities = track.getCapabilities?.() as (MediaTrackCapabilities & { torch?: boolean; focusMode?: string[] }) | undefined;
  if (abilities?.focusMode?.includes('continuous')) {
    await track.applyConstraints({ advanced: [{ focusMode: 'continuous' } as MediaTrackConstraintSet] }).catch(() => undefined);
  }
  return {
    track,
    hasTorch: abilities?.torch === true,
    torch: (on) => track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }),
    stop() {
      for (const each of stream.getTracks()) {
        each.stop();
      }
      video.srcObject = null;
    },
  };
}

/** The cameras by name. Names are known only once the camera was allowed. */
export async function listCameras(): Promise<MediaDeviceInfo[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices.filter((device) => device.kind === 'videoinput');
}

interface TrackProcessor {
  readable: ReadableStream<VideoFrame>;
}

declare const MediaStreamTrackProcessor: (new (init: { track: MediaStreamTrack }) => TrackProcessor) | undefined;

/**
 * Feeds frames of a camera to a worker until the returned function is called.
 *
 * Chromium hands over the whole stream; elsewhere the page sends one frame whenever the worker asks for it.
 */
export function feed(camera: Camera, video: HTMLVideoElement, worker: Worker): () => void {
  if (typeof MediaStreamTrackProcessor === 'function') {
    const { readable } = new MediaStreamTrackProcessor({ track: camera.track });
    worker.postMessage({ t: 'stream', stream: readable }, [readable as unknown as Transferable]);
    return () => worker.postMessage({ t: 'stop' });
  }
  let live = true;
  let wanted = true;
  const onMessage = (event: MessageEvent<{ t: string }>): void => {
    wanted ||= event.data.t === 'next';
  };
  worker.addEventListener('message', onMessage);
  const step = async (): Promise<void> => {
    if (!live) {
      return;
    }
    if (wanted && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth > 0) {
      wanted = false;
      const frame = typeof VideoFrame === 'function' ? new VideoFrame(video) : await createImageBitmap(video);
      worker.postMessage({ t: 'frame', frame }, [frame as unknown as Transferable]);
    }
    next();
  };
  const next = (): void => {
    if ('requestVideoFrameCallback' in video) {
      video.requestVideoFrameCallback(() => void step());
    } else {
      requestAnimationFrame(() => void step());
    }
  };
  next();
  return () => {
    live = false;
    worker.removeEventListener('message', onMessage);
    worker.postMessage({ t: 'stop' });
  };
}
