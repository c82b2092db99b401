// The wallet page: receive, scan, agree, show.

import { init } from '../../js/load-web.ts';
import { type Failure, OfageError, type Proof, type Question, type Timed, type Wallet } from '../../js/wallet.ts';
import { day, fill, h, icon, mark, need, now, sheet, toast } from '../shared/dom.ts';
import { keepAwake, letSleep, offline, startWorker } from '../shared/page.ts';
import { put, take, wait } from '../shared/relay.ts';
import { type Viewfinder, viewfinder } from '../shared/scan.ts';
import { passCard } from './card.ts';
import { gateState, setUpGate, unlock } from './gate.ts';
import { sentence } from './sentences.ts';
import { showCode, wasInterrupted } from './show.ts';
import { isRoot, openWallet, set, setting } from './store.ts';

/** Below this many proofs the wallet asks for more. */
const LOW_WATER = 5;

const bar = need('bar');
const view = need('view');
const live = need('live');

const worker = startWorker();
let wallet: Wallet;
let finder: Viewfinder | undefined;
let onCode: ((text: string) => void) | undefined;

worker.addEventListener('message', (event: MessageEvent<{ t: string; text?: string }>) => {
  if (event.data.t === 'code' && event.data.text) {
    onCode?.(event.data.text);
  }
});

// The storage of a browser can fail at any tap: full, gone, forbidden. People are told in words.
addEventListener('unhandledrejection', (event) => {
  if (event.reason instanceof OfageError) {
    event.preventDefault();
    report(event.reason);
  }
});

function report(error: unknown): void {
  if (!(error instanceof OfageError)) {
    throw error;
  }
  const { stage, code } = error;
  void home().finally(() => trouble({ ok: false, stage, code }));
}

/** A sheet that says what went wrong, with its code. True when the person wants to try again. */
async function trouble(failure: Failure, title = 'That did not work', again?: string): Promise<boolean> {
  const answer = await sheet(title, (close) => [
    h('p', { id: 'trouble', 'data-code': failure.code }, sentence(failure)),
    h('p', { class: 'small muted' }, `Code for support: ${failure.code}`),
    again !== undefined && h('button', { class: 'primary block', type: 'button', id: 'again', onclick: () => close('again') }, again),
    h('button', { class: again === undefined ? 'primary block' : 'plain block', type: 'button', id: 'understood', onclick: () => close('') }, again === undefined ? 'OK' : 'Not now'),
  ]);
  return answer === 'again';
}

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
  let proofs: Proof[];
  let had: boolean | undefined;
  try {
    proofs = await wallet.proofs(now());
    had = await setting<boolean>('had');
  } catch (error) {
    screen(null, [noStorage(error)], null);
    return;
  }
  if (proofs.length === 0) {
    screen(null, [welcome(had)], null);
    return;
  }
  const begins = Math.min(...proofs.map((one) => one.validFrom));
  const cards = groups(proofs).map((group) => passCard(group, LOW_WATER));
  const few = proofs.filter((one) => one.answers.some((answer) => answer.value)).length < LOW_WATER;
  screen(
    null,
    [
      h('h1', { class: 'visually-hidden' }, 'My age proofs'),
      ...cards,
      now() < begins &&
        h('p', { class: 'note warn', role: 'status', id: 'clock' }, `This device says that today is ${day(now())}, but your proofs begin on ${day(begins)}. Check its date and time.`),
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
function groups(proofs: Proof[]): Proof[][] {
  const by = new Map<string, Proof[]>();
  for (const one of proofs) {
    const name = JSON.stringify([one.issuer, one.answers]);
    by.set(name, [...(by.get(name) ?? []), one]);
  }
  return [...by.values()];
}

function noStorage(error: unknown): HTMLElement {
  const failure: Failure = error instanceof OfageError ? { ok: false, stage: error.stage, code: error.code } : { ok: false, stage: 'storage', code: 'storage_failed' };
  return h(
    'div',
    { class: 'welcome', id: 'no-storage', 'data-code': failure.code },
    h('div', { class: 'emblem' }, mark()),
    h('h1', {}, 'Nothing can be kept here'),
    h('p', {}, sentence(failure)),
    h('button', { class: 'primary block big', type: 'button', onclick: () => location.reload() }, 'Try again'),
  );
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
  const file = h('input', { type: 'file', id: 'file', class: 'visually-hidden', accept: '.json,.cbor,.txt,application/json,application/cbor,text/plain', tabindex: -1, 'aria-label': 'File with proofs' });
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
  const request = JSON.stringify(await wallet.requestKeys(30, now()));
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

/** Takes in whatever holds attestations: one, a batch, binary or text. Everything is checked before anything is kept. */
async function receive(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const state = await gateState();
  const seal = state === 'guarded' ? await unlock() : null;
  if (state === 'guarded' && !seal) {
    toast('Not added: the wallet stayed locked.');
    return;
  }
  for (;;) {
    const received = await wallet.receive(bytes, now(), seal ?? undefined);
    if (received.ok) {
      await set('had', true);
      void navigator.storage?.persist?.();
      await home();
      toast(`${received.added} ${received.added === 1 ? 'proof' : 'proofs'} added. Each works once.`);
      return;
    }
    const passing = received.stage === 'storage' || received.stage === 'setup';
    if (!(await trouble(received, 'Not added', passing ? 'Try again' : undefined))) {
      await home();
      return;
    }
  }
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
  await put(box, 'keys', await wallet.requestKeys(offer.count, now()));
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
function camera(title: string, caption: string, found: (text: string, wrong: (problem: string) => void) => string | null): void {
  const chosen = viewfinder(worker, 'ofage-wallet-camera');
  const pasted = h('input', { id: 'typed', autocomplete: 'off', spellcheck: 'false', placeholder: 'or paste the code here', 'aria-label': 'Paste the code' });
  const wrong = (problem: string): void => {
    chosen.caption(problem);
    say(problem);
    onCode = offer;
  };
  const offer = (text: string): void => {
    const problem = found(text, wrong);
    if (problem) {
      wrong(problem);
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
  camera('Scan the door’s code', 'Point at the code on the door’s screen', (text, wrong) => {
    if (offerBox(text)) {
      void acceptOffer(offerBox(text) as string);
      return null;
    }
    onCode = undefined;
    void wallet.question(text, now()).then((question) => {
      if (question.ok) {
        void consent(question);
      } else if (question.stage === 'reader_auth') {
        void trouble(question, 'Do not answer').then(home);
      } else {
        wrong(sentence(question));
      }
    });
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
      h('div', {}, h('dt', {}, 'Asked by'), h('dd', { id: 'reader', 'data-state': question.reader.state }, readerLine(question.reader))),
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

/** Who asks, as far as it is known. */
function readerLine(reader: Question['reader']): string {
  if (reader.state === 'proven') {
    return `proven: ${reader.name}`;
  }
  return reader.state === 'unsigned' || reader.name === null
    ? 'not proven: the name is what that screen says'
    : `not proven: signed as “${reader.name}”, by an authority that this wallet does not know`;
}

async function timed(): Promise<void> {
  const proofs = await wallet.proofs(now());
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
    await show({ over: Number(answer) });
  }
}

async function show(question: Question | Timed): Promise<void> {
  void keepAwake();
  const ended = await showCode(wallet, question, { screen, home, say });
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
      await readerCard(),
      h(
        'div',
        { class: 'card' },
        h('h2', {}, 'What this wallet checks'),
        h('p', { class: 'muted' }, 'On receipt: that nothing was changed since the issuer’s key signed it, that it is current, and that it was made for a key of this wallet.'),
        h('p', { class: 'muted' }, 'It does not know whether doors trust that issuer. Each door has its own list.'),
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

/** The authorities that certify venues. Without one, no venue's name is proven. */
async function readerCard(): Promise<HTMLElement> {
  const roots = (await setting<Uint8Array[]>('readerRoots')) ?? [];
  const file = h('input', { type: 'file', id: 'reader-root', class: 'visually-hidden', accept: '.pem,.der,.cer,.crt', tabindex: -1, 'aria-label': 'Certificate of an authority' });
  file.addEventListener('change', () => {
    const chosen = file.files?.[0];
    if (chosen) {
      void chosen.arrayBuffer().then((bytes) => addReaderRoot(roots, new Uint8Array(bytes)));
    }
  });
  return h(
    'div',
    { class: 'card' },
    h('h2', {}, 'Venues that prove who they are'),
    h(
      'p',
      { class: 'muted', id: 'authorities' },
      roots.length === 0
        ? 'No authority is known yet, so every venue’s name is only what its screen says.'
        : `${roots.length} ${roots.length === 1 ? 'authority is' : 'authorities are'} known. A venue that one of them certified is shown as “proven”.`,
    ),
    h('button', { class: 'block', type: 'button', onclick: () => file.click() }, icon('file'), 'Add an authority’s certificate'),
    file,
    roots.length > 0 && h('button', { class: 'plain block', type: 'button', id: 'forget-authorities', onclick: () => void keepReaderRoots([]) }, icon('trash'), 'Forget all authorities'),
  );
}

async function addReaderRoot(roots: Uint8Array[], bytes: Uint8Array): Promise<void> {
  if (!(await isRoot(bytes).catch(() => false))) {
    toast('This is not the root certificate of an authority.');
    return;
  }
  await keepReaderRoots([...roots, bytes]);
}

async function keepReaderRoots(roots: Uint8Array[]): Promise<void> {
  await set('readerRoots', roots);
  wallet = await openWallet();
  await settings();
}

async function guard(): Promise<void> {
  const seal = await setUpGate();
  if (!seal) {
    toast('Your browser or passkey does not offer this.');
    return;
  }
  await wallet.sealAll(seal);
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
    await wallet.clear();
    await home();
  }
}

// Start

void offline();
await init();
const interrupted = wasInterrupted();
wallet = await openWallet();
const offered = offerBox(location.href);
if (offered) {
  history.replaceState(null, '', './');
  await home();
  await acceptOffer(offered).catch(report);
} else {
  await home();
}
if (interrupted) {
  toast('The code that was on the screen is gone: each is shown once. Scan the door’s new code; another proof is used.');
}
document.documentElement.dataset['ready'] = 'true';
