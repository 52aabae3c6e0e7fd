import { gzipSync } from 'node:zlib';
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { forgetReplays } from '../../src/ledger/slack-replays.js';
import { asForm, clickPayload, deliver, signed, submitPayload } from '../support/slack-emulator.js';
import { startSlackHarness, type SlackHarness } from '../support/slack-harness.js';
import { until } from '../support/until.js';

let h: SlackHarness;
let replica: { endpoint: string; stop(): Promise<void> };
beforeAll(async () => {
  h = await startSlackHarness();
  replica = await h.replica();
});
afterAll(async () => {
  await replica.stop();
  await h.close();
});

let body: string;
beforeEach(async () => {
  const message = await h.ask();
  body = asForm(
    clickPayload(h.slack, { user: h.slack.users['ada'] ?? '', channel: h.slack.channels['approvals'] ?? '', message, action: 'approve' }),
  );
});
const now = () => Math.floor(Date.now() / 1000);

describe('a request to Slack’s endpoint', () => {
  it('acts once when it is signed by Slack', async () => {
    expect((await deliver(h.endpoint, body)).status).toBe(200);
    expect(h.intake.decisions).toHaveLength(1);
  });

  it.each<[string, number, () => { body?: string | Buffer; headers: Record<string, string> }]>([
    ['without a signature', 401, () => ({ headers: { 'content-type': 'application/x-www-form-urlencoded' } })],
    ['with an empty signature', 401, () => ({ headers: { ...signed(body), 'x-slack-signature': '' } })],
    ['with a signature of another secret', 401, () => ({ headers: signed(body, now(), 'another') })],
    ['with the signature of another body', 401, () => ({ headers: signed(`${body}&x=1`) })],
    ['with another body than the signed one', 401, () => ({ body: `${body}&x=1`, headers: signed(body) })],
    [
      'with a truncated signature',
      401,
      () => ({ headers: { ...signed(body), 'x-slack-signature': signed(body)['x-slack-signature']?.slice(0, 20) ?? '' } }),
    ],
    ['signed ten minutes ago', 401, () => ({ headers: signed(body, now() - 600) })],
    ['signed for the future', 401, () => ({ headers: signed(body, now() + 600) })],
    ['with a timestamp that is no number', 401, () => ({ headers: { ...signed(body), 'x-slack-request-timestamp': 'soon' } })],
    ['with a content type that Slack does not use', 400, () => ({ headers: { ...signed(body), 'content-type': 'text/plain' } })],
    ['that is compressed', 415, () => ({ body: gzipSync(body), headers: { ...signed(body), 'content-encoding': 'gzip' } })],
    ['that is larger than anything of Slack’s', 413, () => ({ body: 'x'.repeat(300_000), headers: signed('x'.repeat(300_000)) })],
    ['signed, but broken', 400, () => ({ body: 'payload=%7B', headers: signed('payload=%7B') })],
  ])('changes nothing %s', async (_what, status, make) => {
    const { body: other, headers } = make();
    const answer = await fetch(h.endpoint, { method: 'POST', body: (other ?? body) as string, headers });
    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toContain(body.slice(0, 30));
    expect(h.intake.decisions).toEqual([]);
  });

  it('changes nothing with a header twice', async () => {
    const headers = signed(body);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(
        h.endpoint,
        {
          method: 'POST',
          headers: { ...headers, 'x-slack-signature': [headers['x-slack-signature'] ?? '', headers['x-slack-signature'] ?? ''] },
        },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
    expect(status).toBe(401);
    expect(h.intake.decisions).toEqual([]);
  });

  it.each(['GET', 'PUT', 'DELETE'])('is no %s, whatever it says to override', async (method) => {
    const answer = await fetch(h.endpoint, {
      method,
      headers: { ...signed(body), 'x-http-method-override': 'POST' },
      ...(method === 'GET' ? {} : { body }),
    });
    expect(answer.status).toBe(404);
    expect(h.intake.decisions).toEqual([]);
  });

  it('acts no second time when the very same bytes come again, here or on another replica', async () => {
    const headers = signed(body);
    expect((await deliver(h.endpoint, body, headers)).status).toBe(200);
    expect((await deliver(h.endpoint, body, headers)).status).toBe(401);
    expect((await deliver(replica.endpoint, body, headers)).status).toBe(401);
    expect(h.intake.decideCalls).toBe(1);
  });

  it('acts once when the same bytes reach both replicas at once', async () => {
    const headers = signed(body);
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => deliver(i % 2 ? h.endpoint : replica.endpoint, body, headers)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(h.intake.decideCalls).toBe(1);
  });

  it('counts once when Slack itself retries with a new signature, on either replica', async () => {
    await deliver(h.endpoint, body, signed(body));
    const answer = await deliver(replica.endpoint, body, {
      ...signed(body, now() + 1),
      'x-slack-retry-num': '1',
      'x-slack-retry-reason': 'http_timeout',
    });
    expect(answer.status).toBe(200);
    expect(h.intake.decisions).toHaveLength(1);
  });

  it.each(['-1', 'NaN', '99999999999999', '1, 2'])('is not impressed by a retry header of %s', async (retry) => {
    expect((await deliver(h.endpoint, body, { ...signed(body), 'x-slack-retry-num': retry })).status).toBe(200);
    expect(h.intake.decisions).toHaveLength(1);
  });

  it('answers Slack’s certificate check and URL verification, when signed', async () => {
    const check = 'ssl_check=1&token=x';
    expect((await deliver(h.endpoint, check)).status).toBe(200);
    expect((await deliver(h.endpoint, check, {})).status).toBe(401);
    const verification = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    const answer = await deliver(h.endpoint, verification, { ...signed(verification), 'content-type': 'application/json' });
    expect(answer).toEqual({ status: 200, body: '{"challenge":"abc"}' });
  });

  it('is acknowledged within Slack’s three seconds in a burst', async () => {
    const message = await h.ask();
    const started = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => {
        const one = asForm(
          clickPayload(h.slack, {
            user: h.slack.users['ada'] ?? '',
            channel: h.slack.channels['approvals'] ?? '',
            message,
            action: 'approve',
          }),
        );
        return deliver(h.endpoint, one);
      }),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(h.intake.decisions).toHaveLength(50);
  });

  it('forgets signatures only once they are stale anyway', async () => {
    const headers = signed(body);
    await deliver(h.endpoint, body, headers);
    await forgetReplays(h.ledger.db, 600_000);
    expect((await deliver(h.endpoint, body, headers)).status).toBe(401);
    expect(await forgetReplays(h.ledger.db, 0)).toBeGreaterThan(0);
  });
});

describe('when the ledger is down', () => {
  it('nothing is acknowledged: a click fails visibly, a dialog says so, a command says so', async () => {
    const message = await h.ask();
    const broken = await h.replica({ brokenLedger: true });
    const user = h.slack.users['ada'] ?? '';
    const click = asForm(clickPayload(h.slack, { user, channel: h.slack.channels['approvals'] ?? '', message, action: 'approve' }));
    const before = h.slack.whispers().length;
    expect((await deliver(broken.endpoint, click)).status).toBe(503);
    await until(() =>
      h.slack
        .whispers()
        .slice(before)
        .some(({ text }) => text.includes('Not recorded')),
    );
    const dialog = asForm(
      submitPayload(h.slack, { user, view: { id: 'V1', callback_id: 'countersign.reject', private_metadata: 'x' }, values: {} }),
    );
    expect(JSON.parse((await deliver(broken.endpoint, dialog)).body)).toMatchObject({ response_action: 'update' });
    const command = `command=%2Fapprovals&team_id=${h.slack.team}&user_id=${user}&channel_id=C1&api_app_id=A0COUNTER`;
    expect((await deliver(broken.endpoint, command)).body).toContain('Not recorded');
    expect(h.intake.decideCalls).toBe(0);
    await broken.stop();
  });
});
