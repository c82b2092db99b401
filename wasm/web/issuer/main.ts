// The issuer demo page: a pretend issuer, a batch for a wallet, a trust list for a door.

import { qrSvg } from '../../js/draw.ts';
import { day, fill, h, icon, mark, need, now, toast } from '../shared/dom.ts';
import { download, offline, svgImage } from '../shared/page.ts';
import { boxName, put, wait } from '../shared/relay.ts';
import { type DemoIssuer, issueBatch, makeIssuer, readKeyRequest, trustList } from './library.ts';

const bar = need('bar');
const view = need('view');
const live = need('live');

const ages = new Set([18]);
let issuer: DemoIssuer;
let offering: AbortController | undefined;

/** Someone who turned this age half a year ago: the day as yyyy-mm-dd. */
function bornBefore(years: number): string {
  const date = new Date();
  date.setUTCMonth(date.getUTCMonth() - 6);
  date.setUTCFullYear(date.getUTCFullYear() - years);
  return date.toISOString().slice(0, 10);
}

function page(): void {
  fill(bar, h('a', { class: 'mark grow', href: '../', 'aria-label': 'ofage: all pages' }, mark(), 'ofage'), h('span', { class: 'pill warn' }, 'Demo'));
  const birth = h('input', { id: 'birth', type: 'date', value: bornBefore(30), max: new Date().toISOString().slice(0, 10), required: true });
  const count = h('input', { id: 'count', type: 'number', min: 1, max: 100, value: 30, inputmode: 'numeric' });
  const preset = (text: string, years: number): HTMLElement =>
    h('button', { type: 'button', class: 'small', onclick: () => (birth.value = bornBefore(years)) }, text);
  const result = h('div', { id: 'offer', class: 'stack', 'aria-live': 'polite' });
  const doorResult = h('div', { id: 'door-offer', class: 'stack', 'aria-live': 'polite' });
  const pasted = h('textarea', { id: 'keys', rows: 3, spellcheck: 'false', autocomplete: 'off' });

  fill(
    view,
    h('h1', {}, 'Play the issuer'),
    h(
      'p',
      { class: 'muted' },
      'A real issuer checks a birth date once, for example from a passport. This page pretends: its keys are made in this window, and every door shows its proofs as a demo.',
    ),
    h(
      'div',
      { class: 'columns' },
      h(
        'section',
        { class: 'card', 'aria-labelledby': 'for-wallet' },
        h('h2', { id: 'for-wallet' }, '1. Proofs for a wallet'),
        h('div', { class: 'field' }, h('label', { for: 'birth' }, 'Birth date of the guest'), birth),
        h('div', { class: 'row wrap' }, preset('An adult', 30), preset('Just 18', 18), preset('Only 16', 16)),
        h(
          'fieldset',
          { class: 'plain-set' },
          h('legend', { class: 'label' }, 'Ages to attest, each in its own proofs'),
          h(
            'div',
            { class: 'row wrap' },
            ...[16, 18, 21, 25].map((age) =>
              h(
                'label',
                { class: 'tick' },
                h('input', { type: 'checkbox', checked: ages.has(age), onchange: () => void (ages.has(age) ? ages.delete(age) : ages.add(age)) }),
                `${age}+`,
              ),
            ),
          ),
        ),
        h('div', { class: 'field' }, h('label', { for: 'count' }, 'Number of single-use proofs'), count),
        h('button', { class: 'primary block', type: 'button', id: 'make-offer', onclick: () => void makeOffer(birth.value, Number(count.value), result) }, icon('scan'), 'Offer to a wallet'),
        result,
        h(
          'details',
          {},
          h('summary', {}, 'Without this server: by paste and file'),
          h('div', { class: 'field' }, h('label', { for: 'keys' }, 'Key request of the wallet'), pasted),
          h('button', { class: 'block', type: 'button', id: 'issue-pasted', onclick: () => void issuePasted(pasted.value, birth.value) }, icon('download'), 'Issue as a file'),
        ),
      ),
      h(
        'section',
        { class: 'card', 'aria-labelledby': 'for-door' },
        h('h2', { id: 'for-door' }, '2. Trust list for a door'),
        h('p', { class: 'muted' }, 'Tells a door which issuers to believe. It ends after a while, and a door never goes back to an older one.'),
        h('button', { class: 'primary block', type: 'button', id: 'make-trust', onclick: () => void offerTrust(doorResult) }, icon('door'), 'Give it to a door'),
        doorResult,
        h('button', { class: 'block', type: 'button', id: 'trust-file', onclick: () => void trustList(issuer, now()).then((list) => download('demo-trust-list.json', 'application/json', JSON.stringify(list))) }, icon('download'), 'Save as a file'),
        h(
          'dl',
          { class: 'facts small' },
          h('div', {}, h('dt', {}, 'Issuer'), h('dd', {}, `${issuer.name} (${issuer.country})`)),
          h('div', {}, h('dt', {}, 'Certificate ends'), h('dd', {}, day(issuer.validUntil))),
        ),
      ),
    ),
  );
}

function chosenAges(): number[] {
  return [...ages].sort((a, b) => a - b);
}

async function makeOffer(birth: string, count: number, place: HTMLElement): Promise<void> {
  offering?.abort();
  offering = new AbortController();
  const { signal } = offering;
  if (ages.size === 0 || !(count >= 1 && count <= 100) || !birth) {
    toast('Choose a birth date, at least one age, and 1 to 100 proofs.');
    return;
  }
  const box = boxName();
  const offered = await put(box, 'offer', { issuer: issuer.name, count: count * ages.size, thresholds: chosenAges() });
  if (!offered) {
    fill(place, h('p', { class: 'note warn' }, 'There is no relay here: this page was not opened through `ofage serve`. Use paste and file below.'));
    return;
  }
  const address = new URL(`../wallet/#offer=${box}`, location.href).href;
  const image = h('img', { class: 'qr', alt: 'QR code of the offer' });
  svgImage(image, qrSvg(address));
  const state = h('p', { class: 'note', id: 'offer-state' }, 'Waiting for a wallet…');
  fill(
    place,
    h('div', { class: 'paper' }, image),
    h('p', { class: 'small muted center' }, 'Scan it with the phone’s camera or with the wallet.'),
    h('a', { class: 'button block', id: 'open-wallet', href: address, target: '_blank', rel: 'noopener' }, icon('wallet'), 'Open the wallet here'),
    state,
  );
  const request = await wait(box, 'keys', 600, signal);
  if (signal.aborted) {
    return;
  }
  const keys = readKeyRequest(request);
  if (!keys) {
    state.textContent = 'The offer has ended.';
    return;
  }
  state.textContent = 'Issuing…';
  const batch = await issueBatch(issuer, keys, birth, chosenAges(), now());
  await put(box, 'batch', batch);
  state.textContent = `Done: ${batch.attestations.length} proofs are in the wallet.`;
  live.textContent = state.textContent;
}

async function issuePasted(text: string, birth: string): Promise<void> {
  let request: unknown;
  try {
    request = JSON.parse(text);
  } catch {
    request = null;
  }
  const keys = readKeyRequest(request);
  if (!keys || ages.size === 0 || !birth) {
    toast('Paste the key request of a wallet first.');
    return;
  }
  const batch = await issueBatch(issuer, keys, birth, chosenAges(), now());
  download('age-proofs.json', 'application/json', JSON.stringify(batch));
}

async function offerTrust(place: HTMLElement): Promise<void> {
  const box = boxName();
  if (!(await put(box, 'trust', await trustList(issuer, now())))) {
    fill(place, h('p', { class: 'note warn' }, 'There is no relay here. Save the list as a file and open it in the door’s settings.'));
    return;
  }
  const address = new URL(`../door/#trust=${box}`, location.href).href;
  const image = h('img', { class: 'qr', alt: 'QR code of the trust list' });
  svgImage(image, qrSvg(address));
  fill(
    place,
    h('div', { class: 'paper' }, image),
    h('p', { class: 'small muted center' }, 'Scan it with the camera of the door’s device. It can be fetched for 15 minutes.'),
    h('a', { class: 'button block', id: 'open-door-page', href: address, target: '_blank', rel: 'noopener' }, icon('door'), 'Open the door here'),
  );
}

void offline();
issuer = await makeIssuer(now());
page();
document.documentElement.dataset['ready'] = 'true';
