// The wallet page when things are not as they should be: forged offers, unknown venues, doors that cannot read, full
// disks, wrong clocks. Usage: node wallet.mjs ORIGIN. Started by `cargo xtask browser`.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Challenge, Door, Issuer, Trust } from '../pkg/dist/full.node.js';
import { FakeCamera } from './camera.mjs';
import { assert, equal, finish, launch, test, watch } from './harness.mjs';
import { answer, batchOf, challengeOf, decided, expectDecision, keyRequest, next, paste, PHONE, points, ready, said, screenOf, troubleOf, trustFile, visit } from './story.mjs';

const origin = process.argv[2];
const work = await mkdtemp(join(tmpdir(), 'ofage-'));
const camera = new FakeCamera(join(work, 'camera.y4m'));
const browser = await launch(camera.switches);
const now = () => Math.floor(Date.now() / 1000);
const DAY = 86_400;

const issuer = await Issuer.create({ country: 'UT', name: 'Utopia Registry', now: now() });
const other = await Issuer.create({ country: 'UT', name: 'Other Registry', now: now() });
const trust = Trust.fromFile(await issuer.unmarkedTrustList({ number: 1, thresholds: [18], now: now() }), issuer.info.root, now());
const door = new Door({ venue: 'The Blue Door', over: 18, trust, now: now() });

const issue = (request, by = issuer) =>
  Promise.all(points(request).map((deviceKey) => by.issue({ birthDate: '1990-01-01', thresholds: [18], deviceKey, now: now() })));
const left = async (page) => {
  await page.waitForSelector('.pass');
  return page.textContent('.pass .uses strong');
};

/** Opens the question on a wallet by typing it. */
async function ask(page, text) {
  await page.click('#scan');
  await page.fill('#typed', text);
  await page.press('#typed', 'Tab');
}

console.log('wallet');

const context = await browser.newContext(PHONE);
const faults = watch(context, origin);
const page = await visit(context, origin, 'wallet/');
camera.studio = page;
let genuine;

await test('forged, damaged and foreign proofs are refused with a sentence and a code; nothing is kept', async () => {
  genuine = await issue(await keyRequest(page));
  const turned = Uint8Array.from(genuine[0]);
  const at = Buffer.from(turned).indexOf('elementValue') + 'elementValue'.length;
  equal(turned[at], 0xf5, 'a yes');
  turned[at] = 0xf4;
  const forged = Uint8Array.from(genuine[1]);
  forged[forged.length - 1] ^= 1;
  const stranger = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const deviceKey = new Uint8Array(await crypto.subtle.exportKey('raw', stranger.publicKey));
  const foreign = await issuer.issue({ birthDate: '1990-01-01', thresholds: [18], deviceKey, now: now() });
  const cases = [
    [batchOf([turned]), 'digest_mismatch', 'changed'],
    [batchOf([genuine[0], forged]), 'issuer_signature_invalid', 'changed'],
    [batchOf([genuine[0].slice(0, 300)]), 'truncated', 'damaged'],
    [batchOf([foreign]), 'device_key_unknown', 'another wallet'],
    ['hello', 'not_a_batch', 'not an age proof'],
  ];
  for (const [batch, code, words] of cases) {
    await paste(page, batch);
    const seen = await troubleOf(page);
    equal(seen.code, code, 'code');
    assert(seen.text.includes(words), seen.text);
    await page.waitForSelector('.welcome');
  }
});

await test('genuine proofs are kept, named after the certificate, and not twice', async () => {
  await paste(page, batchOf(genuine));
  equal(await left(page), '30', 'uses left');
  equal(await page.textContent('.pass .issuer'), 'Utopia Registry', 'issuer');
  await paste(page, batchOf(genuine));
  equal((await troubleOf(page)).code, 'already_added', 'code');
});

await test('who asks: a claim, an unknown authority, proven, forged', async () => {
  const reader = async (text) => {
    await ask(page, text);
    await page.waitForSelector('#reader');
    const seen = [await page.getAttribute('#reader', 'data-state'), await page.textContent('#reader')];
    await page.getByText('Cancel').click();
    await page.waitForSelector('.pass');
    return seen.join(': ');
  };
  const challenge = () => door.challenge(now()).text;
  const signed = async (by) => (await by.signChallenge({ challenge: challenge(), venue: 'The Blue Door Ltd', now: now() })).text;
  assert((await reader(challenge())).startsWith('unsigned: not proven'), 'unsigned');
  assert((await reader(await signed(issuer))).startsWith('unknown: not proven: signed as “The Blue Door Ltd”'), 'no authority is known yet');

  await page.getByLabel('Settings').click();
  await page.setInputFiles('#reader-root', { name: 'root.der', mimeType: 'application/pkix-cert', buffer: Buffer.from('no certificate') });
  await said(page, 'not the root');
  await page.setInputFiles('#reader-root', { name: 'root.der', mimeType: 'application/pkix-cert', buffer: Buffer.from(issuer.info.root) });
  await page.waitForFunction(() => document.getElementById('authorities')?.textContent.startsWith('1 authority'));
  await page.getByLabel('Back').click();
  equal(await reader(await signed(issuer)), 'proven: proven: The Blue Door Ltd', 'a certified venue');
  assert((await reader(await signed(other))).startsWith('unknown: not proven'), 'another authority');
  assert((await reader(challenge())).startsWith('unsigned: not proven'), 'unsigned');

  // One digit of the signature changed: found by trying, because digits stand in groups.
  const text = await signed(issuer);
  const forgeries = Array.from({ length: 10 }, (_, digit) => text.slice(0, 200) + digit + text.slice(201));
  const forged = forgeries.find((one) => Challenge.fromText(one, now()).code === 'reader_signature_invalid');
  assert(forged !== undefined, 'a forgery');
  await ask(page, forged);
  equal((await troubleOf(page)).code, 'reader_signature_invalid', 'code');
  equal(await left(page), '30', 'uses left');
});

await test('a door that does not know the layout reads the larger code, from the same proof', async () => {
  const doors = await browser.newContext({ ...PHONE });
  const doorFaults = watch(doors, origin);
  const far = await visit(doors, origin, 'door/');
  const bare = await issuer.unmarkedTrustList({ number: 1, thresholds: [], now: now() });
  await far.setInputFiles('#bundle-file', trustFile(bare, issuer.info.root));
  await far.waitForSelector('#bundle-card .facts');
  await far.fill('#venue', 'The Far Door');
  await far.click('#open-door');
  await far.waitForSelector('#challenge[data-text]');
  await page.bringToFront();
  const text = await answer(page, await challengeOf(far));
  const small = await screenOf(page);
  await far.bringToFront();
  await camera.show(small);
  expectDecision(await decided(far), 'cannot_verify', 'layout_unknown');
  camera.clear();
  // No frame with the first code is to be on its way when the door looks again.
  await far.waitForTimeout(1000);
  await next(far);
  await page.bringToFront();
  await page.click('#larger');
  await page.waitForFunction((old) => document.getElementById('code').dataset.text !== old, text);
  const large = await page.getAttribute('#code', 'data-text');
  assert(large.length > 2 * text.length, 'the larger code');
  equal(await page.textContent('#larger'), 'Back to the smaller code', 'the button');
  // Held nearer to the camera: the code fills the picture.
  const picture = await page.locator('.paper').screenshot();
  await far.bringToFront();
  await camera.show(picture, { share: 0.85 });
  const seen = await decided(far);
  camera.clear();
  expectDecision(seen, 'admit', 'old_enough');
  await next(far);
  await page.click('#done');
  equal(await left(page), '29', 'one proof for both codes');
  equal(doorFaults.join('\n'), '', 'faults');
  await doors.close();
  return `${large.length} digits, read ${seen.read} ms`;
});

await test('a reload in the middle uses the proof up, and says so', async () => {
  const challenge = door.challenge(now()).text;
  await page.bringToFront();
  await answer(page, challenge);
  await page.reload();
  await ready(page);
  await said(page, 'shown once');
  equal(await left(page), '28', 'uses left');
  await ask(page, challenge);
  await page.click('#agree');
  await said(page, 'answered already');
  equal(await left(page), '28', 'nothing more is used up');
  await page.reload();
  await ready(page);
  equal(await page.locator('.toast').count(), 0, 'said once');
});

await test('no space left: nothing is lost, the same proofs are added once there is some', async () => {
  const full = (state) =>
    page.evaluate((full) => {
      const { prototype } = IDBObjectStore;
      window.put ??= prototype.put;
      prototype.put = full
        ? () => {
            throw new DOMException('full', 'QuotaExceededError');
          }
        : window.put;
    }, state);
  const more = await issue(await keyRequest(page));
  await full(true);
  await paste(page, batchOf(more));
  await page.waitForSelector('#trouble[data-code=storage_full]');
  await full(false);
  await page.click('#again');
  await page.waitForSelector('.pass');
  equal(await left(page), '58', 'uses left');
  await full(true);
  await page.click('#more');
  await page.click('#request');
  equal((await troubleOf(page)).code, 'storage_full', 'keys that cannot be kept are not asked for');
  await page.waitForSelector('.pass');
  // While showing: no code without the record that it was shown.
  await ask(page, door.challenge(now()).text);
  await page.click('#agree');
  await said(page, 'no space left');
  equal(await page.locator('#code').count(), 0, 'codes');
  await full(false);
  equal(await left(page), '58', 'uses left');
});

await test('a clock that was set back: said, and nothing is used up', async () => {
  await page.clock.setFixedTime((now() - 40 * DAY) * 1000);
  await page.reload();
  await ready(page);
  assert((await page.textContent('#clock')).includes('Check its date'), 'said');
  await page.click('#timed');
  await page.click('#show-18');
  await said(page, 'Nothing was used up');
  await ask(page, door.challenge(now()).text);
  await page.waitForFunction(() => document.querySelector('.caption')?.textContent.includes('from the future'));
  await page.clock.setFixedTime(Date.now());
  await page.reload();
  await ready(page);
  equal(await left(page), '58', 'uses left');
  equal(await page.locator('#clock').count(), 0, 'no word about the clock');
});

await test('no storage at all, as in some private windows: said, and no proof is taken in', async () => {
  for (const [what, code] of [['missing', 'storage_missing'], ['forbidden', 'storage_missing']]) {
    const bare = await browser.newContext(PHONE);
    const bareFaults = watch(bare, origin);
    await bare.addInitScript((what) => {
      if (what === 'missing') {
        Object.defineProperty(window, 'indexedDB', { value: undefined });
      } else {
        IDBFactory.prototype.open = () => {
          throw new DOMException('denied', 'SecurityError');
        };
      }
    }, what);
    const window = await visit(bare, origin, 'wallet/');
    equal(await window.getAttribute('#no-storage', 'data-code'), code, what);
    assert((await window.textContent('#no-storage')).includes('ordinary window'), 'said');
    equal(bareFaults.join('\n'), '', 'faults');
    await bare.close();
  }
});

await test('without a network and an offline copy: nothing is taken in unchecked; later it is', async () => {
  const lone = await browser.newContext({ ...PHONE, serviceWorkers: 'block' });
  const window = await visit(lone, origin, 'wallet/');
  const batch = batchOf(await issue(await keyRequest(window)));
  await lone.setOffline(true);
  await paste(window, batch);
  await window.waitForSelector('#trouble[data-code=checks_not_loaded]');
  await lone.setOffline(false);
  await window.click('#again');
  await window.waitForSelector('.pass, #trouble');
  equal(await left(window), '30', 'uses left');
  await lone.close();
});

await test('no console errors, no exceptions, no request to any other place', () => equal(faults.join('\n'), '', 'faults'));

await browser.close();
await rm(work, { recursive: true });
finish();
