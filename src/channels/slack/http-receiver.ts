import { createHash } from 'node:crypto';
import type { App, Receiver } from '@slack/bolt';
import express, { Router, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import type { Db } from '../../ledger/ledger.js';
import { isFirstSight } from '../../ledger/slack-replays.js';
import { parseSlackBody } from './request-body.js';
import type { AckBody, Reply } from './reply.js';
import { verifySlackRequest } from './verify-request.js';

export interface HttpReceiverDeps {
  db: Db;
  signingSecret: string;
  /** Milliseconds since 1970. */
  clock: () => number;
  log: Logger;
  /** What to say when nobody can tell a replay: `SlackDoor.unavailable`. */
  unavailable: (payload: unknown) => Reply;
}

/** Slack's largest payloads are a few tens of kilobytes. */
const MOST_BYTES = 262_144;

/**
 * Slack over HTTP, for Bolt. Mount `router` at `/slack` before any body parser: the signature is over the raw bytes. In this order: size,
 * signature, freshness, form, replay; only then Bolt sees the payload.
 */
export class HttpReceiver implements Receiver {
  readonly router: Router;
  #app: App | null = null;

  constructor(private readonly deps: HttpReceiverDeps) {
    this.router = Router();
    // Not inflated: Slack does not compress, and a small body must not become a large one.
    const raw = express.raw({ type: () => true, limit: MOST_BYTES, inflate: false });
    this.router.post(['/events', '/interactions', '/commands'], raw, (request, response, next) => {
      this.#receive(request, response).catch(next);
    });
  }

  init(app: App): void {
    this.#app = app;
  }
  start(): Promise<void> {
    return Promise.resolve();
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }

  async #receive(request: Request, response: Response): Promise<void> {
    const { db, signingSecret, clock, log, unavailable } = this.deps;
    if (request.body !== undefined && !Buffer.isBuffer(request.body)) throw new Error('mount the Slack router before body parsers');
    const body: Buffer = request.body ?? Buffer.alloc(0);
    const refuse = (status: number, reason: string) => {
      log.warn({ reason, path: request.path }, 'slack request refused');
      response.status(status).type('text/plain').send('refused');
    };

    const verified = verifySlackRequest({
      signingSecret,
      signature: request.headersDistinct['x-slack-signature'] ?? [],
      timestamp: request.headersDistinct['x-slack-request-timestamp'] ?? [],
      body,
      nowMs: clock(),
    });
    if (verified.kind === 'refused') return refuse(401, verified.reason);

    const parsed = parseSlackBody(body, request.headers['content-type']);
    if (parsed.kind === 'malformed') return refuse(400, 'malformed');
    if (parsed.kind === 'ssl_check') return void response.status(200).end();
    if (parsed.kind === 'url_verification') return void response.json({ challenge: parsed.challenge });

    let first: boolean;
    try {
      first = await isFirstSight(db, createHash('sha256').update(verified.signature).digest('hex'));
    } catch (error) {
      log.error({ err: error }, 'slack request not recorded');
      return this.#answerUnavailable(response, unavailable(parsed.payload));
    }
    if (!first) return refuse(401, 'replay');
    await this.#dispatch(request, response, parsed.payload);
  }

  async #dispatch(request: Request, response: Response, payload: Record<string, unknown>): Promise<void> {
    const retry = request.headersDistinct['x-slack-retry-num']?.[0];
    await this.#app?.processEvent({
      body: payload,
      ack: (answer) => {
        if (response.headersSent) return Promise.resolve();
        if (answer === undefined || answer === '') response.status(200).end();
        else if (typeof answer === 'string') response.status(200).type('text/plain').send(answer);
        else response.status(200).json(answer);
        return Promise.resolve();
      },
      // For the log only; a decision is told from its repeat by its id.
      ...(retry !== undefined && /^\d{1,3}$/.test(retry) ? { retryNum: Number(retry) } : {}),
    });
    // Not acknowledged means not recorded: Slack shows the person that it did not work.
    if (!response.headersSent) response.status(503).type('text/plain').send('not recorded');
  }

  #answerUnavailable(response: Response, reply: Reply): void {
    if (reply.kind === 'acknowledge') response.status(200).json(unavailableAnswer(reply.body));
    else response.status(503).type('text/plain').send('not recorded');
    void reply.afterwards();
  }
}

function unavailableAnswer(body: AckBody): object {
  if (body.kind === 'update') return { response_action: 'update', view: body.view };
  return body.kind === 'message' ? { response_type: 'ephemeral', text: body.card.text } : {};
}
