// Every screen of the three pages: axe in light and dark, text at twice its size on a narrow phone, and the main story by
// keyboard alone. Usage: node screens.mjs ORIGIN. Started by `cargo xtask browser`.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Issuer } from '../pkg/dist/full.node.js';
import { FakeCamera } from './camera.mjs';
import { assert, axe, equal, finish, launch, test, watch } from './harness.mjs';
import { answer, batchOf, challengeOf, decided, keyRequest, next, paste, points, ready, trustFile, visit } from './story.mjs';

const origin = process.argv[2];
const work = await mkdtemp(join(tmpdir(), 'ofage-'));
const camera = new FakeCamera(join(work, 'camera.y4m'));
const browser = await launch([...camera.switches, '--hide-scrollbars']);
const now = () => Math.floor(Date.now() / 1000);

const issuer = await Issuer.create({ country: 'UT', name: 'Utopia Registry', now: now() });
const base = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 1 };
const context = await browser.newContext(base);
const faults = watch(context, origin);
const found = [];
let screens = 0;

/** What does not fit at twice the text size: sideways scrolling, or text that is cut off. */
const misfits = (page) =>
  page.evaluate(async () => {
    const root = document.documentElement;
    root.style.fontSize = `${2 * parseFloat(getComputedStyle(root).fontSize)}px`;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const seen = [];
    if (root.scrollWidth > innerWidth) {
      seen.push(`the page is ${root.scrollWidth} px wide: ${[...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.tagName.toLowerCase() + '.' + one.className).join(' ')}`);
    }
    for (const element of document.querySelectorAll('h1, h2, h3, p, button, a, label, dt, dd, li, span, strong, th, td, legend, input, textarea, select')) {
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      if (box.width === 0 || style.visibility === 'hidden' || element.closest('.visually-hidden, [hidden]') || style.clipPath === 'inset(50%)') {
        continue;
      }
      const name = `${element.tagName.toLowerCase()} “${(element.textContent || element.getAttribute('aria-label') || element.id).trim().slice(0, 30)}”`;
      if ((box.right > innerWidth + 1 || box.left < -1) && !element.closest('.scroller')) {
        seen.push(`${name} reaches from ${Math.round(box.left)} to ${Math.round(box.right)} px`);
      }
      const clips = style.overflowX !== 'visible' || style.overflowY !== 'visible';
      if (clips && !element.matches('textarea, input, select') && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1) && !['auto', 'scroll'].includes(style.overflowY)) {
        seen.push(`${name} is cut off`);
      }
    }
    // What stands in a fixed box must be reachable by scrolling.
    for (const box of document.querySelectorAll('dialog, .decision:not([hidden])')) {
      if (box.scrollHeight > box.clientHeight + 1 && !['auto', 'scroll'].includes(getComputedStyle(box).overflowY)) {
        seen.push(`${box.className || box.tagName} does not scroll`);
      }
    }
    root.style.fontSize = '';
    return seen;
  });

/** Everything about one screen, as it stands. */
async function look(page, name) {
  screens += 1;
  await page.bringToFront();
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const fault of await axe(page)) {
      found.push(`${name}, ${scheme}: ${fault}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  for (const misfit of await misfits(page)) {
    found.push(`${name}, large text: ${misfit}`);
  }
}

console.log('screens');

const page = await visit(context, origin, 'wallet/');
camera.studio = page;

await test('wallet: every screen', async () => {
  await look(page, 'wallet empty');
  await page.click('#more');
  await look(page, 'wallet receive');
  await page.getByLabel('Back').click();
  const request = await keyRequest(page);
  const genuine = await Promise.all(points(request).slice(0, 8).map((deviceKey, at) => issuer.issue({ birthDate: '2004-01-01', thresholds: [at < 6 ? 18 : 25], deviceKey, now: now() })));
  await paste(page, 'hello');
  await page.waitForSelector('#trouble');
  await look(page, 'wallet refused');
  await page.click('#understood');
  await page.waitForSelector('.welcome');
  await paste(page, batchOf(genuine));
  await page.waitForSelector('.pass');
  await look(page, 'wallet cards');
  await page.click('#scan');
  await page.waitForSelector('#typed');
  await page.waitForTimeout(300);
  await look(page, 'wallet scan');
  await page.fill('#typed', 'hello');
  await page.press('#typed', 'Tab');
  await page.waitForTimeout(200);
  await look(page, 'wallet scan, wrong code');
  await page.getByLabel('Back').click();
  await page.click('#timed');
  await page.waitForSelector('#show-18');
  await look(page, 'wallet timed');
  await page.click('#show-18');
  await page.waitForSelector('#code[data-text]');
  await look(page, 'wallet code');
  await page.click('#larger');
  await page.waitForTimeout(200);
  await look(page, 'wallet larger code');
  await page.clock.setFixedTime(Date.now() + 200_000);
  await page.waitForSelector('#ended');
  await look(page, 'wallet ended');
  await page.click('#ended-home');
  await page.waitForSelector('.pass');
  await page.clock.setFixedTime(Date.now());
  await page.getByLabel('Settings').click();
  await page.waitForSelector('#authorities');
  await look(page, 'wallet settings');
  await page.getByText('Delete all proofs').click();
  await page.waitForSelector('#sheet-title');
  await look(page, 'wallet delete');
  await page.getByText('Keep them').click();
  await page.clock.setFixedTime(Date.now() - 40 * 86_400_000);
  await page.reload();
  await ready(page);
  await page.waitForSelector('#clock');
  await look(page, 'wallet with a wrong clock');
  await page.clock.setFixedTime(Date.now());
  await page.reload();
  await ready(page);
});

let door;
const load = async (demo) => {
  const options = { number: demo ? 2 : 1, thresholds: [18], now: now() };
  const list = demo ? await issuer.trustList(options) : await issuer.unmarkedTrustList(options);
  await door.setInputFiles('#bundle-file', trustFile(list, issuer.info.root));
  await door.waitForSelector('.toast');
  await door.waitForSelector('.toast', { state: 'detached' });
};
const type = async (text) => {
  await door.bringToFront();
  await door.click('#type');
  await door.fill('#code-text', text);
  await door.click('#check-text');
  await decided(door);
};

await test('door: every screen and every decision', async () => {
  door = await visit(context, origin, 'door/');
  await look(door, 'door set-up');
  await load(false);
  await look(door, 'door set-up with a list');
  await door.fill('#venue', 'The Blue Door');
  // The longest hold: a screen is looked at for a while.
  await door.click('#open-door');
  await door.waitForSelector('#challenge[data-text]');
  await door.click('#open-settings');
  await door.waitForSelector('#save');
  await look(door, 'door settings');
  await door.getByText('Queue', { exact: true }).click();
  await look(door, 'door settings, queue');
  await door.getByText('10 s', { exact: true }).click();
  await door.click('#save');
  await door.waitForSelector('#challenge[data-text]');
  await look(door, 'door queue');
  await door.click('#open-settings');
  await door.getByText('Timed', { exact: true }).click();
  await door.click('#save');
  await door.waitForSelector('.ask.timed');
  await look(door, 'door timed');
  await door.click('#open-settings');
  await door.getByText('Challenge', { exact: true }).click();
  await door.fill('#new-pin', '2468');
  await door.click('#save');
  await door.waitForSelector('#challenge[data-text]');
  await look(door, 'door challenge');
  await door.click('#type');
  await look(door, 'door type');
  await door.getByText('Cancel').click();
  await door.click('#open-guide');
  await look(door, 'door guide');
  await door.getByLabel('Back to the door').click();
  await door.waitForSelector('#challenge[data-text]');

  await page.bringToFront();
  await page.click('#scan');
  await page.fill('#typed', await challengeOf(door));
  await page.press('#typed', 'Tab');
  await page.waitForSelector('#agree');
  await look(page, 'wallet consent');
  await page.click('#agree');
  await page.waitForSelector('#code[data-text]');
  await look(page, 'wallet code with symbol');
  const good = await page.getAttribute('#code', 'data-text');
  await page.click('#done');
  await type(good);
  await look(door, 'door admit');
  await next(door);
  await type('https://example.com/menu');
  await look(door, 'door cannot verify');
  await next(door);
  const other = await browser.newContext(base);
  const minor = await visit(other, origin, 'wallet/');
  const keys = points(await keyRequest(minor)).slice(0, 6);
  await paste(minor, batchOf(await Promise.all(keys.map((deviceKey) => issuer.issue({ birthDate: '2015-01-01', thresholds: [18], deviceKey, now: now() })))));
  await minor.waitForSelector('.pass.under');
  await look(minor, 'wallet under age');
  await type(await answer(minor, await challengeOf(door)));
  await look(door, 'door refuse');
  await next(door);
  await minor.click('#done');
  await door.click('#open-counters');
  await look(door, 'door counters');
  await door.getByLabel('Back to the door').click();
  await door.click('#open-settings');
  await look(door, 'door PIN');
  await door.fill('#pin', '2468');
  await door.click('#pin-ok');
  await door.waitForSelector('#save');
  await load(true);
  await door.click('#save');
  await door.waitForSelector('#challenge[data-text]');
  for (const [wallet, name] of [[page, 'yes'], [minor, 'no']]) {
    await wallet.bringToFront();
    await type(await answer(wallet, await challengeOf(door)));
    await look(door, `door demo ${name}`);
    await next(door);
    await wallet.bringToFront();
    await wallet.click('#done');
    await wallet.waitForSelector('.pass');
  }
  await other.close();
});

await test('issuer and home: every screen', async () => {
  const home = await visitHome();
  await look(home, 'home');
  await home.close();
  const demo = await visit(context, origin, 'issuer/');
  await look(demo, 'issuer');
  await demo.click('#make-offer');
  await demo.waitForSelector('#open-wallet');
  await demo.click('#make-trust');
  await demo.waitForSelector('#open-door-page');
  await demo.getByText('Without this server').click();
  await look(demo, 'issuer with offers');
  const guest = await browser.newContext(base);
  const offered = await guest.newPage();
  await offered.goto(await demo.getAttribute('#open-wallet', 'href'));
  await offered.waitForSelector('#accept');
  await look(offered, 'wallet offer');
  await guest.close();
  await demo.close();
});

async function visitHome() {
  const home = await context.newPage();
  await home.goto(`${origin}/`);
  return home;
}

await test('axe: no violation; text at twice its size at 360 px: nothing cut off', () => {
  equal(found.join('\n        '), '', 'found');
  return `${screens} screens, light and dark`;
});

/** Goes on with Tab until the element has the focus, and that can be seen. */
async function tabTo(page, selector) {
  for (let step = 0; step < 60; step += 1) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) === true, selector)) {
      const seen = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
      });
      assert(seen, `the focus on ${selector} cannot be seen`);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} is not reached by Tab`);
}

async function press(page, selector) {
  await page.waitForSelector(selector);
  await tabTo(page, selector);
  await page.keyboard.press('Enter');
}

await test('the main story by keyboard alone: offer, accept, set up, ask, agree, show, decide', async () => {
  const person = await browser.newContext(base);
  const mine = watch(person, origin);
  const demo = await visit(person, origin, 'issuer/');
  await press(demo, '#make-offer');
  await demo.waitForSelector('#open-wallet');
  const [wallet] = await Promise.all([person.waitForEvent('page'), press(demo, '#open-wallet')]);
  await press(wallet, '#accept');
  await wallet.waitForSelector('.pass', { timeout: 60_000 });
  await demo.bringToFront();
  await press(demo, '#make-trust');
  const [entrance] = await Promise.all([person.waitForEvent('page'), press(demo, '#open-door-page')]);
  await press(entrance, '#load-trust');
  await entrance.waitForSelector('#bundle-card .facts');
  await tabTo(entrance, '#venue');
  await entrance.keyboard.insertText('The Blue Door');
  await press(entrance, '#open-door');
  await entrance.waitForSelector('#challenge[data-text]');
  const challenge = await challengeOf(entrance);

  await wallet.bringToFront();
  await press(wallet, '#scan');
  await wallet.waitForSelector('#typed');
  await tabTo(wallet, '#typed');
  await wallet.keyboard.insertText(challenge);
  await wallet.keyboard.press('Enter');
  await press(wallet, '#agree');
  await wallet.waitForSelector('#code[data-text]');
  const text = await wallet.getAttribute('#code', 'data-text');

  await entrance.bringToFront();
  await press(entrance, '#type');
  await tabTo(entrance, '#code-text');
  await entrance.keyboard.insertText(text);
  await press(entrance, '#check-text');
  const seen = await decided(entrance);
  equal(seen.code, 'demo_old_enough', 'decision');
  assert(await entrance.evaluate(() => document.activeElement?.id === 'next-guest'), 'the focus is on “Next guest”');
  await entrance.keyboard.press('Enter');
  await entrance.waitForSelector('#decision[hidden]', { state: 'attached' });

  await wallet.bringToFront();
  await press(wallet, '#larger');
  await wallet.waitForFunction((old) => document.getElementById('code')?.dataset.text !== old, text);
  await press(wallet, '#done');
  await wallet.waitForSelector('.pass');
  equal(await wallet.textContent('.pass .uses strong'), '29', 'uses left');
  // Sheets close with Escape, and nothing has happened then.
  await press(wallet, '#timed');
  await wallet.waitForSelector('#show-18');
  await wallet.keyboard.press('Escape');
  await wallet.waitForSelector('#sheet-title', { state: 'detached' });
  equal(await wallet.textContent('.pass .uses strong'), '29', 'uses left');
  equal(mine.join('\n'), '', 'faults');
  await person.close();
});

await test('no console errors, no exceptions, no request to any other place', () => equal(faults.join('\n'), '', 'faults'));

await browser.close();
await rm(work, { recursive: true });
finish();
