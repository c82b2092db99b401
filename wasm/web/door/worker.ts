// The door, off the page's thread: reads frames, decides, and keeps what must not be stored in memory here.

import { Door, QrReader, qrSvg, Trust } from '../../js/door.ts';
import { init } from '../../js/load-web.ts';
import { onFrames } from '../shared/frames.ts';
import type { BundleInfo, DoorSetup, FromWorker, ToWorker } from './messages.ts';

/** The same code is looked at again after this time; it stays in front of the camera for many frames. */
const AGAIN_MS = 2500;

let reader: QrReader | undefined;
let door: Door | undefined;
let trust: Trust | undefined;
let paused = true;
let last = '';
let lastAt = 0;

function send(message: FromWorker): void {
  postMessage(message);
}

const now = (): number => Math.floor(Date.now() / 1000);

const ready = init().then(() => {
  reader = new QrReader();
});

function open(setup: DoorSetup): void {
  const { bundle, venue, over, mode, venueSecret, language } = setup;
  const read = bundle ? Trust.fromFile(bundle.file, bundle.provider, now(), bundle.seen) : Trust.nobody();
  if (!(read instanceof Trust)) {
    send({ t: 'failed', code: read.code });
    return;
  }
  try {
    door = new Door({ venue: venue || 'Door', over, mode, venueSecret, language, trust: read, now: now() });
  } catch (error) {
    send({ t: 'failed', code: (error as { code?: string }).code ?? 'unknown' });
    return;
  }
  trust = read;
  send({ t: 'opened', bundle: describe() });
}

function describe(): BundleInfo | null {
  if (!trust?.info) {
    return null;
  }
  const { issuers, realm, madeAt, validUntil, number } = trust.info;
  return { issuers, realm, madeAt, validUntil, number: number ?? 0, seen: new Uint8Array(trust.seen()), notReady: door?.notReady(now()) ?? null };
}

function challenge(): void {
  const made = door?.challenge(now());
  if (made && 'text' in made) {
    const { text, symbol, expiresAt } = made;
    send({ t: 'challenge', svg: qrSvg(text), text, symbol, madeAt: now(), expiresAt });
  }
}

/** A challenge in the picture, our own mirrored in a window or that of another door, is nobody's answer. */
const NOBODYS = 'challenge_shown';

/** Decides on a text. `deliveredAt` is when its frame arrived, in milliseconds since 1970. */
function decide(text: string, deliveredAt: number, readMs: number): void {
  if (!door) {
    return;
  }
  const start = performance.now();
  const outcome = door.scanText(text, now());
  const verifyMs = performance.now() - start;
  if (outcome.detail === NOBODYS) {
    return;
  }
  paused = true;
  send({
    t: 'verdict',
    verdict: {
      decision: outcome.shown,
      code: outcome.reason,
      word: outcome.word,
      message: outcome.message,
      next: outcome.nextStep,
      over: outcome.over,
      country: outcome.country,
      age: outcome.codeAge,
      symbol: outcome.symbol,
      realm: outcome.decision === 'demo' ? 'demo' : 'live',
    },
    deliveredAt,
    readMs,
    verifyMs,
  });
}

onFrames(
  () => (paused ? undefined : reader),
  ({ width, height, stride }, deliveredAt) => {
    const start = performance.now();
    const found = reader?.read(width, height, stride) ?? [];
    const readMs = performance.now() - start;
    for (const { text } of found) {
      if (text === undefined || paused) {
        continue;
      }
      if (text === last && performance.now() - lastAt < AGAIN_MS) {
        continue;
      }
      last = text;
      lastAt = performance.now();
      decide(text, performance.timeOrigin + deliveredAt, readMs);
    }
  },
);

addEventListener('message', (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  void ready.then(() => {
    if (message.t === 'open') {
      open(message.setup);
    } else if (message.t === 'challenge') {
      challenge();
    } else if (message.t === 'status') {
      send({ t: 'status', bundle: describe() });
    } else if (message.t === 'text') {
      decide(message.text, Date.now(), 0);
    } else if (message.t === 'pause') {
      paused = true;
    } else if (message.t === 'resume') {
      paused = false;
      lastAt = performance.now();
    }
  });
});
