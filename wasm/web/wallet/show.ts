// The code on the screen: one proof, one tab, a ring that runs down.

import { h, now, s } from '../shared/dom.ts';
import { letSleep, svgImage } from '../shared/page.ts';
import { symbolMark } from '../shared/symbol.ts';
import { gateState, unlock, unseal } from './gate.ts';
import { answerQuestion, type Question } from './library.ts';
import { takeOnce, type Stored } from './store.ts';

/** Seconds after which a timed code is made anew. Doors take it for 30. */
const RENEW = 10;

/** How long one proof may be shown without scanning. */
const TIMED_LIMIT = 180;

export type Asked = Question | { ok: true; kind: 'timed'; over: number };

interface Host {
  screen(title: string | null, content: Node[], back: (() => void) | null): void;
  home(): Promise<void>;
  say(text: string): void;
}

/** Shows the answer. Settles when it has ended: with a sentence when something was wrong, else with null. */
export async function showCode(asked: Asked, host: Host): Promise<string | null> {
  if (!navigator.locks) {
    return showAlone(asked, host);
  }
  return navigator.locks.request('ofage-show', { ifAvailable: true }, (lock) =>
    lock ? showAlone(asked, host) : 'A proof is already being shown in another window.',
  );
}

async function showAlone(asked: Asked, host: Host): Promise<string | null> {
  const guarded = (await gateState()) === 'guarded';
  const sealing = guarded ? await unlock() : null;
  if (guarded && !sealing) {
    return 'Not shown: the wallet stayed locked.';
  }
  const challenge = asked.kind === 'timed' ? null : { id: asked.id, until: asked.expiresAt };
  const taken = await takeOnce(challenge, (one) => answers(one, asked.over), now());
  if (taken === 'already_answered') {
    return 'This code was answered already. Ask staff for a new one.';
  }
  if (taken === 'none_left') {
    return `No proof is left for “${asked.over} or over”. Get new ones from your issuer.`;
  }
  const issued = taken.issued instanceof Uint8Array ? taken.issued : sealing && (await unseal(sealing, taken.issued));
  if (!issued) {
    return 'This proof could not be opened with your passkey.';
  }
  return run(asked, taken, issued, host);
}

/** Whether a proof says yes or no to "over N", by the nearest rule. */
export function answers(one: Pick<Stored, 'answers'>, over: number): boolean {
  return one.answers.some((answer) => (answer.value ? answer.over >= over : answer.over <= over));
}

const LENGTH = 2 * Math.PI * 46;

async function run(asked: Asked, proof: Stored, issued: Uint8Array<ArrayBuffer>, host: Host): Promise<string | null> {
  const image = h('img', { class: 'qr', id: 'code', alt: 'QR code with your answer. Show it to the door’s camera.' });
  const seconds = s('text', { x: 50, y: 59, 'text-anchor': 'middle', class: 'seconds' }, '');
  const arc = s('circle', { cx: 50, cy: 50, r: 46, class: 'arc', 'stroke-dasharray': LENGTH });
  const ring = s(
    'svg',
    { class: 'ring', viewBox: '0 0 100 100', role: 'img', 'aria-label': 'Time left' },
    s('circle', { cx: 50, cy: 50, r: 46, class: 'track' }),
    arc,
    seconds,
  );
  const matching = h('div', { class: 'matching' });
  const done = h('button', { class: 'primary block big', type: 'button', id: 'done' }, 'Done');

  let signature = await answerQuestion(asked, issued, proof.key, now());
  if (!signature.ok) {
    return `The answer could not be made (${signature.code}).`;
  }
  svgImage(image, signature.svg);
  image.dataset['text'] = signature.text;
  if (signature.symbol) {
    matching.append(symbolMark(signature.symbol), h('p', { class: 'small' }, 'Both screens show this'));
  }

  host.screen(
    asked.kind === 'timed' ? `${asked.over} or over` : asked.venue,
    [
      h(
        'div',
        { class: 'show' },
        h('div', { class: 'paper' }, image),
        h('div', { class: 'row spread meters' }, matching, ring),
        h('p', { class: 'muted center small' }, 'Turn the brightness up. Hold the code flat to the camera, about a hand away.'),
        done,
      ),
    ],
    () => done.click(),
  );
  host.say(`Your answer to “${asked.over} or over” is on the screen.`);

  const started = Date.now();
  const end = asked.kind === 'timed' ? started + TIMED_LIMIT * 1000 : asked.expiresAt * 1000;
  let renewed = started;
  let renewing = false;

  return new Promise((resolve) => {
    const finish = (message: string | null): void => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', hidden);
      image.removeAttribute('src');
      delete image.dataset['text'];
      void letSleep();
      resolve(message);
    };
    // The app switcher keeps a picture of hidden pages: nothing usable may be on it.
    const hidden = (): void => {
      image.classList.toggle('veiled', document.visibilityState !== 'visible');
    };
    const tick = async (): Promise<void> => {
      const time = Date.now();
      if (time >= end) {
        finish('The code has run out. Scan again if you still need it.');
        return;
      }
      if (asked.kind === 'timed' && time - renewed >= RENEW * 1000 && !renewing) {
        renewing = true;
        const next = await answerQuestion(asked, issued, proof.key, now());
        renewing = false;
        renewed = Date.now();
        if (next.ok) {
          signature = next;
          svgImage(image, next.svg);
          image.dataset['text'] = next.text;
        }
      }
      const whole = asked.kind === 'timed' ? RENEW * 1000 : end - started;
      const left = asked.kind === 'timed' ? RENEW * 1000 - (Date.now() - renewed) : end - time;
      const part = Math.min(1, Math.max(0, left / whole));
      arc.setAttribute('stroke-dashoffset', String(LENGTH * (1 - part)));
      const shown = String(Math.max(0, Math.ceil(left / 1000)));
      if (seconds.textContent !== shown) {
        seconds.textContent = shown;
        ring.setAttribute('aria-label', asked.kind === 'timed' ? `New code in ${shown} seconds` : `${shown} seconds left`);
      }
    };
    const timer = setInterval(() => void tick(), 200);
    document.addEventListener('visibilitychange', hidden);
    done.addEventListener('click', () => {
      finish(null);
      void host.home();
    });
    void tick();
  });
}
