// COUNTERSIGN_AGENT_SECRET=whsec_… node dist/examples/http-agent/main.js [port]
import { createHttpAgent } from './server.js';
import { answerCall } from './scale-agent.js';

const secret = process.env['COUNTERSIGN_AGENT_SECRET'];
if (!secret) {
  console.error('COUNTERSIGN_AGENT_SECRET: set it to the secret that the service showed when the agent was registered ("whsec_…")');
  process.exit(1);
}
const port = Number(process.argv[2] ?? 4100);
createHttpAgent({ secret, answer: answerCall }).listen(port, '127.0.0.1', () => {
  console.log(`agent listens on http://127.0.0.1:${port}`);
});
