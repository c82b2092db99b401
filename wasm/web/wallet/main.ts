// The wallet page: receive, scan, agree, show.

import { fill, h, icon, mark, need, now, sheet, toast } from '../shared/dom.ts';
import { keepAwake, letSleep, offline, startWorker } from '../shared/page.ts';
import { put, take, wait } from '../shared/relay.ts';
import { type Viewfinder, viewfinder } from '../shared/scan.ts';
import { passCard } from './card.ts';
import { gateState, seal, setUpGate, unlock } from './gate.ts';
import { describeBatch, keyRequest, loadLibrary, readQuestion, type Question } from './library.ts';
import { showCode } from './show.ts';
import { forgetAll, keep, makeKeys, sealAll, set, setting, usable, waitingKey, type Stored } from './store.ts';

/** Below this many proofs the wallet asks for more. */
const LOW_WATER = 5;

const bar = need('bar');
const view = need('view');
const live = need('live');

const worker = startWorker();
let finder: Viewfinder | undefined;
let onCode: ((text: string) => void) | undefined;

worker.addEventListener('message', (event: MessageEvent<{ t: string; text?: string }>) => {
  if (event.data.t === 'code' && event.data.text) {
    onCode?.(event.data.text);
  }
});

function say(text: string): void {
  live.textContent = text;
}

/** Puts a screen up: its bar, its content, the focus on its heading. */
function screen(title: string | null, content: Node[], back: (() => void) | null): void {
  finder?.stop();
  finder = undefined;
  onCode = undefined;
  if (title === null) {
    fill(
      bar,
      h('span', { class: 'mark grow' }, mark(), 'ofage'),
      h('button', { class: 'icon plain', type: 'button', 'aria-label': 'Settings', onclick: () => void settings() }, icon('gear')),
    );
  } else {
    fill(
      bar,
      h('button', { class: 'icon plain', type: 'button', 'aria-label': 'Back', onclick: () => (back ?? home)() }, icon('back')),
      h('h1', { class: 'grow', tabindex: -1 }, title),
    );
  }
  fill(view, ...content);
  window.scrollTo(0, 0);
  bar.querySelector('h1')?.focus({ preventScroll: true });
}

// Home

async function home(): Promise<void> {
  void letSleep();
  const proofs = await usable(now());
  if (proofs.length === 0) {
    screen(null, [welcome(await setting<boolean>('had'))], null);
    return;
  }
  const cards = groups(proofs).map((group) => passCard(group, LOW_WATER));
  const few = proofs.filter((one) => one.answers.some((answer) => answer.value)).length < LOW_WATER;
  screen(
    null,
    [
      h('h1', { class: 'visually-hidden' }, 'My age proofs'),
      ...cards,
      few &&
        h('p', { class: 'note warn', role: 'status' }, 'Few proofs are left. Each is used once: get new ones before you go out.'),
      h(
        'div',
        { class: 'stack push' },
        h('button', { class: 'primary block big', type: 'button', id: 'scan', onclick: scan }, icon('scan'), 'Scan the door’s code'),
        h('button', { class: 'block', type: 'button', id: 'timed', onclick: () => void timed() }, icon('clock'), 'Show without scanning'),
        h('button', { class: 'plain block', type: 'button', id: 'more', onclick: add }, icon('plus'), 'Add proofs'),
      ),
    ].filter((node): node is HTMLElement => node instanceof HTMLElement),
    null,
  );
}

/** Proofs of the same issuer and the same answers make one card. */
function groups(proofs: Stored[]): Stored[][] {
  const by = new Map<string, Stored[]>();
  for (const one of proofs) {
    const name = JSON.stringify([one.issuer, one.answers]);
    by.set(name, [...(by.get(name) ?? []), one]);
  }
  return [...by.values()];
}

function welcome(had: boolean | undefined): HTMLElement {
  return h(
    'div',
    { class: 'welcome' },
    h('div', { class: 'emblem' }, mark()),
    h('h1', {}, had ? 'All proofs are used up' : 'Old enough. Nothing else.'),
    h(
      'p',
      { class: 'muted' },
      had
        ? 'Each proof works once, so that nobody can follow you. Ask your issuer for new ones.'
        : 'Show a door that you are over an age, without your name, your birthday or your face. It works without a network.',
    ),
    h('button', { class: 'primary block big', type: 'button', id: 'more', onclick: add }, icon('plus'), 'Add proofs'),
    h('p', { class: 'small muted' }, 'Everything stays on this device.'),
  );
}

// Receiving

function add(): void {
  const file = h('input', { type: 'file', id: 'file', class: 'visually-hidden', accept: '.json,.cbor,.txt,application/json,application/cbor,text/plain', tabindex: -1 });
  file.addEventListener('change', () => {
    const chosen = file.files?.[0];
    if (chosen) {
      void chosen.arrayBuffer().then((bytes) => receive(new Uint8Array(bytes)));
    }
  });
  const text = h('textarea', { id: 'pasted', rows: 4, spellcheck: 'false', autocomplete: 'off' });
  screen(
    'Add proofs',
    [
      h(
        'div',
        { class: 'card' },
        h('h2', {}, 'Scan an offer'),
        h('p', { class: 'muted' }, 'The issuer shows a QR code. Point the camera at it.'),
        h('button', { class: 'primary block', type: 'button', id: 'scan-offer', onclick: scanOffer }, icon('scan'), 'Scan the offer'),
      ),
      h(
        'div',
        { class: 'card' },
        h('h2', {}, 'By file or paste'),
        h('p', { class: 'muted' }, '1. Give the issuer your key request. 2. Bring back what it issues.'),
        h('button', { class: 'block', type: 'button', id: 'request', onclick: () => void giveRequest() }, icon('lock'), 'Copy my key request'),
        h('button', { class: 'block', type: 'button', onclick: () => file.click() }, icon('file'), 'Open a file'),
        file,
        h('div', { class: 'field' }, h('label', { for: 'pasted' }, 'Or paste it here'), text),
        h(
          'button',
          { class: 'block', type: 'button', id: 'take-pasted', onclick: () => void receive(new TextEncoder().encode(text.value.trim())) },
          icon('paste'),
          'Add what I pasted',
        ),
      ),
    ],
    home,
  );
}

async function giveRequest(): Promise<void> {
  const request = keyRequest(await makeKeys(30));
  try {
    await navigator.clipboard.writeText(request);
    toast('The key request is copied. Paste it into the issuer’s page.');
  } catch {
    await sheet('Your key request', (close) => [
      h('p', { class: 'muted' }, 'Copy this text to the issuer’s page.'),
      h('textarea', { readonly: true, rows: 6, 'aria-label': 'Key request' }, request),
      h('button', { class: 'block', type: 'button', onclick: () => close('') }, 'Done'),
    ]);
  }
}

/** Takes in whatever holds attestations: one, a batch, binary or text. */
async function receive(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const batch = describeBatch(bytes);
  if (!batch.ok) {
    toast(batch.code === 'not_a_batch' ? 'This is not an age proof.' : `This proof cannot be used (${batch.code}).`);
    return;
  }
  const state = await gateState();
  const sealing = state === 'guarded' ? await unlock() : null;
  if (state === 'guarded' && !sealing) {
    toast('Not added: the wallet stayed locked.');
    return;
  }
  const proofs: Stored[] = [];
  for (const one of batch.attestations) {
    const key = await waitingKey(one.point);
    if (!key) {
      continue;
    }
    proofs.push({
      id: one.id,
      key,
      issued: sealing ? await seal(sealing, one.bytes) : one.bytes,
      answers: one.answers,
      validFrom: one.validFrom,
      validUntil: one.validUntil,
      issuer: one.issuer,
    });
  }
  if (proofs.length === 0) {
    toast('These proofs belong to another wallet, or were added before.');
    return;
  }
  await keep(proofs);
  await set('had', true);
  void navigator.storage?.persist?.();
  await home();
  toast(`${proofs.length} proofs added. Each works once.`);
}

function scanOffer(): void {
  camera('Scan the offer', 'Point at the issuer’s code', (text) => {
    const box = offerBox(text);
    if (!box) {
      return 'This is not an offer.';
    }
    void acceptOffer(box);
    return null;
  });
}

/** The relay box that an offer's address names. Only addresses of this very wallet count: nothing is opened. */
function offerBox(text: string): string | null {
  let address: URL;
  try {
    address = new URL(text, location.href);
  } catch {
    return null;
  }
  const box = new URLSearchParams(address.hash.slice(1)).get('offer');
  return address.origin === location.origin && box && /^[0-9a-f]{32}$/.test(box) ? box : null;
}

interface Offer {
  issuer: string;
  count: number;
  thresholds: number[];
}

function isOffer(value: unknown): value is Offer {
  const offer = value as Partial<Offer> | null;
  return (
    typeof offer?.issuer === 'string' &&
    Number.isInteger(offer.count) &&
    (offer.count as number) > 0 &&
    (offer.count as number) <= 200 &&
    Array.isArray(offer.thresholds) &&
    offer.thresholds.every((one) => Number.isInteger(one))
  );
}

async function acceptOffer(box: string): Promise<void> {
  const offer = await take(box, 'offer');
  if (!isOffer(offer)) {
    await home();
    toast('The offer has ended. Ask the issuer for a new one.');
    return;
  }
  const ages = offer.thresholds.join(', ');
  const answer = await sheet(`${offer.issuer.slice(0, 60)} offers age proofs`, (close) => [
    h('p', {}, `${offer.count} single-use proofs: ${ages} or over. They are kept on this device only.`),
    h('button', { class: 'primary block', type: 'button', id: 'accept', onclick: () => close('yes') }, 'Accept'),
    h('button', { class: 'plain block', type: 'button', onclick: () => close('no') }, 'No, thanks'),
  ]);
  if (answer !== 'yes') {
    await home();
    return;
  }
  screen('Add proofs', [h('div', { class: 'card center' }, h('div', { class: 'spinner' }), h('p', {}, 'Making keys and waiting for the issuer…'))], home);
  await put(box, 'keys', JSON.parse(keyRequest(await makeKeys(offer.count))));
  const batch = await wait(box, 'batch', 60);
  if (batch === null) {
    await home();
    toast('The issuer did not answer.');
    return;
  }
  await receive(new TextEncoder().encode(JSON.stringify(batch)));
}

// Showing

/** A camera screen; `found` says what is wrong with a code, or takes it. */
function camera(title: string, caption: string, found: (text: string) => string | null): void {
  const chosen = viewfinder(worker, 'ofage-wallet-camera');
  const pasted = h('input', { id: 'typed', autocomplete: 'off', spellcheck: 'false', placeholder: 'or paste the code here', 'aria-label': 'Paste the code' });
  const offer = (text: string): void => {
    const problem = found(text);
    if (problem) {
      chosen.caption(problem);
      say(problem);
    }
  };
  pasted.addEventListener('change', () => offer(pasted.value.trim()));
  screen(title, [h('div', { class: 'grow-finder' }, chosen.element), pasted], home);
  chosen.caption(caption);
  finder = chosen;
  onCode = offer;
  void chosen.start();
}

function scan(): void {
  camera('Scan the door’s code', 'Point at the code on the door’s screen', (text) => {
    if (offerBox(text)) {
      void acceptOffer(offerBox(text) as string);
      return null;
    }
    const question = readQuestion(text, now());
    if (!question.ok) {
      return question.code === 'challenge_expired' ? 'This code has run out. Ask staff for a new one.' : 'This is not a door’s code.';
    }
    onCode = undefined;
    void consent(question);
    return null;
  });
}

/** Who asks, what is asked, what is shared: nothing happens before the answer. */
async function consent(question: Question): Promise<void> {
  finder?.stop();
  const guarded = (await gateState()) === 'guarded';
  const answer = await sheet(`${question.venue} asks`, (close) => [
    h('p', { class: 'question' }, `Are you ${question.over} or over?`),
    h(
      'dl',
      { class: 'facts' },
      h('div', {}, h('dt', {}, 'Shared'), h('dd', {}, 'yes or no, and who attests it')),
      h('div', {}, h('dt', {}, 'Not shared'), h('dd', {}, 'name, birthday, photo, number')),
      h('div', {}, h('dt', {}, 'Asked by'), h('dd', {}, question.reader ?? 'not proven: look at the screen you scanned')),
    ),
    h('p', { class: 'note' }, 'Nothing else is shared. One proof is used up.'),
    h('p', { class: 'small muted' }, guarded ? 'Your fingerprint, face or PIN is asked for next.' : GATE_LABEL.not_offered),
    h('button', { class: 'primary block big', type: 'button', id: 'agree', onclick: () => close('yes') }, 'Share the answer'),
    h('button', { class: 'plain block', type: 'button', onclick: () => close('no') }, 'Cancel'),
  ]);
  if (answer === 'yes') {
    await show(question);
  } else {
    await home();
  }
}

async function timed(): Promise<void> {
  const proofs = await usable(now());
  const ages = [...new Set(proofs.flatMap((one) => one.answers.map((answer) => answer.over)))].sort((a, b) => a - b);
  const answer = await sheet('Show without scanning', (close) => [
    h('p', {}, 'For doors that do not show a code of their own. The code renews itself every 10 seconds.'),
    h('p', { class: 'note warn' }, 'Weaker: whoever photographs your screen could use the picture at another door for up to 30 seconds. Prefer scanning.'),
    ...ages.map((over) =>
      h('button', { class: 'primary block', type: 'button', id: `show-${over}`, onclick: () => close(String(over)) }, `Show “${over} or over”`),
    ),
    h('button', { class: 'plain block', type: 'button', onclick: () => close('') }, 'Cancel'),
  ]);
  if (answer) {
    await show({ ok: true, kind: 'timed', over: Number(answer) });
  }
}

async function show(question: Question | { ok: true; kind: 'timed'; over: number }): Promise<void> {
  void keepAwake();
  const ended = await showCode(question, { screen, home, say });
  if (ended) {
    await home();
    toast(ended);
  }
}

// Settings

const GATE_LABEL = {
  guarded: 'Guarded: every use needs your fingerprint, face or PIN.',
  offered: 'Not guarded yet: whoever can unlock this device can show a proof.',
  not_offered: 'This browser cannot tie proofs to your fingerprint or PIN. Whoever can unlock this device can show one.',
} as const;

async function settings(): Promise<void> {
  const state = await gateState();
  screen(
    'Settings',
    [
      h(
        'div',
        { class: 'card' },
        h('h2', {}, 'Who can show a proof'),
        h('p', { id: 'gate', class: state === 'guarded' ? 'note' : 'note warn' }, GATE_LABEL[state]),
        ...(state === 'offered'
          ? [h('button', { class: 'primary block', type: 'button', id: 'guard', onclick: () => void guard() }, icon('lock'), 'Ask for my fingerprint, face or PIN')]
          : []),
        h('p', { class: 'small muted' }, 'A browser cannot keep keys in certified hardware. A phone app can; treat this wallet as the lighter kind.'),
      ),
      h(
        'div',
        { class: 'card' },
        h('h2', {}, 'On this device'),
        h('p', { class: 'muted' }, 'No record is kept of where you showed a proof.'),
        h('button', { class: 'block danger', type: 'button', onclick: () => void forget() }, icon('trash'), 'Delete all proofs'),
      ),
    ],
    home,
  );
}

async function guard(): Promise<void> {
  const key = await setUpGate();
  if (!key) {
    toast('Your browser or passkey does not offer this.');
    return;
  }
  await sealAll((bytes) => seal(key, bytes));
  await settings();
  toast('Done. Every use now asks for you.');
}

async function forget(): Promise<void> {
  const answer = await sheet('Delete all proofs?', (close) => [
    h('p', {}, 'They cannot be brought back. Your issuer can give you new ones.'),
    h('button', { class: 'block danger', type: 'button', onclick: () => close('yes') }, 'Delete'),
    h('button', { class: 'plain block', type: 'button', onclick: () => close('') }, 'Keep them'),
  ]);
  if (answer === 'yes') {
    await forgetAll();
    await home();
  }
}

// Start

offline();
await loadLibrary();
const offered = offerBox(location.href);
if (offered) {
  history.replaceState(null, '', './');
  await home();
  await acceptOffer(offered);
} else {
  await home();
}
document.documentElement.dataset['ready'] = 'true';
