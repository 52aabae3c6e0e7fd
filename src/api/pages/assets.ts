import { createHash } from 'node:crypto';
import { Router } from 'express';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';

const named = (content: string, extension: string) =>
  `/assets/${createHash('sha256').update(content).digest('hex').slice(0, 16)}.${extension}`;

/** Addresses that change with the content, so that they may be kept for ever. */
export const STYLE_PATH = named(STYLE, 'css');
export const SCRIPT_PATH = named(SCRIPT, 'js');

export function assets(): Router {
  const router = Router();
  const serve = (path: string, type: string, content: string) =>
    router.get(path, (_req, res) => {
      res.set('cache-control', 'public, max-age=31536000, immutable').type(type).send(content);
    });
  serve(STYLE_PATH, 'text/css', STYLE);
  serve(SCRIPT_PATH, 'text/javascript', SCRIPT);
  return router;
}
