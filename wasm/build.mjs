// Bundles the npm package (wasm/pkg) and the pages (target/web). Called by `cargo xtask wasm`, which has built
// target/wasm/glue before.

import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..');
const glue = join(root, 'target/wasm/glue');
const texts = join(root, 'target/wasm/texts');
const pages = join(root, 'target/web');
const pack = join(here, 'pkg');

const version = /^version = "(.+)"$/m.exec(await readFile(join(root, 'Cargo.toml'), 'utf8'))[1];

/** `#glue` is the generated glue of the flavour that an entry point is built for. */
const glueOf = (flavour) => ({
  name: 'glue',
  setup(build) {
    build.onResolve({ filter: /^#glue$/ }, () => ({ path: join(glue, flavour, `${flavour}.js`) }));
  },
});

/**
 * `#checks` is the entry point `verify`, which the wallet loads when something arrives; where everything is in one file,
 * it is there already.
 */
const checksFrom = (file) => ({
  name: 'checks',
  setup(build) {
    build.onResolve({ filter: /^#checks$/ }, () => (file ? { path: file, external: true } : { path: join(here, 'js/checks.ts') }));
  },
});

/** Languages of the texts for staff: `cargo xtask wasm` wrote one file for each. */
const languages = (await readdir(texts)).map((file) => /^texts-(..)\.js$/.exec(file)[1]).sort();

/** `#texts/de` is the file `texts-de.js` beside the script, loaded when it is asked for. */
const textsBeside = {
  name: 'texts',
  setup(build) {
    build.onResolve({ filter: /^#texts\// }, ({ path }) => {
      const language = path.slice('#texts/'.length);
      return languages.includes(language) ? { path: `./texts-${language}.js`, external: true } : { errors: [{ text: `${path}: no such language` }] };
    });
  },
};

/** Puts the texts for staff beside the scripts that load them. */
async function copyTexts(to) {
  for (const language of languages) {
    await build({ ...common, entryPoints: [join(texts, `texts-${language}.js`)], outdir: to, minify: true });
  }
}

const common = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: here,
};

// The pages: one folder each, complete in itself.

const CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types ofage',
].join('; ');

const PAGES = [
  { name: 'wallet', flavour: 'wallet', title: 'ofage wallet', short: 'Wallet', worker: 'read' },
  { name: 'door', flavour: null, title: 'ofage door', short: 'Door', worker: 'door' },
  { name: 'issuer', flavour: 'full', title: 'ofage issuer demo', short: 'Issuer', worker: null },
];

async function page({ name, flavour, title, short, worker }) {
  const from = join(here, 'web', name);
  const to = join(pages, name);
  await mkdir(to, { recursive: true });
  const scripts = { page: ['main.ts', flavour], worker: ['worker.ts', worker] };
  for (const [out, [source, use]] of Object.entries(scripts)) {
    if (out === 'worker' && !worker) {
      continue;
    }
    await build({
      ...common,
      entryPoints: { [out]: join(from, source) },
      outdir: to,
      minify: true,
      plugins: [glueOf(use), checksFrom('./verify.js'), textsBeside],
      define: { OFAGE_WASM: JSON.stringify(`./${use}.wasm`) },
    });
    if (use) {
      await cp(join(glue, use, `${use}.wasm`), join(to, `${use}.wasm`));
    }
  }
  if (name === 'wallet') {
    await build({ ...entry('verify', 'web'), outfile: join(to, 'verify.js'), minify: true });
    await cp(join(glue, 'verify/verify.wasm'), join(to, 'verify.wasm'));
  }
  if (name === 'door') {
    await copyTexts(to);
  }
  await build({ ...common, entryPoints: { page: join(from, 'page.css') }, outdir: to, minify: true });
  await html(from, to);
  const manifest = {
    id: `/${name}/`,
    name: title,
    short_name: short,
    start_url: './',
    scope: './',
    display: 'standalone',
    background_color: '#f5f3ee',
    theme_color: '#17345c',
    icons: [
      { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: 'icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any maskable' },
      { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any maskable' },
    ],
  };
  await writeFile(join(to, 'manifest.webmanifest'), `${JSON.stringify(manifest, null, 2)}\n`);
  await cp(join(here, 'web/icons', name), to, { recursive: true });
  const files = (await readdir(to)).filter((file) => file !== 'index.html' && file !== 'sw.js').sort();
  const hash = createHash('sha256');
  for (const file of ['index.html', ...files]) {
    hash.update(`${file}\0`).update(await readFile(join(to, file)));
  }
  await build({
    ...common,
    entryPoints: { sw: join(here, 'web/sw/sw.ts') },
    outdir: to,
    format: 'iife',
    minify: true,
    define: {
      OFAGE_FILES: JSON.stringify(['./', ...files]),
      OFAGE_DIGEST: JSON.stringify(hash.digest('hex').slice(0, 16)),
    },
  });
}

async function html(from, to) {
  const text = await readFile(join(from, 'index.html'), 'utf8');
  await writeFile(join(to, 'index.html'), text.replaceAll('{{CSP}}', CSP).replaceAll('{{VERSION}}', version));
}

async function home() {
  await mkdir(pages, { recursive: true });
  await build({ ...common, entryPoints: { page: join(here, 'web/home/page.css') }, outdir: pages, minify: true });
  await html(join(here, 'web/home'), pages);
}

// The npm package.

/** Entry points: how the WebAssembly bytes arrive differs, the rest is one file for all. */
const ENTRIES = ['full', 'verify', 'door', 'wallet'];

/** How an entry point is bundled. */
function entry(name, platform) {
  return {
    ...common,
    stdin: {
      contents: `export * from './js/${name}.ts';\nexport { init } from './js/load-${platform}.ts';`,
      resolveDir: here,
      loader: 'ts',
    },
    platform: platform === 'node' ? 'node' : 'browser',
    external: ['node:*'],
    define: { OFAGE_WASM: JSON.stringify(`./${name}.wasm`) },
    plugins: [glueOf(name), checksFrom(name === 'full' ? null : `./verify.${platform}.js`), textsBeside],
  };
}

async function npm() {
  await rm(pack, { recursive: true, force: true });
  await mkdir(join(pack, 'dist'), { recursive: true });
  for (const name of ENTRIES) {
    for (const platform of ['web', 'node']) {
      await build({ ...entry(name, platform), outfile: join(pack, 'dist', `${name}.${platform}.js`) });
    }
    await cp(join(glue, name, `${name}.wasm`), join(pack, 'dist', `${name}.wasm`));
  }
  await copyTexts(join(pack, 'dist'));
  await cp(join(here, 'types'), join(pack, 'types'), { recursive: true });
  await cp(join(here, 'npm/README.md'), join(pack, 'README.md'));
  for (const licence of ['LICENSE-APACHE', 'LICENSE-MIT']) {
    await cp(join(root, licence), join(pack, licence));
  }
  const manifest = JSON.parse(await readFile(join(here, 'npm/package.json'), 'utf8'));
  await writeFile(join(pack, 'package.json'), `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);
}

await rm(pages, { recursive: true, force: true });
await home();
for (const each of PAGES) {
  await page(each);
}
await npm();
console.log(`pages: ${relative(root, pages)}; package: ${relative(root, pack)}`);
