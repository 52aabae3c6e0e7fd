import { publicRoute } from '../route.js';

export const metrics = publicRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'metrics',
  tag: 'Operations',
  summary: 'Figures for Prometheus',
  responses: { 200: { description: 'Text exposition format.', type: 'text/plain' } },
  async handle({ deps }) {
    return { status: 200, text: await deps.metrics.metrics(), type: deps.metrics.contentType };
  },
});
