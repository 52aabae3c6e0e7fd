import { createHmac, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

type Claims = Record<string, unknown>;

export interface LyingIssuer {
  url: string;
  /** Changed by tests: what the next ID token says in place of the truth. A claim that is undefined is left out. */
  lie: (truth: Claims) => Claims;
  /** How it is signed: as announced; by a key that was not; with the public key as a secret; not at all; or changed after signing. */
  signed: 'rightly' | 'by a stranger' | 'as hmac' | 'not at all' | 'and then changed';
  /** Plays the browser at the provider: somebody has signed in, and goes back to this address. */
  authorize(location: string): string;
  stop(): Promise<void>;
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function formOf(req: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of req) text += String(chunk);
  return new URLSearchParams(text);
}

/** An issuer that answers as the protocol asks, and says in the ID token whatever a test wants. */
export async function startLyingIssuer(): Promise<LyingIssuer> {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const asked = new Map<string, URLSearchParams>();

  const server = createServer((req, res) => {
    const send = (json: unknown) => res.setHeader('content-type', 'application/json').end(JSON.stringify(json));
    if (req.url === '/.well-known/openid-configuration')
      return void send({
        issuer: issuer.url,
        authorization_endpoint: `${issuer.url}/authorize`,
        token_endpoint: `${issuer.url}/token`,
        jwks_uri: `${issuer.url}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      });
    if (req.url === '/jwks')
      return void send({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'own', use: 'sig', alg: 'RS256' }] });
    void formOf(req).then((form) => send(tokens(asked.get(form.get('code') ?? '') ?? new URLSearchParams())));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  function tokens(request: URLSearchParams) {
    const nowS = Math.floor(Date.now() / 1000);
    const truth: Claims = {
      iss: issuer.url,
      aud: request.get('client_id'),
      sub: 'ada-at-provider',
      nonce: request.get('nonce'),
      iat: nowS,
      exp: nowS + 300,
      auth_time: nowS,
      name: 'Ada',
    };
    return { access_token: 'secret', token_type: 'Bearer', expires_in: 300, id_token: signed(issuer.lie(truth)) };
  }

  function signed(claims: Claims): string {
    const content = (header: object) => `${part(header)}.${part(claims)}`;
    const rs256 = (key: typeof own.privateKey, text: string) => `${text}.${createSign('sha256').update(text).sign(key, 'base64url')}`;
    switch (issuer.signed) {
      case 'rightly':
        return rs256(own.privateKey, content({ alg: 'RS256', kid: 'own' }));
      case 'by a stranger':
        return rs256(stranger.privateKey, content({ alg: 'RS256', kid: 'own' }));
      case 'as hmac': {
        const text = content({ alg: 'HS256', kid: 'own' });
        const secret = own.publicKey.export({ format: 'pem', type: 'spki' });
        return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
      }
      case 'not at all':
        return `${content({ alg: 'none' })}.`;
      case 'and then changed': {
        const [header = '', , signature = ''] = rs256(own.privateKey, content({ alg: 'RS256', kid: 'own' })).split('.');
        return `${header}.${part({ ...claims, sub: 'grace-at-provider' })}.${signature}`;
      }
    }
  }

  const issuer: LyingIssuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lie: (truth) => truth,
    signed: 'rightly',
    authorize(location) {
      const request = new URL(location).searchParams;
      const code = randomUUID();
      asked.set(code, request);
      return `${request.get('redirect_uri') ?? ''}?${new URLSearchParams({ code, state: request.get('state') ?? '' }).toString()}`;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return issuer;
}
