// The pages as people use them: an issuer, a wallet and a door in one browser, with a camera that films screens.

import { assert } from './harness.mjs';

export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
export const TABLET = { viewport: { width: 1180, height: 820 }, deviceScaleFactor: 1.5 };

export async function ready(page) {
  await page.waitForFunction(() => document.documentElement.dataset.ready === 'true', null, { timeout: 20_000 });
}

/** Opens a page of the site and waits until it works. */
export async function visit(context, origin, path) {
  const page = await context.newPage();
  await page.goto(`${origin}/${path}`);
  await ready(page);
  return page;
}

/** The birth date of somebody who had that birthday two months ago. */
export function birthOf(years) {
  const birth = new Date();
  birth.setUTCFullYear(birth.getUTCFullYear() - years);
  birth.setUTCMonth(birth.getUTCMonth() - 2);
  return birth.toISOString().slice(0, 10);
}

/** The device keys in the wallet's store, as far as they can be told. */
export const walletKeys = (wallet) =>
  wallet.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open('ofage-wallet');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const all = request.result.transaction('attestations').objectStore('attestations').getAll();
          all.onsuccess = () => resolve(all.result.map(({ key }) => `${key.type} ${key.algorithm.namedCurve} ${key.extractable} ${key.usages}`));
        };
      }),
  );

/** The issuer page offers proofs, and a person's browser opens the offer. */
export async function fillWallet(issuer, context, { years, count = 30, ages = [18] }) {
  await issuer.fill('#birth', birthOf(years));
  await issuer.fill('#count', String(count));
  for (const age of [16, 18, 21, 25]) {
    await issuer.getByLabel(`${age}+`, { exact: true }).setChecked(ages.includes(age));
  }
  const old = await issuer.locator('#open-wallet').getAttribute('href', { timeout: 100 }).catch(() => null);
  await issuer.click('#make-offer');
  await issuer.waitForFunction((old) => document.querySelector('#open-wallet')?.getAttribute('href') !== old, old);
  const wallet = await context.newPage();
  await wallet.goto(await issuer.getAttribute('#open-wallet', 'href'));
  await wallet.waitForSelector('#accept');
  return wallet;
}

export async function accept(wallet) {
  await wallet.click('#accept');
  await wallet.waitForSelector('.pass', { timeout: 60_000 });
}

/** The issuer page gives a door of the same browser its trust list; the door is named and opened. */
export async function openDoor(issuer, venue) {
  await issuer.click('#make-trust');
  const [door] = await Promise.all([issuer.context().waitForEvent('page'), issuer.click('#open-door-page')]);
  await door.waitForSelector('#load-trust');
  await door.click('#load-trust');
  await door.waitForSelector('#bundle-card .facts');
  await door.fill('#venue', venue);
  await door.click('#open-door');
  await door.waitForSelector('#challenge[data-text]');
  return door;
}

/** The text of the challenge on the door's screen. */
export const challengeOf = (door) => door.getAttribute('#challenge', 'data-text');

/** The guest types the challenge instead of filming it, agrees, and gets the code. */
export async function answer(wallet, challenge) {
  await wallet.click('#scan');
  await wallet.fill('#typed', challenge);
  await wallet.press('#typed', 'Tab');
  await wallet.click('#agree');
  await wallet.waitForSelector('#code[data-text]');
  return wallet.getAttribute('#code', 'data-text');
}

/** A wallet's request for keys, as its page gives it. */
export async function keyRequest(wallet) {
  await wallet.evaluate(() => {
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async (text) => void (window.copied = text) } });
  });
  await wallet.click('#more');
  await wallet.click('#request');
  await wallet.waitForFunction(() => window.copied !== undefined);
  return JSON.parse(await wallet.evaluate(() => window.copied));
}

/** Public keys of a request, as SEC 1 points. */
export const points = ({ keys }) => keys.map(({ x, y }) => Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]));

/** A batch as issuers give it. */
export const batchOf = (attestations) => JSON.stringify({ type: 'ofage-batch', attestations: attestations.map((one) => Buffer.from(one).toString('base64url')) });

/** Pastes a batch on the wallet's screen for adding. */
export async function paste(wallet, text) {
  if ((await wallet.locator('#pasted').count()) === 0) {
    await wallet.click('#more');
  }
  await wallet.fill('#pasted', text);
  await wallet.click('#take-pasted');
}

/** What the wallet says about something that went wrong; the sheet is closed. */
export async function troubleOf(wallet) {
  const place = wallet.locator('#trouble');
  await place.waitFor();
  const seen = { code: await place.getAttribute('data-code'), text: await place.textContent() };
  await wallet.click('#understood');
  await place.waitFor({ state: 'detached' });
  return seen;
}

/** A trust list as a file for the door page. */
export function trustFile(list, root) {
  const base64 = (bytes) => Buffer.from(bytes).toString('base64');
  return { name: 'list.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify({ type: 'ofage-trust', file: base64(list), provider: base64(root) })) };
}

/** Waits until the page says these words for a moment, and takes them away. */
export async function said(page, words) {
  await page.locator('.toast', { hasText: words }).first().waitFor({ state: 'attached' });
  await page.evaluate(() => {
    for (const toast of document.querySelectorAll('.toast')) {
      toast.remove();
    }
  });
}

/** Waits for a decision and tells it. */
export async function decided(door, timeout = 20_000) {
  await door.waitForSelector('#decision:not([hidden])', { timeout });
  return door.evaluate(() => new Promise((resolve) => {
    const box = document.getElementById('decision');
    const look = () => (box.dataset.took === undefined ? requestAnimationFrame(look) : resolve({ ...box.dataset, kind: box.className }));
    look();
  }));
}

/** Ends a decision at once. */
export async function next(door) {
  await door.click('#next-guest');
  await door.waitForSelector('#decision[hidden]', { state: 'attached' });
  await door.evaluate(() => {
    delete document.getElementById('decision').dataset.took;
  });
}

/** A screenshot for the camera: the middle of the screen, as a guest holds it. */
export async function screenOf(page) {
  await page.bringToFront();
  await page.waitForTimeout(150);
  return page.screenshot();
}

export function expectDecision(seen, decision, code) {
  assert(seen.decision === decision && seen.code === code, `expected ${decision} ${code}, got ${seen.decision} ${seen.code}`);
}

/** A hand scanner: keys, much faster than fingers. Typed in the page, so that a busy machine does not slow it down. */
export const scan = (page, text, end = 'Enter') =>
  page.evaluate(
    ([text, end]) => {
      for (const key of [...text, ...(end ? [end] : [])]) {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      }
    },
    [text, end],
  );
