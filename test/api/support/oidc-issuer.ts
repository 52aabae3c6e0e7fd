import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';

export interface Issuer {
  url: string;
  /** Answers nobody, until it is up again. */
  down(): void;
  up(): void;
  /** The claims of an account, beside its subject; accounts that are not named have none. */
  claims: Map<string, Record<string, unknown>>;
  stop(): Promise<void>;
}

export const CLIENT = { id: 'countersign', secret: 'a-secret-of-the-test' };

/** A real OpenID provider on this machine, with its own pages for signing in and consenting. `redirectUris` may be added while it runs. */
export async function startIssuer(client: { redirectUri: () => string; signedOutUri: () => string }): Promise<Issuer> {
  const claims = new Map<string, Record<string, unknown>>();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let handle: ReturnType<Provider['callback']> | null = null;
  let away = false;
  const configuration = (): Configuration => ({
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [client.redirectUri()],
        post_logout_redirect_uris: [client.signedOutUri()],
      },
    ],
    cookies: { keys: ['test'] },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => Promise.resolve({ sub: id, ...claims.get(id) }) }),
  });
  server.on('request', (req, res) => {
    if (away) return void req.socket.destroy();
    // Made with the first request: the service that is its client has an address by then.
    handle ??= new Provider(url, configuration()).callback();
    void handle(req, res);
  });
  return {
    url,
    claims,
    down: () => {
      away = true;
      server.closeIdleConnections();
    },
    up: () => {
      away = false;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
