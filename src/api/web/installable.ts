import { join } from 'node:path';
import { Router, type Response } from 'express';
import { bareDocument } from './shell.js';
import type { WebFiles } from './web-files.js';

/** What makes it an application of a phone: the service worker, the manifest with its icons, and the shell that is kept for offline. No data in any. */
export function installable(web: WebFiles): Router {
  const router = Router();
  // Asked for again each time, so that a new version is found at once.
  const fresh = (res: Response, path: string, type: string) =>
    res
      .set({ 'cache-control': 'no-cache', 'content-type': type })
      .sendFile(path, { root: web.dir, cacheControl: false, lastModified: false });
  router.get('/sw.js', (_req, res) => fresh(res, 'sw.js', 'text/javascript; charset=utf-8'));
  router.get('/manifest.webmanifest', (_req, res) => fresh(res, 'manifest.webmanifest', 'application/manifest+json'));
  router.get('/icons/:name', (req, res, next) => {
    if (!/^[\w-]+\.(png|svg)$/.test(req.params.name)) return next();
    res
      .set('cache-control', 'public, max-age=86400')
      .sendFile(join('icons', req.params.name), { root: web.dir, cacheControl: false }, (error) => {
        // A file that is not there is an address that is not there; a client that hung up is nobody's business.
        if (error && !res.headersSent) next();
      });
  });
  router.get('/shell', (_req, res) => void res.set('cache-control', 'no-cache').type('text/html').send(bareDocument(web).markup));
  return router;
}
