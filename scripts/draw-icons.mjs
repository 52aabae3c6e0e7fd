// Draws the icons that are kept in web/public/icons from their one mark. Only needed when the mark changes; takes a Chromium.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './lib/prepare.mjs';

const tick = (stroke, scale) =>
  `<g transform="translate(11 11) scale(${scale}) translate(-11 -11)"><path d="M6 11.5l3.5 3.5L16 7.5" fill="none" stroke="${stroke}" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></g>`;
const svg = (inside) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 22 22" width="100%" height="100%">${inside}</svg>`;
const round = svg(`<rect width="22" height="22" rx="6" fill="#1f4fd1"/>${tick('#fff', 1)}`);
// A launcher cuts its own shape: colour to the edge, the mark within the safe four fifths.
const full = svg(`<rect width="22" height="22" fill="#1f4fd1"/>${tick('#fff', 0.85)}`);
// The status bar shows only where it is opaque.
const badge = svg(tick('#fff', 1.35));

const ICONS = [
  ['icon-192.png', round, 192],
  ['icon-512.png', round, 512],
  ['icon-maskable-512.png', full, 512],
  ['apple-touch-icon.png', full, 180],
  ['badge.png', badge, 96],
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const [name, markup, size] of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>html,body{margin:0;background:transparent}svg{display:block}</style>${markup}`);
  writeFileSync(join(root, 'web/public/icons', name), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
