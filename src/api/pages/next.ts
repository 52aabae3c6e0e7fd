import type { Request } from 'express';
import { localPath } from '../local-path.js';

/** Where the visitor wants to go afterwards (`?next=`): a path of this service, or `/`. */
export function nextIn(req: Request): string {
  return localPath(new URL(req.originalUrl, 'http://local').searchParams.get('next') ?? undefined);
}
