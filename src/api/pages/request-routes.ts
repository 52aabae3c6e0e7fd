import { Router, type Request, type Response } from 'express';
import { requestIdSchema } from '../../contracts/ids.js';
import type { Principal } from '../../contracts/principal.js';
import type { RequestView } from '../../contracts/view.js';
import type { Answer } from '../../intake/intake.js';
import type { Session } from '../../ledger/sessions.js';
import type { ApiDeps } from '../deps.js';
import { ProblemError } from '../problem.js';
import { valueOf } from '../reply.js';
import { atFields, readArgs, type FieldError } from '../../contracts/args-form.js';
import { reviewOf } from '../review/review.js';
import { firstOfRequest } from '../web/first.js';
import { sendShell } from '../web/shell.js';
import { renewHref, requireFreshFor } from '../step-up.js';
import { rememberPath } from './cookies.js';
import { readForm, type FormBody } from './form-body.js';
import { sendPage } from './layout.js';
import type { Draft } from './panel.js';
import { readDecision, verbOf } from './read-decision.js';
import { argFields, noticeOf, requestPage, type Notice } from './request-page.js';
import { howToSignIn } from './how-to-sign-in.js';
import { requireCsrf, requireSameOrigin, visitorOf } from './visitor.js';

/** Below the half minute after which proxies cut silent connections. */
const STATE_WAIT_MS = 25_000;

interface Sent {
  deps: ApiDeps;
  visitor: Session;
  by: Principal;
  view: RequestView;
  form: FormBody;
}
type Outcome =
  | { kind: 'done'; decisionId: string | null }
  | { kind: 'draft'; errors: readonly FieldError[] }
  | { kind: 'refused'; status: number; text: string };

const principal = (visitor: Session): Principal => ({ kind: 'person', personId: visitor.person.id });

function idOf(req: Request): string {
  const id = requestIdSchema.safeParse(req.params['id']);
  if (!id.success) throw new ProblemError('not_found', 'There is no request at this address.');
  return id.data;
}

function outcomeOf<T>(answer: Answer<T>, decisionId: string | null): Outcome {
  if (answer.kind === 'ok') return { kind: 'done', decisionId };
  return { kind: 'refused', status: answer.status, text: answer.message };
}

async function decide({ deps, visitor, view, form }: Sent): Promise<Outcome> {
  let args = null;
  if (verbOf(form) === 'edit') {
    const fields = await argFields(deps, view);
    // A stale page was made for other arguments: its inputs mean nothing here, and the intake says so.
    if (form.get('digest') === view.digest) {
      const read = readArgs(fields, form, view.action?.args ?? {});
      if (!read.ok) return { kind: 'draft', errors: read.errors };
      const problems = await deps.argsProblems(view.action?.type ?? '', view.action?.version ?? '', read.args);
      if (problems.length > 0) return { kind: 'draft', errors: atFields(fields, problems) };
      args = read.args;
    } else args = view.action?.args ?? {};
  }
  const decision = readDecision(form, args, view.plan?.requireComment ?? []);
  if (decision.kind === 'draft') return decision;
  return outcomeOf(
    await deps.intake.decide(visitor.person.id, view.id, decision.body, { channel: 'page' }),
    decision.body.decisionId ?? null,
  );
}

async function override({ deps, by, view, form }: Sent): Promise<Outcome> {
  const resolution = form.get('resolution');
  const reason = form.get('reason')?.trim() ?? '';
  const decisionId = form.get('decisionId') ?? '';
  if ((resolution !== 'approved' && resolution !== 'rejected') || reason === '') {
    return { kind: 'draft', errors: [{ name: 'reason', message: 'Choose how it is resolved, and give a reason.' }] };
  }
  const body = { resolution, digest: form.get('digest') ?? '', reason, decisionId } as const;
  return outcomeOf(await deps.intake.override(by, view.id, body, { channel: 'page' }), decisionId);
}

/** What a reviewer asked, answered by whoever asked for the action. */
async function reply({ deps, by, view, form }: Sent): Promise<Outcome> {
  const answer = form.get('answer')?.trim() ?? '';
  if (answer === '') return { kind: 'draft', errors: [{ name: 'answer', message: 'Write an answer.' }] };
  return outcomeOf(await deps.intake.answerQuestion(by, view.id, { decisionId: form.get('question') ?? '', answer }), null);
}

async function act(sent: Sent): Promise<Outcome> {
  const { deps, by, view, form } = sent;
  switch (form.get('verb')) {
    case 'override':
      return override(sent);
    case 'reply':
      return reply(sent);
    case 'withdraw':
      return outcomeOf(await deps.intake.withdraw(by, view.id, form.get('reason')?.trim() ?? ''), null);
    default:
      return decide(sent);
  }
}

async function show(
  deps: ApiDeps,
  res: Response,
  visitor: Session,
  view: RequestView,
  more: { status: number; notice: Notice | null; draft: Draft | null },
): Promise<void> {
  const audit = valueOf(await deps.intake.audit(principal(visitor), view.id));
  const page = await requestPage(deps, visitor, { view, audit, notice: more.notice, draft: more.draft });
  // What a form without script led to is said on the page itself.
  if (!deps.web || more.status !== 200 || more.notice !== null) return sendPage(res, more.status, page);
  const review = await reviewOf(deps.db, { view, audit, personId: visitor.person.id, nowMs: deps.clock() });
  sendShell(res, deps, deps.web, { ...page, visitor, first: await firstOfRequest(visitor, deps, review) });
}

function signInFirst(deps: ApiDeps, req: Request, res: Response, why: string): void {
  const next = `/r/${idOf(req)}`;
  rememberPath(res, next, deps.config.publicUrl);
  sendPage(res, 401, { title: 'Sign in', visitor: null, body: howToSignIn({ heading: 'Please sign in first', why, next }, deps) });
}

/** Why this has to wait until the visitor has signed in again; null where it need not. */
async function whyStale(deps: ApiDeps, visitor: Session, requestId: string, form: FormBody): Promise<string | null> {
  try {
    await requireFreshFor(form.get('verb') ?? '', requestId, visitor, deps);
    return null;
  } catch (error) {
    if (error instanceof ProblemError) return `Nothing was recorded yet. ${error.problem.detail}`;
    throw error;
  }
}

const renewLink = (requestId: string) => ({ href: renewHref(`/r/${requestId}`), text: 'Sign in again' });

/** The page of one request. Any signed-in person may read it (one deployment is one organisation); who may decide is the intake's to say. */
export function requestRoutes(deps: ApiDeps): Router {
  const router = Router();

  router.get('/r/:id', async (req, res) => {
    res.locals['route'] = '/r/{id}';
    const visitor = await visitorOf(req, deps);
    if (!visitor) return signInFirst(deps, req, res, 'This page shows a request to people of this organisation who are signed in.');
    const view = valueOf(await deps.intake.view(principal(visitor), idOf(req)));
    const decisionId = new URL(req.originalUrl, 'http://local').searchParams.get('decision');
    await show(deps, res, visitor, view, { status: 200, notice: noticeOf(view, decisionId, visitor), draft: null });
  });

  router.get('/r/:id/state', async (req, res) => {
    // A long poll: named like the API's, and left out of the durations like it.
    res.locals['route'] = '/r/{id}/wait';
    const visitor = await visitorOf(req, deps);
    res.set('cache-control', 'no-store');
    if (!visitor) return void res.status(401).json({});
    const since = Number(new URL(req.originalUrl, 'http://local').searchParams.get('since'));
    const hangUp = new AbortController();
    res.once('close', () => hangUp.abort());
    const options = { sinceMove: Number.isSafeInteger(since) ? since : 0, signal: hangUp.signal };
    const view = valueOf(await deps.intake.wait(principal(visitor), idOf(req), 'change', STATE_WAIT_MS, options));
    if (!res.destroyed) res.json({ move: view.move, status: view.status });
  });

  router.post('/r/:id/decide', async (req, res) => {
    res.locals['route'] = '/r/{id}/decide';
    requireSameOrigin(req);
    const visitor = await visitorOf(req, deps);
    if (!visitor)
      return signInFirst(deps, req, res, 'You are no longer signed in, so that nothing was recorded. Sign in, then decide again.');
    const form = await readForm(req);
    requireCsrf(visitor, form);
    const by = principal(visitor);
    const view = valueOf(await deps.intake.view(by, idOf(req)));
    const stale = await whyStale(deps, visitor, view.id, form);
    if (stale) {
      const draft: Draft = { verb: form.get('verb') ?? '', form, errors: [] };
      return show(deps, res, visitor, view, { status: 401, notice: { tone: 'warn', text: stale, link: renewLink(view.id) }, draft });
    }
    const outcome = await act({ deps, visitor, by, view, form });
    if (outcome.kind === 'done') {
      const query = outcome.decisionId === null ? '' : `?decision=${encodeURIComponent(outcome.decisionId)}`;
      return void res.set('cache-control', 'no-store').redirect(303, `/r/${view.id}${query}`);
    }
    if (outcome.kind === 'draft') {
      const draft: Draft = { verb: form.get('verb') ?? '', form, errors: outcome.errors };
      return show(deps, res, visitor, view, {
        status: 422,
        notice: { tone: 'warn', text: 'Nothing was recorded yet: the form needs a correction.' },
        draft,
      });
    }
    // What was refused may have been overtaken: the page shows how it stands now.
    const fresh = valueOf(await deps.intake.view(by, view.id));
    await show(deps, res, visitor, fresh, { status: outcome.status, notice: { tone: 'no', text: outcome.text }, draft: null });
  });
  return router;
}
