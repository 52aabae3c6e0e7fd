import { listDefinitions } from '../../ledger/action-types.js';
import { ok } from '../reply.js';
import { route } from '../route.js';
import { actionTypeList, actionTypeQuery } from '../schemas/administration.js';

export const getActionTypes = route({
  method: 'get',
  path: '/v1/action-types',
  operationId: 'listActionTypes',
  tag: 'Action types',
  summary: 'What workers have registered',
  description: 'A type that nobody registered may be requested too, by callers that execute themselves; its arguments are not checked.',
  access: 'key',
  query: actionTypeQuery,
  responses: { 200: { description: 'All versions, by type.', schema: actionTypeList } },
  async handle({ query, deps }) {
    const rows = await listDefinitions(deps.db, query.type ?? null);
    return ok({
      items: rows.map((row) => ({
        type: row.type,
        version: row.version,
        argsSchema: row.args_schema,
        title: row.title,
        description: row.description,
        riskFloor: row.risk_floor,
        effect: row.effect,
        executes: row.executes,
        registeredAt: row.registered_at,
      })),
    });
  },
});
