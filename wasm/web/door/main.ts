// The door page: shows the challenge, reads the answer, fills the screen with the decision.

import { day, fill, h, icon, mark, need, now, sheet, span, toast } from '../shared/dom.ts';
import { wakeSound } from '../shared/feedback.ts';
import { download, keepAwake, offline, startWorker, svgImage } from '../shared/page.ts';
import { take } from '../shared/relay.ts';
import { type Viewfinder, viewfinder } from '../shared/scan.ts';
import { symbolMark } from '../shared/symbol.ts';
import { showDecision } from './decision.ts';
import { guide } from './guide.ts';
import { readOffer, same, TRUST_PROBLEMS } from './offer.ts';
import type { BundleInfo, FromWorker, ToWorker } from './messages.ts';
import { bundle, clearCounts, count, counts, csv, keepBundle, type KeptBundle, lasting, load, type Mode, pinCheck, pinFits, save, type Settings } from './settings.ts';
import { onScanner } from './wedge.ts';

const bar = need('bar');
const view = need('view');
const box = need('decision');
const live = need('live');

const worker = startWorker();
let settings: Settings;
let info: BundleInfo | null = null;
let finder: Viewfinder | undefined;
let challenge: Extract<FromWorker, { t: 'challenge' }> | undefined;
let place: 'door' | 'elsewhere' = 'elsewhere';

const MODES: Record<Mode, { name: string; text: string }> = {
  challenge: { name: 'Challenge', text: 'This screen asks, the guest answers. Stops screenshots and copies. The normal choice.' },
  queue: { name: 'Queue', text: 'The challenge is on a screen at the queue and changes by itself; several doors share it. One scan at the door.' },
  timed: { name: 'Timed', text: 'The guest shows a code that renews itself. One scan, but weaker: a picture of it works for up to 30 seconds.' },
};

function send(message: ToWorker): void {
  worker.postMessage(message);
}

worker.addEventListener('message', (event: MessageEvent<FromWorker>) => {
  const message = event.data;
  if (message.t === 'opened') {
    info = message.bundle;
    if (place === 'door') {
      door();
    }
  } else if (message.t === 'failed') {
    info = null;
  } else if (message.t === 'status') {
    info = message.bundle;
    document.getElementById('trust')?.replaceWith(bundlePill());
  } else if (message.t === 'challenge') {
    challenge = message;
    drawChallenge();
  } else if (message.t === 'verdict') {
    void decide(message);
  }
});

async function openDoor(): Promise<void> {
  const { venue, over, mode, language, venueSecret } = settings;
  send({ t: 'open', setup: { venue, over, mode, language, venueSecret, bundle: (await bundle()) ?? null } });
}

async function decide(message: Extract<FromWorker, { t: 'verdict' }>): Promise<void> {
  const { verdict } = message;
  const over = showDecision(box, verdict, settings);
  requestAnimationFrame(() => {
    // For the tests and for the curious: from the frame's arrival to the decision on the screen.
    const took = performance.timeOrigin + performance.now() - message.deliveredAt;
    box.dataset['took'] = took.toFixed(1);
    box.dataset['read'] = message.readMs.toFixed(2);
    box.dataset['verify'] = message.verifyMs.toFixed(3);
  });
  live.textContent = `${verdict.decision.replace('_', ' ')}. ${verdict.message}`;
  await count(now(), verdict.decision, verdict.code);
  await over;
  if (settings.mode === 'challenge') {
    send({ t: 'challenge' });
  }
  send({ t: 'resume' });
}

/** Puts a screen up. */
function screen(title: string | null, content: Node[], where: 'door' | 'elsewhere', wide: 'wide' | 'narrow' = 'narrow'): void {
  finder?.stop();
  finder = undefined;
  place = where;
  view.classList.toggle('wide', wide === 'wide');
  document.body.classList.toggle('at-door', where === 'door');
  if (title === null) {
    fill(
      bar,
      h('span', { class: 'mark grow' }, mark(), h('span', { class: 'venue' }, settings.venue || 'ofage')),
      bundlePill(),
      h('button', { class: 'icon plain', type: 'button', id: 'open-counters', 'aria-label': 'Counters', onclick: () => void counters() }, icon('chart')),
      h('button', { class: 'icon plain', type: 'button', id: 'open-guide', 'aria-label': 'Staff guide', onclick: showGuide }, icon('book')),
      h('button', { class: 'icon plain', type: 'button', id: 'open-settings', 'aria-label': 'Settings', onclick: () => void askPin() }, icon('gear')),
    );
  } else {
    fill(
      bar,
      h('button', { class: 'icon plain', type: 'button', 'aria-label': 'Back to the door', onclick: home }, icon('back')),
      h('h1', { class: 'grow', tabindex: -1 }, title),
    );
  }
  fill(view, ...content);
  window.scrollTo(0, 0);
  bar.querySelector('h1')?.focus({ preventScroll: true });
}

/** What staff read when the door cannot decide anything, before a guest comes. */
const NOT_READY: Record<string, string> = {
  trust_stale: 'trust list too old',
  trust_expired: 'trust list ended',
  trust_missing: 'no trust list',
  clock_wrong: 'check the clock',
};

function bundlePill(): HTMLElement {
  const problem = info ? info.notReady : 'trust_missing';
  const age = info?.madeAt ? span(now() - info.madeAt) : '';
  const text = problem ? (NOT_READY[problem] ?? problem) : `trust list ${age} old`;
  return h('span', { class: `pill trust${problem ? ' warn' : ''}`, id: 'trust', title: text }, h('span', { class: `dot${problem ? ' warn' : ''}` }), h('span', { class: problem ? '' : 'full' }, text));
}

// The door

function home(): void {
  if (!settings.venue || !info) {
    void setUp();
    return;
  }
  door();
}

function door(): void {
  const chosen = viewfinder(worker, 'ofage-door-camera');
  const question = `${settings.over} or over?`;
  const asking =
    settings.mode === 'timed'
      ? h(
          'section',
          { class: 'ask timed', 'aria-label': 'Question' },
          h('p', { class: 'step-name' }, 'Ask the guest for'),
          h('p', { class: 'question' }, `“${settings.over} or over”`),
          h('p', { class: 'muted' }, 'They open their wallet, tap “Show without scanning”, and hold the code to this camera.'),
          h('p', { class: 'note warn small' }, 'Timed mode: a picture of a code works for up to 30 seconds. Challenge mode is safer.'),
        )
      : h(
          'section',
          { class: 'ask', 'aria-label': 'Challenge' },
          h('p', { class: 'step-name' }, settings.mode === 'queue' ? 'Scan while you wait' : 'Guest: scan this'),
          h('div', { class: 'paper' }, h('img', { class: 'qr', id: 'challenge', alt: 'QR code with the door’s question. Guests scan it with their wallet.' })),
          h(
            'div',
            { class: 'under' },
            h('p', { class: 'question' }, question),
            h('div', { id: 'symbol' }),
            settings.mode === 'challenge' &&
              h('button', { class: 'icon', type: 'button', id: 'renew', 'aria-label': 'New code', title: 'New code', onclick: () => send({ t: 'challenge' }) }, icon('flip')),
          ),
          h('div', { class: 'fuse', 'aria-hidden': 'true' }, h('i', { id: 'life' })),
        );
  screen(
    null,
    [
      h('h1', { class: 'visually-hidden' }, `Door of ${settings.venue}`),
      h(
        'div',
        { class: 'lane' },
        asking,
        h(
          'section',
          { class: 'read', 'aria-label': 'Camera' },
          h('p', { class: 'step-name' }, settings.mode === 'challenge' ? 'Then: show your answer here' : 'Show your code here'),
          chosen.element,
          h(
            'div',
            { class: 'row wrap' },
            h('span', { class: 'pill' }, `${MODES[settings.mode].name} mode`),
            h('button', { class: 'plain small', type: 'button', id: 'type', onclick: () => void typeCode() }, icon('keyboard'), 'Type or paste a code'),
          ),
        ),
      ),
    ],
    'door',
    'wide',
  );
  finder = chosen;
  void chosen.start();
  void keepAwake();
  if (settings.mode !== 'timed') {
    send({ t: 'challenge' });
  }
  send({ t: 'resume' });
}

function drawChallenge(): void {
  const image = document.getElementById('challenge');
  const symbol = document.getElementById('symbol');
  const life = document.getElementById('life');
  if (!(image instanceof HTMLImageElement) || !symbol || !life || !challenge) {
    return;
  }
  svgImage(image, challenge.svg);
  image.dataset['text'] = challenge.text;
  fill(symbol, symbolMark(challenge.symbol));
  const left = Math.max(0, challenge.expiresAt * 1000 - Date.now());
  const whole = Math.max(1, (challenge.expiresAt - challenge.madeAt) * 1000);
  for (const old of life.getAnimations()) {
    old.cancel();
  }
  life.animate([{ transform: `scaleX(${Math.min(1, left / whole)})` }, { transform: 'scaleX(0)' }], { duration: left, fill: 'forwards' });
}

setInterval(() => {
  if (place === 'door' && settings.mode !== 'timed' && challenge && box.hidden && now() >= challenge.expiresAt - 5) {
    send({ t: 'challenge' });
  }
}, 1000);

// The age of the trust list is part of what the bar shows.
setInterval(() => send({ t: 'status' }), 60_000);

async function typeCode(): Promise<void> {
  send({ t: 'pause' });
  const field = h('textarea', { id: 'code-text', rows: 5, spellcheck: 'false', autocomplete: 'off', 'aria-label': 'Code' });
  const answer = await sheet('Type or paste a code', (close) => [
    h('p', { class: 'muted' }, 'A hand scanner needs no field: scan, and it is read.'),
    field,
    h('button', { class: 'primary block', type: 'button', id: 'check-text', onclick: () => close('check') }, 'Check'),
    h('button', { class: 'plain block', type: 'button', onclick: () => close('') }, 'Cancel'),
  ]);
  if (answer === 'check' && field.value.trim()) {
    send({ t: 'text', text: field.value.trim() });
  } else {
    send({ t: 'resume' });
  }
}

onScanner((text) => {
  if (place === 'door' && box.hidden) {
    send({ t: 'text', text });
  }
});

// Setting up, settings, counters, guide

async function setUp(): Promise<void> {
  const venue = h('input', { id: 'venue', maxlength: 40, autocomplete: 'organization', value: settings.venue, placeholder: 'The Blue Door' });
  screen(
    'Set up this door',
    [
      h('p', { class: 'muted' }, 'Two things are needed: the name that guests see, and the list of issuers that you trust.'),
      ...notLasting(),
      h('div', { class: 'card' }, h('div', { class: 'field' }, h('label', { for: 'venue' }, 'Name of the venue'), venue)),
      bundleCard(),
      h(
        'button',
        {
          class: 'primary block',
          type: 'button',
          id: 'open-door',
          onclick: () => {
            wakeSound();
            const name = venue.value.trim();
            if (!name) {
              toast('Give the venue a name first.');
              venue.focus();
              return;
            }
            if (!info) {
              toast('Load a trust list first.');
              return;
            }
            settings.venue = name;
            void save(settings).then(async () => {
              place = 'door';
              await openDoor();
            });
          },
        },
        icon('door'),
        'Open the door',
      ),
    ],
    'elsewhere',
  );
}

function bundleCard(): HTMLElement {
  const file = h('input', { type: 'file', id: 'bundle-file', class: 'visually-hidden', tabindex: -1, 'aria-label': 'Trust list file' });
  file.addEventListener('change', () => {
    const chosen = file.files?.[0];
    if (chosen) {
      void chosen.arrayBuffer().then((bytes) => loadBundle(new Uint8Array(bytes)));
    }
  });
  return h(
    'section',
    { class: 'card', id: 'bundle-card' },
    h('h2', {}, 'Trust list'),
    info
      ? h(
          'dl',
          { class: 'facts' },
          h('div', {}, h('dt', {}, 'Issuers'), h('dd', {}, `${info.issuers}${info.realm === 'demo' ? ' (demo)' : ''}`)),
          h('div', {}, h('dt', {}, 'Made'), h('dd', {}, info.madeAt === null ? 'not stated' : `${span(now() - info.madeAt)} ago`)),
          h('div', {}, h('dt', {}, 'Ends'), h('dd', {}, info.validUntil === null ? 'not stated' : day(info.validUntil))),
          h('div', {}, h('dt', {}, 'Number'), h('dd', {}, info.number)),
        )
      : h('p', { class: 'muted' }, 'None is loaded. Get one from your provider, or from the demo issuer page.'),
    info?.realm === 'demo' && h('p', { class: 'note warn small' }, 'Demo issuers prove nothing. Their decisions are shown on a grey striped screen.'),
    h('button', { class: 'block', type: 'button', onclick: () => file.click() }, icon('file'), info ? 'Load a newer one' : 'Open a trust list file'),
    file,
  );
}

/** Tries a list in the worker and keeps it only when it is accepted there. */
async function loadBundle(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const offered = readOffer(bytes);
  const before = await bundle();
  const provider = offered?.provider ?? before?.provider;
  if (!offered || !provider) {
    toast('This is not a trust list, or it does not say who signs it.');
    return;
  }
  const known = before !== undefined && same(before.provider, provider);
  if (before && !known) {
    const answer = await sheet('Another maker of the list', (close) => [
      h('p', {}, 'This list is signed by somebody else than the one that is loaded. Take it only if you meant to change.'),
      h('button', { class: 'block danger', type: 'button', id: 'change-provider', onclick: () => close('yes') }, 'Change'),
      h('button', { class: 'plain block', type: 'button', onclick: () => close('') }, 'Keep the old one'),
    ]);
    if (answer !== 'yes') {
      return;
    }
  }
  const next: KeptBundle = { file: offered.file, provider, seen: known ? before.seen : new Uint8Array(0) };
  const answer = await new Promise<FromWorker>((resolve) => {
    const once = (event: MessageEvent<FromWorker>): void => {
      if (event.data.t === 'opened' || event.data.t === 'failed') {
        worker.removeEventListener('message', once);
        resolve(event.data);
      }
    };
    worker.addEventListener('message', once);
    const { venue, over, mode, language, venueSecret } = settings;
    send({ t: 'open', setup: { venue, over, mode, language, venueSecret, bundle: next } });
  });
  if (answer.t !== 'opened' || !answer.bundle) {
    const code = answer.t === 'failed' ? answer.code : '';
    await openDoor();
    toast(TRUST_PROBLEMS[code] ?? `This is not a trust list, or it is damaged. It was not taken (${code}).`);
    return;
  }
  await keepBundle({ ...next, seen: answer.bundle.seen });
  document.getElementById('bundle-card')?.replaceWith(bundleCard());
  toast('The trust list is loaded.');
}

async function askPin(): Promise<void> {
  if (settings.pin) {
    const field = h('input', { id: 'pin', type: 'password', inputmode: 'numeric', autocomplete: 'off', maxlength: 12, 'aria-label': 'PIN' });
    const answer = await sheet('Settings are for the manager', (close) => [
      h('form', { class: 'stack', onsubmit: (event) => { event.preventDefault(); close('ok'); } }, field, h('button', { class: 'primary block', id: 'pin-ok' }, 'Unlock')),
      h('button', { class: 'plain block', type: 'button', onclick: () => close('') }, 'Cancel'),
    ]);
    if (answer !== 'ok') {
      return;
    }
    if (!(await pinFits(field.value, settings))) {
      // A slow answer is all that a PIN in a browser can do against guessing.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      toast('Wrong PIN.');
      return;
    }
  }
  showSettings();
}

function choice<T extends string | number>(name: string, label: string, options: [T, string][], value: T, on: (value: T) => void): HTMLElement {
  return h(
    'fieldset',
    { class: 'plain-set' },
    h('legend', { class: 'label' }, label),
    h(
      'div',
      { class: 'choices' },
      ...options.map(([key, text]) =>
        h('label', {}, h('input', { type: 'radio', name, value: String(key), checked: key === value, onchange: () => on(key) }), text),
      ),
    ),
  );
}

function showSettings(): void {
  const venue = h('input', { id: 'venue', maxlength: 40, value: settings.venue });
  const modeText = h('p', { class: 'muted small' }, MODES[settings.mode].text);
  const language = h(
    'select',
    { id: 'language' },
    ...[['en', 'English'], ['de', 'Deutsch'], ['fr', 'Français'], ['es', 'Español'], ['nl', 'Nederlands'], ['it', 'Italiano']].map(([code, name]) =>
      h('option', { value: code, selected: code === settings.language }, name),
    ),
  );
  const pin = h('input', { id: 'new-pin', type: 'password', inputmode: 'numeric', autocomplete: 'new-password', maxlength: 12, placeholder: settings.pin ? 'unchanged' : 'none' });
  const secret = h('input', { id: 'secret', autocomplete: 'off', spellcheck: 'false', value: Array.from(settings.venueSecret, (byte) => byte.toString(16).padStart(2, '0')).join('') });
  const secretField = h(
    'div',
    { class: 'field' },
    h('label', { for: 'secret' }, 'Venue secret: the same on every door and on the queue’s screen'),
    secret,
  );
  secretField.hidden = settings.mode !== 'queue';
  screen(
    'Settings',
    [
      ...notLasting(),
      h(
        'section',
        { class: 'card' },
        h('div', { class: 'field' }, h('label', { for: 'venue' }, 'Name of the venue'), venue),
        choice('over', 'Guests must be', [[16, '16+'], [18, '18+'], [21, '21+'], [25, '25+']], settings.over, (value) => (settings.over = value)),
        choice('mode', 'Mode', [['challenge', 'Challenge'], ['queue', 'Queue'], ['timed', 'Timed']], settings.mode, (value) => {
          settings.mode = value;
          modeText.textContent = MODES[value].text;
          secretField.hidden = value !== 'queue';
        }),
        modeText,
        secretField,
      ),
      bundleCard(),
      h(
        'section',
        { class: 'card' },
        choice('loud', 'Sound', [['sound', 'On'], ['silent', 'Off']], settings.loud, (value) => (settings.loud = value)),
        choice('hold', 'A decision stays for', [[4, '4 s'], [6, '6 s'], [10, '10 s']], settings.hold, (value) => (settings.hold = value)),
        h('div', { class: 'field' }, h('label', { for: 'language' }, 'Language of the decisions'), language),
        h('div', { class: 'field' }, h('label', { for: 'new-pin' }, 'PIN for these settings (4 digits or more)'), pin),
      ),
      h(
        'button',
        {
          class: 'primary block',
          type: 'button',
          id: 'save',
          onclick: async () => {
            wakeSound();
            settings.venue = venue.value.trim() || settings.venue;
            settings.language = language.value;
            if (pin.value) {
              if (!/^[0-9]{4,12}$/.test(pin.value)) {
                toast('A PIN has 4 to 12 digits.');
                return;
              }
              const salt = crypto.getRandomValues(new Uint8Array(16));
              settings.pin = { salt, hash: await pinCheck(pin.value, salt) };
            }
            const pairs = secret.value.trim().match(/^(?:[0-9a-f]{2}){32}$/i) ? (secret.value.trim().match(/../g) ?? []) : null;
            if (!pairs) {
              toast('A venue secret is 64 hexadecimal digits.');
              return;
            }
            settings.venueSecret = Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
            await save(settings);
            challenge = undefined;
            place = 'door';
            await openDoor();
          },
        },
        'Save and open the door',
      ),
    ],
    'elsewhere',
  );
}

/** What the manager has to know where the browser keeps nothing. The door itself works on. */
function notLasting(): HTMLElement[] {
  return lasting() ? [] : [h('p', { class: 'note warn', id: 'not-lasting' }, 'This browser window keeps nothing: it is private, site data is blocked, or the device is full. Settings, trust list and counts end with this window. Export the counts before you close it.')];
}

async function counters(): Promise<void> {
  const rows = await counts();
  const sum = (decision: string): number => rows.filter((row) => row.decision === decision).reduce((total, row) => total + row.count, 0);
  const hours = [...new Set(rows.map((row) => row.hour))].slice(0, 24);
  screen(
    'Counters',
    [
      h(
        'div',
        { class: 'tiles' },
        h('div', { class: 'tile admit' }, h('strong', {}, sum('admit')), 'admitted'),
        h('div', { class: 'tile refuse' }, h('strong', {}, sum('refuse')), 'refused'),
        h('div', { class: 'tile cannot_verify' }, h('strong', {}, sum('cannot_verify')), 'not verifiable'),
      ),
      h(
        'section',
        { class: 'card' },
        h('h2', {}, 'By hour'),
        rows.length === 0
          ? h('p', { class: 'muted' }, 'Nothing was counted yet.')
          : h(
              'div',
              { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Counts by hour' },
              h(
              'table',
              { class: 'table' },
              h('thead', {}, h('tr', {}, ...['Hour', 'Admit', 'Refuse', 'Cannot verify'].map((text) => h('th', { scope: 'col' }, text)))),
              h(
                'tbody',
                {},
                ...hours.map((hour) =>
                  h(
                    'tr',
                    {},
                    h('th', { scope: 'row' }, new Date(hour * 1000).toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })),
                    ...['admit', 'refuse', 'cannot_verify'].map((decision) =>
                      h('td', {}, rows.filter((row) => row.hour === hour && row.decision === decision).reduce((total, row) => total + row.count, 0)),
                    ),
                  ),
                ),
              ),
              ),
            ),
      ),
      h('p', { class: 'muted small' }, 'Counts only. Nothing about guests is stored.'),
      ...notLasting(),
      h('button', { class: 'block', type: 'button', id: 'csv', onclick: () => download('ofage-counters.csv', 'text/csv', csv(rows)) }, icon('download'), 'Export as CSV'),
      h('button', { class: 'plain block', type: 'button', onclick: () => void clearCounts().then(counters) }, icon('trash'), 'Start again at zero'),
    ],
    'elsewhere',
  );
}

function showGuide(): void {
  screen('Staff guide', guide(), 'elsewhere');
}

// Start

void offline();
settings = await load();
addEventListener('pointerdown', wakeSound, { once: true });

/** A link of the demo issuer: the list is fetched from this very server and loaded only when staff agree. */
async function offeredBundle(): Promise<void> {
  const name = new URLSearchParams(location.hash.slice(1)).get('trust');
  if (!name) {
    return;
  }
  history.replaceState(null, '', './');
  const offered = await take(name, 'trust');
  if (typeof offered !== 'object' || offered === null) {
    toast('The offered trust list is no longer there.');
    return;
  }
  const answer = await sheet('Load this trust list?', (close) => [
    h('p', {}, 'It replaces the list of issuers that this door trusts.'),
    h('button', { class: 'primary block', type: 'button', id: 'load-trust', onclick: () => close('yes') }, 'Load it'),
    h('button', { class: 'plain block', type: 'button', onclick: () => close('') }, 'No'),
  ]);
  if (answer === 'yes') {
    await loadBundle(new TextEncoder().encode(JSON.stringify(offered)));
  }
}

const opened = new Promise<void>((resolve) => {
  const once = (event: MessageEvent<FromWorker>): void => {
    if (event.data.t === 'opened' || event.data.t === 'failed') {
      worker.removeEventListener('message', once);
      resolve();
    }
  };
  worker.addEventListener('message', once);
});
await openDoor();
await opened;
home();
await offeredBundle();
document.documentElement.dataset['ready'] = 'true';
