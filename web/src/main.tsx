import { StrictMode, useLayoutEffect, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/query-client.js';
import { App } from './app.js';
import { readBoot, seed } from './boot.js';
import './style/tokens.css';
import './style/base.css';
import './style/shell.css';
import './style/kit.css';

const root = document.getElementById('root');
if (!root) throw new Error('the document has no #root');
const client = createQueryClient();
const boot = readBoot();
if (boot) seed(client, boot);

/** The server's drawing of the first view (server.tsx) takes no clicks; what stands there now does. */
function Alive({ children }: { children: ReactNode }): ReactNode {
  useLayoutEffect(() => root?.removeAttribute('inert'), []);
  return children;
}

createRoot(root).render(
  <StrictMode>
    <Alive>
      <App client={client} />
    </Alive>
  </StrictMode>,
);
