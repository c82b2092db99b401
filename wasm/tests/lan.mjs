// The pages over TLS with a self-signed certificate, as phones on the network get them: the story with the camera, from
// offer to decision. Usage: node lan.mjs ORIGIN. Started by `cargo xtask browser`.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FakeCamera } from './camera.mjs';
import { assert, equal, finish, launch, test, watch } from './harness.mjs';
import { accept, decided, expectDecision, fillWallet, next, openDoor, PHONE, screenOf, visit } from './story.mjs';

const origin = process.argv[2];
const work = await mkdtemp(join(tmpdir(), 'ofage-'));
const camera = new FakeCamera(join(work, 'camera.y4m'));
const browser = await launch(camera.switches);

console.log(`network, ${new URL(origin).protocol}//`);

await test('the story over a self-signed certificate: secure context, camera, ADMIT; no console errors', async () => {
  const context = await browser.newContext({ ...PHONE, ignoreHTTPSErrors: true });
  const faults = watch(context, origin);
  const issuer = await visit(context, origin, 'issuer/');
  assert(await issuer.evaluate(() => isSecureContext), 'a secure context');
  camera.studio = issuer;
  const wallet = await fillWallet(issuer, context, { years: 30, count: 2 });
  await accept(wallet);
  const door = await openDoor(issuer, 'The Blue Door');
  await camera.show(await screenOf(door));
  await wallet.bringToFront();
  await wallet.click('#scan');
  await wallet.waitForSelector('#agree', { timeout: 15_000 });
  await wallet.click('#agree');
  await wallet.waitForSelector('#code[data-text]');
  const picture = await screenOf(wallet);
  await door.bringToFront();
  await camera.show(picture);
  const seen = await decided(door);
  expectDecision(seen, 'admit', 'demo_old_enough');
  camera.clear();
  await next(door);
  equal(faults.join('\n'), '', 'faults');
  return `decided ${seen.took} ms after the frame`;
});

await browser.close();
await rm(work, { recursive: true });
finish();
