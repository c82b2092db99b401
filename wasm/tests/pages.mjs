// Browser tests of the three pages. Usage: node pages.mjs ORIGIN [--pictures DIR]. Started by `cargo xtask browser`.

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FakeCamera } from './camera.mjs';
import { assert, axe, equal, finish, launch, percentiles, test, watch } from './harness.mjs';
import { accept, answer, challengeOf, decided, expectDecision, fillWallet, next, openDoor, PHONE, ready, scan, screenOf, visit, walletKeys } from './story.mjs';

const origin = process.argv[2];
const work = await mkdtemp(join(tmpdir(), 'ofage-'));
const camera = new FakeCamera(join(work, 'camera.y4m'));
const browser = await launch(camera.switches);

async function person() {
  const context = await browser.newContext({ ...PHONE, acceptDownloads: true });
  return { context, faults: watch(context, origin) };
}

const adult = await person();
const child = await person();

let issuer;
let wallet;
let door;

console.log('pages');

await test('issuer page, wallet: an offer is accepted and 30 proofs arrive', async () => {
  issuer = await visit(adult.context, origin, 'issuer/');
  camera.studio = issuer;
  wallet = await fillWallet(issuer, adult.context, { years: 30 });
  await accept(wallet);
  equal(await wallet.textContent('.pass .uses strong'), '30', 'uses left');
  equal(await wallet.textContent('.pass .age'), '18 or over', 'headline');
});

await test('device keys are non-extractable WebCrypto keys', async () => {
  const keys = await walletKeys(wallet);
  equal(keys.length, 30, 'keys');
  assert(keys.every((key) => key === 'private P-256 false sign'), keys[0]);
});

await test('the demo issuer’s keys are non-extractable WebCrypto keys too', async () => {
  const kept = await issuer.evaluate(
    () =>
      new Promise((resolve) => {
        indexedDB.open('ofage-issuer').onsuccess = (event) => {
          event.target.result.transaction('values').objectStore('values').getAll().onsuccess = (found) =>
            resolve(found.target.result.filter(({ id }) => id === 'issuer').flatMap(({ value }) => Object.entries(value).map(([name, { key, ...rest }]) => `${name}: ${key.type} ${key.extractable} ${Object.keys(rest)}`)));
        };
      }),
  );
  equal(kept.join('; '), 'root: private false certificate; signer: private false certificate; list: private false certificate', 'keys');
});

await test('door page: trust list loaded, door opened, challenge shown', async () => {
  door = await openDoor(issuer, 'The Blue Door');
});

await test('the wallet films the challenge, asks for consent by venue and question, and answers', async () => {
  await camera.show(await screenOf(door));
  await wallet.bringToFront();
  await wallet.click('#scan');
  await wallet.waitForSelector('#agree', { timeout: 15_000 });
  equal(await wallet.textContent('#sheet-title'), 'The Blue Door asks', 'who asks');
  assert((await wallet.textContent('.question')).includes('18 or over'), 'the question');
  equal(await wallet.locator('#code[data-text]').count(), 0, 'answers before consent');
  await wallet.click('#agree');
  await wallet.waitForSelector('#code[data-text]');
  equal(await wallet.getAttribute('.symbol', 'data-symbol'), await door.getAttribute('.symbol', 'data-symbol'), 'matching symbol');
});

let photographed;
await test('the door films the code: ADMIT', async () => {
  photographed = await screenOf(wallet);
  await door.bringToFront();
  await camera.show(photographed);
  const seen = await decided(door);
  expectDecision(seen, 'admit', 'demo_old_enough');
  assert(seen.kind.includes('demo'), 'a demo looks like one');
  return `decided ${seen.took} ms after the frame, read ${seen.read} ms, verified ${seen.verify} ms`;
});

await test('a screenshot, replayed: CANNOT VERIFY already_used', async () => {
  camera.clear();
  await next(door);
  // Within ten seconds it would be the same guest, still in front of the camera.
  await new Promise((resolve) => setTimeout(resolve, 11_000));
  await camera.show(photographed);
  expectDecision(await decided(door), 'cannot_verify', 'already_used');
  camera.clear();
  await next(door);
});

await test('under age: REFUSE', async () => {
  const minor = await fillWallet(issuer, child.context, { years: 16, count: 3 });
  await accept(minor);
  equal(await minor.textContent('.pass .age'), 'Not yet 18', 'headline');
  await answer(minor, await challengeOf(door));
  const picture = await screenOf(minor);
  await door.bringToFront();
  await camera.show(picture);
  expectDecision(await decided(door), 'refuse', 'demo_under_age');
  camera.clear();
  await next(door);
  await minor.close();
});

await test('a used proof is gone, also after a reload', async () => {
  await wallet.click('#done');
  await wallet.reload();
  await ready(wallet);
  equal(await wallet.textContent('.pass .uses strong'), '29', 'uses left');
});

await test('two tabs press "show" at once: one wins', async () => {
  const challenge = await challengeOf(door);
  const tabs = [wallet, await visit(adult.context, origin, 'wallet/')];
  for (const tab of tabs) {
    await tab.bringToFront();
    await tab.click('#scan');
    await tab.fill('#typed', challenge);
    await tab.press('#typed', 'Tab');
    await tab.waitForSelector('#agree');
  }
  await Promise.all(tabs.map((tab) => tab.evaluate(() => document.getElementById('agree').click())));
  await Promise.all(tabs.map((tab) => tab.waitForSelector('#code[data-text], .toast')));
  const shown = await Promise.all(tabs.map((tab) => tab.locator('#code[data-text]').count()));
  equal(shown[0] + shown[1], 1, 'codes on screens');
  const winner = tabs[shown.indexOf(1)];
  await winner.click('#done');
  await winner.waitForSelector('.pass');
  equal(await winner.textContent('.pass .uses strong'), '28', 'uses left');
  // Without the lock that keeps one window in front, the stored state alone decides.
  const taken = await Promise.all(tabs.map((tab) => tab.evaluate(async () => {
    Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true });
    return true;
  })));
  assert(taken.every(Boolean), 'locks removed');
  const again = await door.evaluate(() => document.getElementById('challenge').dataset.text);
  for (const tab of tabs) {
    await tab.bringToFront();
    if (await tab.locator('#scan').count() === 0) {
      await tab.reload();
      await ready(tab);
    }
    await tab.click('#scan');
    await tab.fill('#typed', again);
    await tab.press('#typed', 'Tab');
    await tab.waitForSelector('#agree');
  }
  await Promise.all(tabs.map((tab) => tab.evaluate(() => document.getElementById('agree').click())));
  await Promise.all(tabs.map((tab) => tab.waitForSelector('#code[data-text], .toast')));
  const second = await Promise.all(tabs.map((tab) => tab.locator('#code[data-text]').count()));
  equal(second[0] + second[1], again === challenge ? 0 : 1, 'codes on screens, without locks');
  await tabs[1].close();
  await wallet.reload();
  await ready(wallet);
});

const RUNS = 20;

await test(`time from the frame to the decision, ${RUNS} runs`, async () => {
  const took = [];
  const verify = [];
  const read = [];
  const old = await challengeOf(door);
  await door.click('#renew');
  await door.waitForFunction((old) => document.getElementById('challenge').dataset.text !== old, old);
  for (let run = 0; run < RUNS; run += 1) {
    await wallet.bringToFront();
    await answer(wallet, await challengeOf(door));
    const picture = await screenOf(wallet);
    await door.bringToFront();
    await camera.show(picture, { degrees: (run % 9) - 4, share: 0.8 + (run % 4) * 0.05 });
    const seen = await decided(door);
    expectDecision(seen, 'admit', 'demo_old_enough');
    took.push(Number(seen.took));
    read.push(Number(seen.read));
    verify.push(Number(seen.verify));
    camera.clear();
    await next(door);
    await wallet.click('#done');
    await wallet.waitForSelector('.pass');
  }
  const all = percentiles(took);
  assert(all.median <= 100, `median ${all.median} ms`);
  const each = (values) => `median ${percentiles(values).median.toFixed(1)} ms, p95 ${percentiles(values).p95.toFixed(1)} ms`;
  return `${each(took)} (reading: ${each(read)}; verifying: ${each(verify)})`;
});

await test('a timed code at a challenge door is not accepted, and says so', async () => {
  await wallet.click('#timed');
  await wallet.click('#show-18');
  await wallet.waitForSelector('#code[data-text]');
  const text = await wallet.getAttribute('#code', 'data-text');
  await door.click('#type');
  await door.fill('#code-text', text);
  await door.click('#check-text');
  expectDecision(await decided(door), 'cannot_verify', 'mode_not_accepted');
  await next(door);
  await wallet.waitForFunction((old) => document.getElementById('code')?.dataset.text !== old, text, { timeout: 15_000 });
  await wallet.click('#done');
});

await test('a hand scanner that types is read', async () => {
  await answer(wallet, await challengeOf(door));
  const text = await wallet.getAttribute('#code', 'data-text');
  await door.bringToFront();
  await scan(door, text);
  expectDecision(await decided(door), 'admit', 'demo_old_enough');
  await next(door);
  await wallet.click('#done');
});

await test('settings behind a PIN, timed mode, counters and their CSV', async () => {
  await door.click('#open-settings');
  await door.fill('#new-pin', '2468');
  await door.getByText('Timed', { exact: true }).click();
  await door.click('#save');
  await door.waitForSelector('.ask.timed');
  await door.click('#open-settings');
  await door.fill('#pin', '0000');
  await door.click('#pin-ok');
  await door.waitForSelector('.toast');
  assert((await door.locator('#save').count()) === 0, 'a wrong PIN opens nothing');
  await wallet.bringToFront();
  await wallet.click('#timed');
  await wallet.click('#show-18');
  await wallet.waitForSelector('#code[data-text]');
  const picture = await screenOf(wallet);
  await door.bringToFront();
  await camera.show(picture);
  expectDecision(await decided(door), 'admit', 'demo_old_enough');
  camera.clear();
  await next(door);
  await wallet.click('#done');
  await door.click('#open-counters');
  const [download] = await Promise.all([door.waitForEvent('download'), door.click('#csv')]);
  const stream = await download.createReadStream();
  let csv = '';
  for await (const chunk of stream) {
    csv += chunk;
  }
  assert(csv.startsWith('hour_utc,decision,reason,count\r\n') && csv.includes(',cannot_verify,already_used,1'), csv);
});

await test('offline: wallet and door reload with the network cut', async () => {
  for (const page of [wallet, door]) {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  }
  await adult.context.setOffline(true);
  for (const page of [wallet, door]) {
    await page.reload();
    await ready(page);
  }
  await wallet.waitForSelector('.pass');
  await door.waitForSelector('.ask');
  // What staff read is there too, in every language.
  for (const [language, word] of [['de', 'EINLASS'], ['en', 'ADMIT'], ['es', 'PASA'], ['fr', 'ENTRÉE'], ['it', 'ENTRA'], ['nl', 'TOEGANG']]) {
    equal(await door.evaluate(async (code) => (await import(`./texts-${code}.js`)).default.words.admit, language), word, language);
  }
  await scan(door, 'https://example.com/no-proof-of-age');
  expectDecision(await decided(door), 'cannot_verify', 'not_door_code');
  equal(await door.textContent('#reason'), 'This is not a proof of age.', 'what staff read');
  await next(door);
  await adult.context.setOffline(false);
});

await test('passkey: with PRF the proofs are sealed, and shown only after verification', async () => {
  const context = await browser.newContext(PHONE);
  const faults = watch(context, origin);
  const page = await fillWallet(issuer, context, { years: 40, count: 3 });
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, hasPrf: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await accept(page);
  await page.getByLabel('Settings').click();
  await page.click('#guard');
  await page.waitForFunction(() => document.getElementById('gate')?.textContent.startsWith('Guarded'));
  const open = await page.evaluate(
    () =>
      new Promise((resolve) => {
        indexedDB.open('ofage-wallet').onsuccess = (event) => {
          const all = event.target.result.transaction('attestations').objectStore('attestations').getAll();
          all.onsuccess = () => resolve(all.result.filter(({ issued }) => issued instanceof Uint8Array).length);
        };
      }),
  );
  equal(open, 0, 'attestations that are not sealed');
  await page.getByLabel('Back').click();
  await page.click('#timed');
  await page.click('#show-18');
  await page.waitForSelector('#code[data-text]');
  await page.click('#done');
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await page.click('#timed');
  await page.click('#show-18');
  await page.waitForSelector('.toast');
  assert((await page.locator('#code').count()) === 0, 'nothing is shown without verification');
  equal(await page.textContent('.pass .uses strong'), '2', 'and no proof is used up');
  equal(faults.join('\n'), '', 'faults');
  await context.close();
});

await test('accessibility: axe finds nothing on any screen, light and dark', async () => {
  const found = [];
  for (const scheme of ['light', 'dark']) {
    for (const page of [issuer, wallet, door]) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const fault of await axe(page)) {
        found.push(`${scheme} ${new URL(page.url()).pathname}: ${fault}`);
      }
    }
  }
  equal(found.join('\n'), '', 'violations');
});

await test('no console errors, no exceptions, no request to any other place', () => {
  equal([...adult.faults, ...child.faults].join('\n'), '', 'faults');
});

await browser.close();
finish();
