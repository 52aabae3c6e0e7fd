// node dist/examples/support-reply/stub-model-main.js [port]
import { createStubModel } from './stub-model.js';

const port = Number(process.argv[2] ?? 4010);
createStubModel().listen(port, '127.0.0.1', () => {
  console.log(`stub model on http://127.0.0.1:${port}/v1 (OPENAI_BASE_URL=http://127.0.0.1:${port}/v1 OPENAI_API_KEY=any MODEL=stub)`);
});
