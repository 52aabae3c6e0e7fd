import { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { mentions } from '../contracts/mentions.js';

/** What `matches` is renamed to while compiling: the library's own runs on backtracking regular expressions and cannot be replaced. */
export const LINEAR_MATCHES = 'matchesRe2';

/** Far above what a readable condition needs; expressions beyond are refused at load. */
export const CEL_LIMITS = { maxAstNodes: 500, maxDepth: 64, maxListElements: 200, maxMapEntries: 100, maxCallArguments: 8 } as const;

type Numeric = number | bigint;

/**
 * JSON numbers are doubles and CEL literals without a point are ints; CEL orders them but defines no arithmetic between them, which would make
 * `action.args.amount * 2 > 100` throw for every request. So mixed arithmetic is done in doubles here.
 */
function registerMixedArithmetic(environment: Environment): Environment {
  const operations: [string, (a: number, b: number) => number][] = [
    ['+', (a, b) => a + b],
    ['-', (a, b) => a - b],
    ['*', (a, b) => a * b],
    ['/', (a, b) => a / b],
    ['%', (a, b) => a % b],
  ];
  for (const [sign, apply] of operations) {
    const inDoubles = (a: Numeric, b: Numeric): number => apply(Number(a), Number(b));
    environment.registerOperator(`double ${sign} int: double`, inDoubles);
    environment.registerOperator(`int ${sign} double: double`, inDoubles);
  }
  environment.registerOperator('double == int: bool', (a: Numeric, b: Numeric) => Number(a) === Number(b));
  return environment.registerOperator('double % double: double', (a: number, b: number) => a % b);
}

const ACTION = {
  type: 'string',
  version: 'string',
  args: 'map<string, dyn>',
  title: 'string',
  // Text or number, or null where the agent gave none.
  rationale: 'dyn',
  confidence: 'dyn',
  risk: 'string',
  context: 'map<string, dyn>',
};

function actionEnvironment(): Environment {
  const environment = new Environment({ limits: CEL_LIMITS, homogeneousAggregateLiterals: false })
    .registerVariable({ name: 'action', schema: ACTION })
    .registerFunction(`string.${LINEAR_MATCHES}(string): bool`, (text: string, pattern: string) =>
      RE2JS.compile(pattern).matcher(text).find(),
    )
    .registerFunction('string.mentions(string): bool', mentions);
  return registerMixedArithmetic(environment);
}

/** Declares what conditions may use, so that `action.amuont` or `request.id` is an error at load and not a surprise at run time. */
export function createCelEnvironment(): Environment {
  return actionEnvironment()
    .registerVariable({
      name: 'requester',
      schema: { id: 'string', kind: 'string', groups: 'list<string>', attributes: 'map<string, dyn>' },
    })
    .registerVariable('now', 'google.protobuf.Timestamp')
    .registerVariable('facts', 'map<string, dyn>');
}

/** What `votesCount` may use. */
export function createVoterEnvironment(): Environment {
  return actionEnvironment().registerVariable({
    name: 'reviewer',
    schema: { id: 'string', groups: 'list<string>', attributes: 'map<string, dyn>' },
  });
}
