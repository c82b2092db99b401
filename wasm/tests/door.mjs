// The door page besides the main story: queue mode, hand scanners, cameras and their light, the PIN, trust lists that are
// wrong, old or of somebody else, counters. Usage: node door.mjs ORIGIN. Started by `cargo xtask browser`.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Attestation, Challenge, Issuer, webCryptoSigner } from '../pkg/dist/full.node.js';
import { FakeCamera } from './camera.mjs';
import { assert, equal, finish, launch, test, watch } from './harness.mjs';
import { batchOf, challengeOf, decided, expectDecision, keyRequest, next, paste, PHONE, points, ready, said, scan, screenOf, TABLET, trustFile, visit } from './story.mjs';

const origin = process.argv[2];
const work = await mkdtemp(join(tmpdir(), 'ofage-'));
const camera = new FakeCamera(join(work, 'camera.y4m'));
const browser = await launch(camera.switches);
const now = () => Math.floor(Date.now() / 1000);
const DAY = 86_400;

const issuer = await Issuer.create({ country: 'UT', name: 'Utopia Registry', now: now() });
const other = await Issuer.create({ country: 'UT', name: 'Other Registry', now: now() });
let number = 1;
const list = async (by = issuer, at = now(), as = (number += 1)) => trustFile(await by.unmarkedTrustList({ number: as, thresholds: [18], now: at }), by.info.root);

const faults = [];
async function venue(options = TABLET, prepare = () => undefined) {
  const context = await browser.newContext({ ...options, acceptDownloads: true });
  faults.push(watch(context, origin));
  await prepare(context);
  return context;
}

async function open(context, file) {
  const page = await visit(context, origin, 'door/');
  await page.setInputFiles('#bundle-file', file);
  await page.waitForSelector('#bundle-card .facts');
  await page.fill('#venue', 'The Blue Door');
  await page.click('#open-door');
  await page.waitForSelector('#challenge[data-text]');
  return page;
}

/** Changes settings; `pin` opens them. */
async function settings(page, change, pin) {
  await page.click('#open-settings');
  if (pin) {
    await page.fill('#pin', pin);
    await page.click('#pin-ok');
  }
  await page.waitForSelector('#save');
  await change();
  await page.click('#save');
  await page.waitForSelector('.lane');
}

/** A guest's answer, made by the package. */
async function answerTo(text, { form = 'door_code', birthDate = '1990-01-01' } = {}) {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const deviceKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const attestation = Attestation.fromBytes(await issuer.issue({ birthDate, thresholds: [18], deviceKey, now: now() }));
  const sign = webCryptoSigner(pair.privateKey);
  return (await (text === null ? attestation.answerTimed(18, now(), sign, form) : attestation.answer(Challenge.fromText(text, now()), sign, form))).text;
}

console.log('door');

const first = await list();
const context = await venue();
const door = await open(context, first);
camera.studio = door;

const guests = await venue(PHONE);
const wallet = await visit(guests, origin, 'wallet/');
await paste(wallet, batchOf(await Promise.all(points(await keyRequest(wallet)).map((deviceKey) => issuer.issue({ birthDate: '1990-01-01', thresholds: [18], deviceKey, now: now() })))));
await wallet.waitForSelector('.pass');

await test('queue mode: the question on one screen, filmed; the answer filmed at another door of the venue', async () => {
  const secret = '07'.repeat(32);
  const queue = async () => {
    await door.getByText('Queue', { exact: true }).click();
    await door.fill('#secret', secret);
  };
  await settings(door, queue);
  await door.waitForSelector('#challenge[data-text]');
  const second = await open(await venue(), first);
  await settings(second, async () => {
    await second.getByText('Queue', { exact: true }).click();
    await second.fill('#secret', secret);
  });
  await second.waitForSelector('#challenge[data-text]');
  equal(await challengeOf(second), await challengeOf(door), 'both doors show the same question');
  await camera.show(await screenOf(door), { share: 0.9 });
  await wallet.bringToFront();
  await wallet.click('#scan');
  await wallet.waitForSelector('#agree', { timeout: 15_000 });
  await wallet.click('#agree');
  await wallet.waitForSelector('#code[data-text]');
  const picture = await screenOf(wallet);
  await second.bringToFront();
  await camera.show(picture);
  expectDecision(await decided(second), 'admit', 'old_enough');
  camera.clear();
  await next(second);
  // Later, at the door that showed the question: another guest answers it too; the first one's code is used up here.
  await door.bringToFront();
  const text = await wallet.getAttribute('#code', 'data-text');
  await wallet.bringToFront();
  await wallet.click('#done');
  await second.bringToFront();
  await new Promise((resolve) => setTimeout(resolve, 11_000));
  await scan(second, text);
  expectDecision(await decided(second), 'cannot_verify', 'already_used');
  await next(second);
  await door.bringToFront();
  await scan(door, await answerTo(await challengeOf(door)));
  expectDecision(await decided(door), 'admit', 'old_enough');
  await next(door);
  await second.context().close();
});

await test('timed mode: a code that renews itself, filmed', async () => {
  await settings(door, () => door.getByText('Timed', { exact: true }).click());
  await wallet.bringToFront();
  await wallet.click('#timed');
  await wallet.click('#show-18');
  await wallet.waitForSelector('#code[data-text]');
  const old = await wallet.getAttribute('#code', 'data-text');
  await wallet.waitForFunction((old) => document.getElementById('code').dataset.text !== old, old, { timeout: 15_000 });
  const picture = await screenOf(wallet);
  await door.bringToFront();
  await camera.show(picture);
  expectDecision(await decided(door), 'admit', 'old_enough');
  camera.clear();
  await next(door);
  await wallet.bringToFront();
  await wallet.click('#done');
  await wallet.waitForSelector('.pass');
});

await test('a hand scanner that types: genuine, cut off, in the middle of other keys; typing by hand is no scan', async () => {
  await settings(door, () => door.getByText('Challenge', { exact: true }).click());
  await door.waitForSelector('#challenge[data-text]');
  const code = await answerTo(await challengeOf(door));
  await scan(door, code.slice(0, 200));
  equal((await decided(door)).decision, 'cannot_verify', 'cut off');
  await next(door);
  await door.keyboard.type('what is this', { delay: 120 });
  await door.waitForTimeout(400);
  assert(await door.locator('#decision').isHidden(), 'typing by hand decides nothing');
  const fresh = await answerTo(await challengeOf(door));
  await scan(door, fresh);
  expectDecision(await decided(door), 'admit', 'old_enough');
  await next(door);
  // Without Enter at the end, silence ends the scan.
  await scan(door, await answerTo(await challengeOf(door), { birthDate: '2015-01-01' }), null);
  expectDecision(await decided(door), 'refuse', 'under_age');
  await next(door);
});

await test('the PIN: wrong ones open nothing, the right one does; it is not stored as it is', async () => {
  await settings(door, () => door.fill('#new-pin', '2468'));
  for (const wrong of ['', '1111']) {
    await door.click('#open-settings');
    await door.fill('#pin', wrong);
    await door.click('#pin-ok');
    await said(door, 'Wrong PIN.');
    equal(await door.locator('#save').count(), 0, 'settings');
  }
  const kept = await door.evaluate(
    () =>
      new Promise((resolve) => {
        indexedDB.open('ofage-door').onsuccess = (event) => {
          event.target.result.transaction('values').objectStore('values').getAll().onsuccess = (found) => resolve(JSON.stringify(found.target.result.map(({ value }) => value.pin ?? null)));
        };
      }),
  );
  assert(!kept.includes('2468'), 'the PIN as it is');
  await settings(door, () => undefined, '2468');
  await door.reload();
  await ready(door);
  await door.click('#open-settings');
  await door.waitForSelector('#pin');
  await door.keyboard.press('Escape');
});

await test('trust lists: nonsense, damaged, older, another maker’s; the one that is loaded stays', async () => {
  const facts = () => door.textContent('#bundle-card .facts');
  const load = (file) => door.setInputFiles('#bundle-file', file);
  await door.click('#open-settings');
  await door.fill('#pin', '2468');
  await door.click('#pin-ok');
  await door.waitForSelector('#save');
  const before = await facts();
  await load({ name: 'menu.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 soup') });
  await said(door, 'not a trust list');
  await load({ name: 'list.json', mimeType: 'application/json', buffer: Buffer.from('{"type":"ofage-trust"') });
  await said(door, 'not a trust list');
  const damaged = JSON.parse((await list()).buffer.toString());
  const bytes = Buffer.from(damaged.file, 'base64');
  const at = bytes.indexOf('vicalProvider');
  bytes[at + 20] ^= 1;
  await load({ name: 'list.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify({ ...damaged, file: bytes.toString('base64') })) });
  await said(door, 'not signed by whom it says');
  const newer = await list();
  await load(newer);
  await said(door, 'The trust list is loaded.');
  assert((await facts()) !== before, 'the newer one is shown');
  const after = await facts();
  await load(first);
  await said(door, 'older than the one that is loaded');
  await load(await list(other));
  await door.waitForSelector('#change-provider');
  await door.getByText('Keep the old one').click();
  equal(await facts(), after, 'the list that is loaded');
  await door.click('#save');
  await door.waitForSelector('#challenge[data-text]');
  await scan(door, await answerTo(await challengeOf(door)));
  expectDecision(await decided(door), 'admit', 'old_enough');
  await next(door);
});

await test('a trust list that has ended is not taken; one that grew too old decides nothing', async () => {
  const stale = await venue();
  const page = await visit(stale, origin, 'door/');
  const past = await Issuer.create({ country: 'UT', name: 'Past Registry', now: now() - 60 * DAY });
  await page.setInputFiles('#bundle-file', await list(past, now() - 60 * DAY));
  await said(page, 'has ended');
  equal(await page.locator('#bundle-card .facts').count(), 0, 'facts');
  await stale.close();
  // Lists are renewed daily; after three days without a newer one the door says so instead of deciding.
  const aging = await venue();
  const old = await visit(aging, origin, 'door/');
  await old.setInputFiles('#bundle-file', await list(past, now() - 5 * DAY));
  await old.waitForSelector('#bundle-card .facts');
  await old.fill('#venue', 'The Blue Door');
  await old.click('#open-door');
  await old.waitForSelector('#challenge[data-text]');
  equal(await old.textContent('#trust'), 'trust list too old', 'the bar');
  await scan(old, await answerTo(await challengeOf(old)));
  expectDecision(await decided(old), 'cannot_verify', 'trust_stale');
  await aging.close();
});

await test('counters are exported, by hour and reason, and say nothing else', async () => {
  await door.click('#open-counters');
  const [download] = await Promise.all([door.waitForEvent('download'), door.click('#csv')]);
  let csv = '';
  for await (const chunk of await download.createReadStream()) {
    csv += chunk;
  }
  const [head, ...rows] = csv.trimEnd().split('\r\n');
  equal(head, 'hour_utc,decision,reason,count', 'head');
  assert(rows.every((row) => /^\d{4}-\d\d-\d\dT\d\d:00:00\.000Z,(admit|refuse|cannot_verify),[a-z_]+,\d+$/.test(row)), csv);
  const admitted = rows.filter((row) => row.includes(',admit,')).reduce((sum, row) => sum + Number(row.split(',')[3]), 0);
  equal(admitted, 5, 'admitted');
  await door.getByLabel('Back to the door').click();
});

await test('light and camera choice, where the device offers them', async () => {
  const phones = await venue(PHONE, (context) =>
    context.addInitScript(() => {
      window.asked = [];
      if (!navigator.mediaDevices) {
        return;
      }
      const { prototype } = MediaStreamTrack;
      const abilities = prototype.getCapabilities;
      prototype.getCapabilities = function () {
        return { ...abilities.call(this), torch: true };
      };
      prototype.applyConstraints = async (constraints) => void window.asked.push(JSON.stringify(constraints));
      const devices = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
      navigator.mediaDevices.enumerateDevices = async () => {
        const found = await devices();
        const one = found.find((device) => device.kind === 'videoinput');
        return [...found, { kind: 'videoinput', deviceId: 'second', groupId: '', label: 'Second camera', of: one?.deviceId }];
      };
      const media = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = (wanted) => {
        const id = wanted.video.deviceId?.exact;
        window.asked.push(`camera ${id ?? 'any'}`);
        return media(id === 'second' ? { video: true } : wanted);
      };
    }),
  );
  const page = await open(phones, await list());
  await page.getByLabel('Light').click();
  await page.waitForSelector('[aria-label=Light][aria-pressed=true]');
  await page.getByLabel('Light').click();
  await page.waitForSelector('[aria-label=Light][aria-pressed=false]');
  await page.getByLabel('Next camera').click();
  await page.waitForFunction(() => window.asked.includes('camera second'));
  const asked = await page.evaluate(() => window.asked);
  assert(asked.includes('{"advanced":[{"torch":true}]}') && asked.includes('{"advanced":[{"torch":false}]}'), asked.join(' '));
  // The choice is kept for the next visit.
  await page.reload();
  await ready(page);
  await page.waitForFunction(() => window.asked[0] === 'camera second');
  await phones.close();
});

await test('a browser that keeps nothing, or is full: the door decides all the same, counts, and says so', async () => {
  for (const what of ['missing', 'full']) {
    const bare = await venue(PHONE, (context) =>
      context.addInitScript((what) => {
        if (what === 'missing') {
          Object.defineProperty(window, 'indexedDB', { value: undefined });
          Object.defineProperty(window, 'localStorage', {
            get() {
              throw new DOMException('denied', 'SecurityError');
            },
          });
        } else {
          IDBObjectStore.prototype.put = () => {
            throw new DOMException('full', 'QuotaExceededError');
          };
        }
      }, what),
    );
    const page = await open(bare, await list());
    await scan(page, await answerTo(await challengeOf(page)));
    expectDecision(await decided(page), 'admit', 'old_enough');
    await next(page);
    await page.click('#open-counters');
    equal(await page.textContent('.tile.admit strong'), '1', `counted: ${what}`);
    assert((await page.textContent('#not-lasting')).includes('keeps nothing'), 'said');
    await bare.close();
  }
});

await test('no console errors, no exceptions, no request to any other place', () => equal(faults.flat().join('\n'), '', 'faults'));

await browser.close();
await rm(work, { recursive: true });
finish();
