import { createHash } from 'node:crypto';
import { Router } from 'express';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';

/** The mark of the header, for the tab. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 22 22"><rect width="22" height="22" rx="6" fill="#1f4fd1"/><path d="M6 11.5l3.5 3.5L16 7.5" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>';

const named = (content: string, extension: string) =>
  `/assets/${createHash('sha256').update(content).digest('hex').slice(0, 16)}.${extension}`;

/** Addresses that change with the content, so that they may be kept for ever. */
export const STYLE_PATH = named(STYLE, 'css');
export const SCRIPT_PATH = named(SCRIPT, 'js');
export const ICON_PATH = named(ICON, 'svg');

export function assets(): Router {
  const router = Router();
  const serve = (path: string, type: string, content: string) =>
    router.get(path, (_req, res) => {
      res.set('cache-control', 'public, max-age=31536000, immutable').type(type).send(content);
    });
  serve(STYLE_PATH, 'text/css', STYLE);
  serve(SCRIPT_PATH, 'text/javascript', SCRIPT);
  serve(ICON_PATH, 'image/svg+xml', ICON);
  return router;
}
