// Takes the screenshots of docs/screenshots. Usage: node pictures.mjs ORIGIN DIR. Started by `cargo xtask browser`.
//
// The issuer is the npm package, run by Node: its list is not marked as a demo where a picture is to show what a real
// one looks like.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Issuer } from '../pkg/dist/full.node.js';
import { FakeCamera } from './camera.mjs';
import { launch } from './harness.mjs';
import { answer, challengeOf, decided, next, PHONE, ready, screenOf, visit } from './story.mjs';

const [origin, folder] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const work = await mkdtemp(join(tmpdir(), 'ofage-'));
const camera = new FakeCamera(join(work, 'camera.y4m'));
const browser = await launch([...camera.switches, '--hide-scrollbars']);

const now = () => Math.floor(Date.now() / 1000);
const issuer = await Issuer.create({ country: 'UT', name: 'Utopia Registry', now: now() });
const base64 = (bytes) => Buffer.from(bytes).toString('base64');

const SIZES = {
  phone: { ...PHONE, deviceScaleFactor: 1 },
  tablet: { viewport: { width: 1180, height: 820 }, deviceScaleFactor: 1 },
};

/** Small files: the pictures are for reading, not for printing. */
async function picture(page, name) {
  await page.bringToFront();
  await page.waitForTimeout(350);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  console.log(`  ${name}.png`);
}

/** Plays the issuer's side of the relay. */
async function offer(context, years, thresholds, count) {
  const box = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex');
  const put = (slot, value) => fetch(`${origin}/relay/${box}/${slot}`, { method: 'PUT', body: JSON.stringify(value) });
  await put('offer', { issuer: issuer.info.name, count, thresholds });
  const wallet = await context.newPage();
  await wallet.goto(`${origin}/wallet/#offer=${box}`);
  await wallet.waitForSelector('#accept');
  const issue = async () => {
    await wallet.click('#accept');
    let request;
    do {
      const reply = await fetch(`${origin}/relay/${box}/keys`);
      request = reply.status === 200 ? await reply.json() : null;
    } while (!request);
    const birth = new Date();
    birth.setUTCFullYear(birth.getUTCFullYear() - years);
    birth.setUTCDate(1);
    const attestations = await Promise.all(request.keys.map(async ({ x, y }) => {
      const deviceKey = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
      const issued = await issuer.issue({ birthDate: birth.toISOString().slice(0, 10), thresholds, deviceKey, days: 30, now: now() });
      return Buffer.from(issued).toString('base64url');
    }));
    await put('batch', { type: 'ofage-batch', issuer: { name: issuer.info.name, country: 'UT' }, attestations });
    await wallet.waitForSelector('.pass');
    await wallet.waitForSelector('.toast', { state: 'detached' });
  };
  return { wallet, issue };
}

let number = 1;

async function trustFile(list) {
  const path = join(work, `list-${number}.json`);
  await writeFile(path, JSON.stringify({ type: 'ofage-trust', file: base64(list), provider: base64(issuer.info.root) }));
  return path;
}

async function openDoor(page, list) {
  await page.setInputFiles('#bundle-file', await trustFile(list));
  await page.waitForSelector('#bundle-card .facts');
  await page.waitForSelector('.toast', { state: 'detached' });
}

for (const [size, options] of Object.entries(SIZES)) {
  for (const scheme of size === 'phone' ? ['light', 'dark'] : ['light']) {
    const name = (what) => `${what}-${size}${scheme === 'dark' ? '-dark' : ''}`;
    const context = await browser.newContext({ ...options, colorScheme: scheme });
    const home = await context.newPage();
    await home.goto(`${origin}/`);
    camera.studio = home;
    camera.clear();
    await picture(home, name('home'));

    const page = await visit(context, origin, 'issuer/');
    await page.click('#make-offer');
    await page.waitForSelector('#open-wallet');
    await picture(page, name('issuer'));
    await page.close();

    const empty = await visit(context, origin, 'wallet/');
    await picture(empty, name('wallet-empty'));
    await empty.close();

    const { wallet, issue } = await offer(context, 30, [18], 30);
    await picture(wallet, name('wallet-offer'));
    await issue();
    await picture(wallet, name('wallet-card'));

    const door = await visit(context, origin, 'door/');
    await picture(door, name('door-setup'));
    await openDoor(door, await issuer.unmarkedTrustList({ number, thresholds: [18], now: now() }));
    number += 1;
    await door.fill('#venue', 'The Blue Door');
    await door.click('#open-door');
    await door.waitForSelector('#challenge[data-text]');

    await camera.show(await screenOf(door), { share: 0.8 });
    await wallet.bringToFront();
    await wallet.click('#scan');
    await wallet.waitForSelector('#agree');
    await picture(wallet, name('wallet-consent'));
    await wallet.click('#agree');
    await wallet.waitForSelector('#code[data-text]');
    await picture(wallet, name('wallet-code'));
    camera.clear();
    const code = await screenOf(wallet);
    await picture(door, name('door-challenge'));
    await camera.show(code, { share: 0.86 });
    await decided(door);
    await picture(door, name('door-admit'));
    camera.clear();
    await next(door);
    await wallet.bringToFront();
    await wallet.click('#larger');
    await picture(wallet, name('wallet-larger'));
    await wallet.click('#done');

    await wallet.getByLabel('Settings').click();
    await wallet.setInputFiles('#reader-root', { name: 'root.der', mimeType: 'application/pkix-cert', buffer: Buffer.from(issuer.info.root) });
    await wallet.waitForFunction(() => document.getElementById('authorities')?.textContent.startsWith('1 authority'));
    await wallet.getByLabel('Back').click();
    const signed = await issuer.signChallenge({ challenge: await challengeOf(door), venue: 'The Blue Door Ltd', now: now() });
    await wallet.click('#scan');
    await wallet.fill('#typed', signed.text);
    await wallet.press('#typed', 'Tab');
    await wallet.waitForSelector('#reader[data-state=proven]');
    await picture(wallet, name('wallet-consent-proven'));
    await wallet.getByText('Cancel').click();
    await wallet.click('#more');
    await wallet.fill('#pasted', 'an age proof, honestly');
    await wallet.click('#take-pasted');
    await wallet.waitForSelector('#trouble');
    await picture(wallet, name('wallet-refused'));
    await wallet.click('#understood');
    await wallet.waitForSelector('.pass');

    await door.bringToFront();
    await door.click('#type');
    await door.fill('#code-text', 'https://example.com/menu');
    await door.click('#check-text');
    await decided(door);
    await picture(door, name('door-cannot-verify'));
    await next(door);

    const other = await browser.newContext({ ...options, colorScheme: scheme });
    const minor = await offer(other, 16, [18], 3);
    await minor.issue();
    await picture(minor.wallet, name('wallet-under'));
    const text = await answer(minor.wallet, await challengeOf(door));
    await door.bringToFront();
    await door.click('#type');
    await door.fill('#code-text', text);
    await door.click('#check-text');
    await decided(door);
    await picture(door, name('door-refuse'));
    await next(door);
    await other.close();

    await wallet.bringToFront();
    await wallet.click('#timed');
    await wallet.waitForSelector('#show-18');
    await picture(wallet, name('wallet-timed'));
    await wallet.getByText('Cancel').click();
    await wallet.getByLabel('Settings').click();
    await picture(wallet, name('wallet-settings'));

    for (const [button, what] of [['#open-counters', 'door-counters'], ['#open-guide', 'door-guide'], ['#open-settings', 'door-settings']]) {
      await door.click(button);
      await picture(door, name(what));
      if (what !== 'door-settings') {
        await door.getByLabel('Back to the door').click();
      }
    }
    // The same door with a list of demo issuers.
    await openDoor(door, await issuer.trustList({ number, thresholds: [18], now: now() }));
    number += 1;
    await door.click('#save');
    await door.waitForSelector('#challenge[data-text]');
    await wallet.getByLabel('Back').click();
    const demo = await answer(wallet, await challengeOf(door));
    await door.bringToFront();
    await door.click('#type');
    await door.fill('#code-text', demo);
    await door.click('#check-text');
    await decided(door);
    await picture(door, name('door-demo'));
    await context.close();
  }
}

await browser.close();
await rm(work, { recursive: true });
