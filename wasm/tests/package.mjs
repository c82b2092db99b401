// The npm package as users get it: packed, installed into a scratch folder, used from plain Node, from Vite and from a
// page with a module script. Started by `cargo xtask browser`.

import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { assert, finish, launch, percentiles, test } from './harness.mjs';
import { decide, material } from './speed.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const scratch = await mkdtemp(join(tmpdir(), 'ofage-package-'));
const run = (program, ...args) => execFileSync(program, args, { cwd: scratch, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** The limit of the median, in milliseconds. */
const LIMIT = 0.8;

console.log('package');

await test('npm pack, install', async () => {
  const [packed] = JSON.parse(run('npm', 'pack', '--json', '--pack-destination', scratch, join(here, '../pkg')));
  await cp(join(here, 'consumer'), scratch, { recursive: true });
  await mkdir(join(scratch, 'node_modules'), { recursive: true });
  run('npm', 'install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts', join(scratch, packed.filename));
  return `${packed.filename}, ${Math.round(packed.size / 1000)} kB packed, ${packed.entryCount} files`;
});

await test('plain Node: import, verify, errors as objects', () => run('node', 'node.mjs').trim());

await test('plain Node: a wallet over a storage of its own', () => run('node', 'wallet.mjs').trim());

await test('Vite: door and wallet are bundled with their WebAssembly and work in Chromium', async () => {
  run('node', join(here, '../node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error');
  return visit(join(scratch, 'dist'), '/index.html');
});

await test('<script type=module>: the same without a bundler', () => visit(scratch, '/plain.html'));

const { list, provider, door, codes, now } = await material(320);

await test('speed in Node: one door code, text to decision', () => {
  const { median, p95 } = percentiles(decide(door, codes, now));
  assert(median <= LIMIT, `median ${median.toFixed(3)} ms`);
  return `median ${median.toFixed(3)} ms, p95 ${p95.toFixed(3)} ms`;
});

await test('speed in Chromium: the same', async () => {
  await writeFile(join(scratch, 'speed.json'), JSON.stringify({ list: [...list], provider: [...provider], codes, now }));
  return visit(scratch, '/speed.html');
});

/** Serves a folder and opens a page of it; the page says `ok: …` in its title when it is content. */
async function visit(folder, path) {
  const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };
  const server = createServer((request, response) => {
    const file = join(folder, decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    readFile(file).then(
      (content) => response.writeHead(200, { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp', 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const faults = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(`http://127.0.0.1:${server.address().port}${path}`);
    await page.waitForFunction(() => document.title.startsWith('ok') || document.title.startsWith('bad'), null, { timeout: 20_000 }).catch(() => undefined);
    const title = await page.title();
    assert(title.startsWith('ok'), `${title} ${faults.join('; ')}`);
    return title.slice(4);
  } finally {
    await browser.close();
    server.close();
  }
}

await rm(scratch, { recursive: true, force: true });
finish();
