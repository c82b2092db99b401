// A viewfinder: preview, brackets, light and camera choice, and a worker behind it.

import { type Camera, CAMERA_HELP, feed, listCameras, openCamera } from './camera.ts';
import { fill, h, icon, s } from './dom.ts';

export interface Viewfinder {
  element: HTMLElement;
  /** Starts, or starts again with another camera. */
  start(): Promise<void>;
  stop(): void;
  /** The words over the picture. */
  caption(text: string): void;
}

/** Builds a viewfinder whose frames go to `worker`. `remember` keeps the chosen camera between visits. */
export function viewfinder(worker: Worker, remember: string): Viewfinder {
  const video = h('video', { muted: true, playsinline: true, 'aria-label': 'Camera picture' });
  video.muted = true;
  const words = h('span', {}, '');
  words.hidden = true;
  const torch = h('button', { class: 'icon', type: 'button', 'aria-pressed': 'false', 'aria-label': 'Light', title: 'Light' }, icon('torch'));
  const flip = h('button', { class: 'icon', type: 'button', 'aria-label': 'Next camera', title: 'Next camera' }, icon('flip'));
  torch.hidden = true;
  flip.hidden = true;
  const problem = h('div', { class: 'problem', role: 'alert' });
  problem.hidden = true;
  const element = h(
    'div',
    { class: 'viewfinder' },
    video,
    brackets(),
    h('div', { class: 'caption' }, words),
    h('div', { class: 'tools' }, torch, flip),
    problem,
  );

  let camera: Camera | undefined;
  let unfeed: (() => void) | undefined;
  let chosen = recall(remember);

  const stop = (): void => {
    unfeed?.();
    unfeed = undefined;
    camera?.stop();
    camera = undefined;
  };

  const start = async (): Promise<void> => {
    stop();
    problem.hidden = true;
    let opened = await openCamera(video, chosen);
    if (typeof opened === 'string' && chosen) {
      chosen = null;
      opened = await openCamera(video, null);
    }
    if (typeof opened === 'string') {
      fill(problem, h('p', {}, CAMERA_HELP[opened]), h('button', { type: 'button', onclick: () => void start() }, 'Try again'));
      problem.hidden = false;
      return;
    }
    camera = opened;
    unfeed = feed(camera, video, worker);
    torch.hidden = !camera.hasTorch;
    torch.setAttribute('aria-pressed', 'false');
    flip.hidden = (await listCameras()).length < 2;
  };

  torch.addEventListener('click', () => {
    const on = torch.getAttribute('aria-pressed') !== 'true';
    void camera?.torch(on).then(() => torch.setAttribute('aria-pressed', String(on)));
  });
  flip.addEventListener('click', () => {
    void listCameras().then((cameras) => {
      const at = cameras.findIndex((one) => one.deviceId === camera?.track.getSettings().deviceId);
      chosen = cameras[(at + 1) % cameras.length]?.deviceId ?? null;
      if (chosen) {
        store(remember, chosen);
      }
      return start();
    });
  });

  return {
    element,
    start,
    stop,
    caption(text) {
      words.textContent = text;
      words.hidden = text === '';
    },
  };
}

/** Browsers that keep nothing may throw here; then the choice is made anew at the next visit. */
function recall(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function store(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // See above.
  }
}

function brackets(): SVGElement {
  return s(
    'svg',
    { class: 'brackets', viewBox: '0 0 100 100', fill: 'none', stroke: 'currentColor', 'stroke-width': 3, 'stroke-linecap': 'round', 'aria-hidden': 'true' },
    s('path', { d: 'M4 24V14A10 10 0 0 1 14 4H24M76 4H86A10 10 0 0 1 96 14V24M96 76V86A10 10 0 0 1 86 96H76M24 96H14A10 10 0 0 1 4 86V76' }),
  );
}
