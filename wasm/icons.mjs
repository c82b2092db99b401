// Draws the icons of the three pages (web/icons): one mark, three colours. Run by hand when the mark changes.

import { mkdir, writeFile } from 'node:fs/promises';

import { chromium } from 'playwright-core';

const COLOURS = { wallet: '#17345c', door: '#00684f', issuer: '#4a3a78' };

const svg = (colour) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="${colour}"/><path d="M32 16a16 16 0 1 0 16 16" fill="none" stroke="#fff" stroke-width="5.600" stroke-linecap="round"/><path d="M25.500 33l5.500 5.500L47 20.500" fill="none" stroke="#5fe0b7" stroke-width="5.600" stroke-linecap="round" stroke-linejoin="round"/></svg>\n`;

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const [name, colour] of Object.entries(COLOURS)) {
  const folder = new URL(`web/icons/${name}/`, import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('icon.svg', folder), svg(colour).replace('<rect width="64" height="64"', '<rect width="64" height="64" rx="16"'));
  for (const size of [192, 512]) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg(colour)}`);
    await page.screenshot({ path: new URL(`icon-${size}.png`, folder).pathname });
    await page.close();
  }
}
await browser.close();
