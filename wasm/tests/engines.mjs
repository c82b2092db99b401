// The story in another engine than Chromium's: offer, proofs, challenge, code, decision; then without a network. In Firefox
// a canvas that shows the other screen takes the camera's place. WebKitGTK gives canvases as cameras only at times, so
// there texts are typed and scanned by hand.
// Usage: node engines.mjs OFAGE firefox|webkit PROGRAM [PICTURES]. Started by `cargo xtask engines`.

import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import * as drivers from './drivers.mjs';
import { assert, equal, finish, percentiles, test } from './harness.mjs';
import { birthOf, expectDecision, scan, walletKeys } from './story.mjs';

const [ofage, engine, program, pictures] = process.argv.slice(2);

/** `ofage serve`, which the last tests end. */
const server = spawn(ofage, ['serve', '--addr', '127.0.0.1:0', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
const line = await new Promise((resolve) => createInterface(server.stdout).once('line', resolve));
const origin = JSON.parse(line).url.replace(/\/$/, '');

const browser = await drivers[engine](program, { width: 390, height: 844 });
console.log(`${engine}: ${browser.version}`);

const films = engine === 'firefox';
const { open } = browser;

async function keep(page, name) {
  const picture = await page.picture();
  if (pictures) {
    await mkdir(pictures, { recursive: true });
    await writeFile(join(pictures, `${engine}-${name}.png`), picture);
  }
  return picture;
}

/** Makes the page's next camera a canvas that shows one picture. */
async function film(page, picture) {
  if (!films) {
    return;
  }
  await page.front();
  await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = (globalThis.screenFilmed ??= Object.assign(document.createElement('canvas'), { width: 1280, height: 720 }));
    const scale = Math.min(canvas.width / image.width, canvas.height / image.height);
    const [width, height] = [image.width * scale, image.height * scale];
    const draw = () => {
      const context = canvas.getContext('2d');
      context.fillStyle = '#777';
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
    };
    clearInterval(globalThis.filming);
    globalThis.filming = setInterval(draw, 50);
    draw();
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20);
  }, picture.toString('base64'));
}

async function cover(page) {
  await page.evaluate(() => {
    clearInterval(globalThis.filming);
    globalThis.screenFilmed?.getContext('2d').fillRect(0, 0, 1280, 720);
  });
}

const decided = (door) =>
  door.until(() => {
    const box = document.querySelector('#decision:not([hidden])');
    return box?.dataset.took === undefined ? null : { ...box.dataset };
  });

async function next(door) {
  await door.click('#next-guest');
  await door.wait('#decision[hidden]');
  await door.evaluate(() => void delete document.getElementById('decision').dataset.took);
}

async function proofs(issuer, years, count) {
  await issuer.fill('#birth', birthOf(years));
  await issuer.fill('#count', String(count));
  await issuer.click('#make-offer');
  const wallet = await open(await issuer.until(() => document.querySelector('#open-wallet')?.href));
  await wallet.click('#accept');
  await wallet.wait('.pass');
  return wallet;
}

async function answer(wallet, challenge) {
  await wallet.click('#scan');
  await wallet.fill('#typed', challenge);
  await wallet.click('#agree');
  return wallet.wait('#code[data-text]', 'data-text');
}

let issuer;
let wallet;
let door;
let text;

await test('an offer is accepted, 40 proofs arrive; their keys cannot be read', async () => {
  issuer = await open(`${origin}/issuer/`);
  wallet = await proofs(issuer, 30, 40);
  equal(await wallet.wait('.pass .uses strong'), '40', 'uses left');
  equal(await wallet.wait('.pass .age'), '18 or over', 'headline');
  const keys = await walletKeys(wallet);
  assert(keys.length === 40 && keys.every((key) => key === 'private P-256 false sign'), keys.join('; '));
  await keep(wallet, 'wallet');
});

await test('the door is opened with a trust list, and shows its challenge', async () => {
  await issuer.click('#make-trust');
  door = await open(await issuer.until(() => document.querySelector('#open-door-page')?.href));
  await door.click('#load-trust');
  await door.wait('#bundle-card .facts');
  await film(door, await wallet.picture());
  await door.fill('#venue', 'The Blue Door');
  await door.click('#open-door');
  await door.wait('#challenge[data-text]');
});

await test(`the wallet ${films ? 'films' : 'gets'} the challenge, and answers`, async () => {
  await film(wallet, await keep(door, 'door'));
  if (films) {
    await wallet.click('#scan');
    await wallet.wait('#agree');
    equal(await wallet.wait('#sheet-title'), 'The Blue Door asks', 'who asks');
    await wallet.click('#agree');
    text = await wallet.wait('#code[data-text]', 'data-text');
  } else {
    text = await answer(wallet, await door.wait('#challenge', 'data-text'));
  }
});

/** Brings the code on the guest's screen to the door. */
async function show(name) {
  const picture = await keep(wallet, name);
  await door.front();
  await (films ? film(door, picture) : scan(door, text));
  const seen = await decided(door);
  expectDecision(seen, 'admit', 'demo_old_enough');
  return seen;
}

async function leave() {
  await cover(door);
  await next(door);
}

await test(`the door ${films ? 'films' : 'scans'} the code: ADMIT`, async () => {
  const seen = await show('code');
  await keep(door, 'admit');
  await leave();
  return `decided ${seen.took} ms after the ${films ? 'frame' : 'last key'}, read ${seen.read} ms, verified ${seen.verify} ms`;
});

await test('20 guests, one after the other: all ADMIT', async () => {
  const times = [];
  for (let guest = 0; guest < 20; guest += 1) {
    await wallet.click('#done');
    text = await answer(wallet, await door.wait('#challenge', 'data-text'));
    times.push(Number((await show('code')).took));
    await leave();
  }
  const { median, p95 } = percentiles(times);
  return `to the decision: median ${median} ms, 95th percentile ${p95} ms`;
});

await test('the last code again, by a hand scanner: CANNOT VERIFY already_used', async () => {
  await new Promise((resolve) => setTimeout(resolve, 12_000));
  await scan(door, text);
  expectDecision(await decided(door), 'cannot_verify', 'already_used');
  await next(door);
});

await test('without a network the pages open, and still decide', async () => {
  server.kill();
  await wallet.go(`${origin}/wallet/`);
  await wallet.wait('.pass');
  await door.go(`${origin}/door/`);
  // A door that was open opens again by itself.
  const state = await door.until(() => (document.querySelector('#challenge[data-text]') ? 'open' : document.querySelector('#open-door:not(:disabled)') && 'closed'));
  if (state === 'closed') {
    await door.click('#open-door');
  }
  await scan(door, await answer(wallet, await door.wait('#challenge[data-text]', 'data-text')));
  expectDecision(await decided(door), 'admit', 'demo_old_enough');
});

await browser.close();
server.kill();
finish();
