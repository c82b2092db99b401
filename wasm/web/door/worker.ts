// The door, off the page's thread: reads frames, decides, and keeps what must not be stored in memory here.

import { Door, type Outcome, QrReader, qrSvg, type StaffText, StaffTexts, Trust } from '../../js/door.ts';
import { init } from '../../js/load-web.ts';
import { onFrames } from '../shared/frames.ts';
import type { BundleInfo, DoorSetup, FromWorker, ToWorker } from './messages.ts';

/** The same code is looked at again after this time; it stays in front of the camera for many frames. */
const AGAIN_MS = 2500;

let reader: QrReader | undefined;
let door: Door | undefined;
let trust: Trust | undefined;
let texts: StaffTexts | undefined;
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
  const { bundle, venue, over, mode, venueSecret } = setup;
  const read = bundle ? Trust.fromFile(bundle.file, bundle.provider, now(), bundle.seen) : Trust.nobody();
  if (!(read instanceof Trust)) {
    send({ t: 'failed', code: read.code });
    return;
  }
  try {
    door = new Door({ venue: venue || 'Door', over, mode, venueSecret, trust: read, now: now() });
  } catch (error) {
    send({ t: 'failed', code: (error as { code?: string }).code ?? 'unknown' });
    return;
  }
  trust = read;
  send({ t: 'opened', bundle: describe() });
}

/** Loads the language of the staff. It is in the offline copy; where it cannot be had, the door still decides. */
async function speak(language: string): Promise<void> {
  texts = await StaffTexts.load(language).catch(() => texts);
}

/** What staff read. Without texts, the codes: they are English. */
function explain(outcome: Outcome): StaffText {
  const readable = (code: string): string => code.replaceAll('_', ' ');
  return texts?.of(outcome) ?? { word: readable(outcome.decision).toUpperCase(), message: readable(outcome.reason), nextStep: '' };
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
  const { word, message, nextStep } = explain(outcome);
  send({
    t: 'verdict',
    verdict: {
      decision: outcome.shown,
      code: outcome.reason,
      word,
      message,
      next: nextStep,
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

/** What a message waits for: the module, and the language of the last `open` before it. */
let before: Promise<void> = ready;

addEventListener('message', (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if (message.t === 'open') {
    before = before.then(() => speak(message.setup.language));
  }
  void before.then(() => {
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
