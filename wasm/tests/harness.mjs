// Starting Chromium, counting what pages must not do, and reporting.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';

import { chromium } from 'playwright-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

/** The system's Chromium. `cargo xtask browser` has made sure that there is one. */
export function chromiumPath() {
  const found = [process.env.OFAGE_CHROMIUM, ...CHROMIUM].find((path) => path && existsSync(path));
  if (!found) {
    throw new Error('no Chromium: apt-get install chromium, or set OFAGE_CHROMIUM to one');
  }
  return found;
}

export function launch(switches = []) {
  return chromium.launch({
    executablePath: chromiumPath(),
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--mute-audio', ...switches],
  });
}

/** Watches a context: errors on any page and requests to any other place are kept, for the test to refuse. */
export function watch(context, origin) {
  const faults = [];
  context.on('weberror', (error) => faults.push(`exception: ${error.error()}`));
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      faults.push(`console: ${message.text()} (${message.page()?.url()})`);
    }
  });
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('blob:') && !url.startsWith('data:')) {
      faults.push(`request to ${url}`);
    }
  });
  return faults;
}

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Runs axe; gives its violations as lines. The page's policy forbids injected scripts, so it is evaluated. */
export async function axe(page) {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    // Entry animations make colours translucent for a moment.
    await Promise.all(document.getAnimations().filter((one) => one.effect?.getTiming().duration < 1000).map((one) => one.finished.catch(() => undefined)));
    const { violations } = await globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return violations.map((one) => `${one.id}: ${one.help} (${one.nodes.map((node) => node.target.join(' ')).join('; ')})`);
  });
}

/** Middle and 95th percentile. */
export function percentiles(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
  return { median: at(0.5), p95: at(0.95) };
}

let failures = 0;

/** One named check. All run; the process fails when one did. */
export async function test(name, work) {
  const start = performance.now();
  try {
    const note = await work();
    console.log(`  ok    ${name}${note ? `: ${note}` : ''} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failures += 1;
    console.log(`  FAIL  ${name}\n        ${String(error?.stack ?? error).split('\n').slice(0, 6).join('\n        ')}`);
  }
}

export function finish() {
  if (failures > 0) {
    console.log(`${failures} failed`);
    process.exit(1);
  }
}

export function assert(condition, message) {
  if (!condition) {
    throw new Error(message);
  }
}

export function equal(actual, expected, what) {
  if (actual !== expected) {
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
  }
}
