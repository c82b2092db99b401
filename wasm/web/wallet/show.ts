// The code on the screen: one proof, one tab, a ring that runs down.

import { type Form, qrSvg, type Question, type Shown, type Timed, type Wallet } from '../../js/wallet.ts';
import { h, icon, now, s } from '../shared/dom.ts';
import { letSleep, svgImage } from '../shared/page.ts';
import { symbolMark } from '../shared/symbol.ts';
import { gateState, unlock } from './gate.ts';
import { cannotAnswer } from './sentences.ts';

/** Seconds after which a timed code is made anew. Doors take it for 30. */
const RENEW = 10;

interface Host {
  screen(title: string | null, content: Node[], back: (() => void) | null): void;
  home(): Promise<void>;
  say(text: string): void;
}

/** Shows the answer. Settles when it has ended: with a sentence when something was wrong, else with null. */
export async function showCode(wallet: Wallet, asked: Question | Timed, host: Host): Promise<string | null> {
  if (!navigator.locks) {
    return showAlone(wallet, asked, host);
  }
  return navigator.locks.request('ofage-show', { ifAvailable: true }, (lock) =>
    lock ? showAlone(wallet, asked, host) : 'A proof is already being shown in another window.',
  );
}

async function showAlone(wallet: Wallet, asked: Question | Timed, host: Host): Promise<string | null> {
  const guarded = (await gateState()) === 'guarded';
  const seal = guarded ? await unlock() : null;
  if (guarded && !seal) {
    return 'Not shown: the wallet stayed locked.';
  }
  const shown = await wallet.show(asked, now(), seal ?? undefined);
  if (!shown.ok) {
    return cannotAnswer(shown, asked.over);
  }
  leaveTrace(shown.until);
  await run(asked, shown, host);
  leaveTrace(null);
  return null;
}

/** So that a reload can say what became of the code that was on the screen. Nothing of it is kept. */
const TRACE = 'ofage-showing';

function leaveTrace(until: number | null): void {
  try {
    if (until === null) {
      sessionStorage.removeItem(TRACE);
    } else {
      sessionStorage.setItem(TRACE, String(until));
    }
  } catch {
    // Without it a reload says nothing.
  }
}

/** Whether a reload interrupted a code. Says so once. */
export function wasInterrupted(): boolean {
  try {
    const until = sessionStorage.getItem(TRACE);
    sessionStorage.removeItem(TRACE);
    return until !== null;
  } catch {
    return false;
  }
}

const LENGTH = 2 * Math.PI * 46;

async function run(asked: Question | Timed, first: Shown, host: Host): Promise<void> {
  const timed = !('id' in asked);
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

  const hint = h('p', { class: 'muted center small' });
  const larger = h('button', { class: 'plain block', type: 'button', id: 'larger' }, '');
  let form: Form = 'door_code';
  const draw = (text: string): void => {
    svgImage(image, qrSvg(text));
    image.dataset['text'] = text;
    hint.textContent = `Turn the brightness up. Hold the code flat to the camera, ${form === 'door_code' ? 'about a hand away' : 'as near as fills its picture'}.`;
    larger.textContent = form === 'door_code' ? 'Code does not scan? Show the larger code' : 'Back to the smaller code';
  };
  draw(first.text);
  if (first.symbol) {
    matching.append(symbolMark(first.symbol), h('p', { class: 'small' }, 'Both screens show this'));
  }

  host.screen(
    timed ? `${asked.over} or over` : asked.venue,
    [
      h(
        'div',
        { class: 'show' },
        h('div', { class: 'paper' }, image),
        h('div', { class: 'row spread meters' }, matching, ring),
        hint,
        h('div', { class: 'actions' }, done, larger),
      ),
    ],
    () => done.click(),
  );
  host.say(`Your answer to “${asked.over} or over” is on the screen.`);

  const started = Date.now();
  // By both clocks: one that is set back gives no more time.
  const whole = first.until * 1000 - started;
  const deadline = performance.now() + whole;
  const timeLeft = (): number => Math.min(first.until * 1000 - Date.now(), deadline - performance.now());
  let renewed = started;
  let renewing = false;

  return new Promise((resolve) => {
    const finish = (): void => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', hidden);
      image.removeAttribute('src');
      delete image.dataset['text'];
      void letSleep();
      resolve();
    };
    // The app switcher keeps a picture of hidden pages: nothing usable may be on it.
    const hidden = (): void => {
      image.classList.toggle('veiled', document.visibilityState !== 'visible');
    };
    const renew = async (): Promise<void> => {
      const next = await first.again(now(), form);
      renewed = Date.now();
      if (next.ok && image.dataset['text'] !== undefined) {
        draw(next.text);
      }
    };
    larger.addEventListener('click', () => {
      form = form === 'door_code' ? 'self_contained' : 'door_code';
      void renew().then(() => host.say(form === 'door_code' ? 'The smaller code is shown.' : 'The larger code is shown.'));
    });
    const tick = async (): Promise<void> => {
      if (timeLeft() <= 0) {
        finish();
        ended(host, timed);
        return;
      }
      if (timed && Date.now() - renewed >= RENEW * 1000 && !renewing) {
        renewing = true;
        await renew();
        renewing = false;
      }
      const left = timed ? RENEW * 1000 - (Date.now() - renewed) : timeLeft();
      const part = Math.min(1, Math.max(0, left / (timed ? RENEW * 1000 : whole)));
      arc.setAttribute('stroke-dashoffset', String(LENGTH * (1 - part)));
      const shown = String(Math.max(0, Math.ceil(left / 1000)));
      if (seconds.textContent !== shown) {
        seconds.textContent = shown;
        ring.setAttribute('aria-label', timed ? `New code in ${shown} seconds` : `${shown} seconds left`);
      }
    };
    const timer = setInterval(() => void tick(), 200);
    document.addEventListener('visibilitychange', hidden);
    done.addEventListener('click', () => {
      finish();
      void host.home();
    });
    void tick();
  });
}

/** The code has run out: said on a screen of its own, because whoever looks away for a moment must not wonder. */
function ended(host: Host, timed: boolean): void {
  host.screen(
    'The code has ended',
    [
      h(
        'div',
        { class: 'welcome', id: 'ended' },
        h('div', { class: 'emblem clock' }, icon('clock')),
        h('p', {}, timed ? 'One proof can be shown for three minutes. Open it again if you still need it.' : 'Nobody can use it any more. Scan the door’s code again if you still need it.'),
        h('button', { class: 'primary block big', type: 'button', id: 'ended-home', onclick: () => void host.home() }, 'To my proofs'),
      ),
    ],
    () => void host.home(),
  );
  host.say('The code has run out.');
}
