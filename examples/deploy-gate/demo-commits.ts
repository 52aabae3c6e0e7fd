export interface DemoCommit {
  author: readonly [name: string, email: string];
  /** RFC 3339. */
  at: string;
  message: string;
  /** Whole contents by path. */
  files: Readonly<Record<string, string>>;
  /** `production` stands at the last commit that has it. */
  released?: true;
}

const mina = ['Mina Okafor', 'mina@shop.example'] as const;
const jonas = ['Jonas Weber', 'jonas@shop.example'] as const;
const priya = ['Priya Raman', 'priya@shop.example'] as const;

const catalogue = (cached: boolean) => `import { query } from './db.js';
${cached ? '\nconst pages = new Map<number, Promise<Product[]>>();\n' : ''}
export interface Product {
  id: string;
  name: string;
  priceCents: number;
}

export function page(n: number): Promise<Product[]> {
${
  cached
    ? `  const known = pages.get(n);
  if (known) return known;
  const loaded = query<Product>('select id, name, price_cents from products order by name limit 20 offset $1', [n * 20]);
  pages.set(n, loaded);
  return loaded;`
    : `  return query<Product>('select id, name, price_cents from products order by name limit 20 offset $1', [n * 20]);`
}
}
`;

const checkout = (discounted: boolean) => `import type { Product } from './catalogue.js';

export interface Line {
  product: Product;
  quantity: number;${discounted ? '\n  discountPercent: number;' : ''}
}

export function totalCents(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + ${
    discounted
      ? 'Math.round((line.product.priceCents * line.quantity * (100 - line.discountPercent)) / 100)'
      : 'line.product.priceCents * line.quantity'
  }, 0);
}
`;

const session = (check: string) => `import { verify } from './tokens.js';

export async function requireSession(request: { headers: Record<string, string> }): Promise<string> {
${check}
  return verify(request.headers['authorization'] ?? '');
}
`;

const worker = (memory: string, replicas: number) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop-worker
spec:
  replicas: ${replicas}
  template:
    spec:
      containers:
        - name: worker
          image: registry.shop.example/worker:stable
          resources:
            limits:
              memory: ${memory}
`;

/** A shop's last weeks: harmless, risky, and one commit that builds on another. */
export const demoCommits: readonly DemoCommit[] = [
  {
    author: mina,
    at: '2026-03-02T09:12:00+01:00',
    message: 'Catalogue, checkout and sessions',
    files: {
      'README.md': '# Shop\n\nThe storefront. `npm test` before you push.\n',
      'src/db.ts': 'export declare function query<T>(sql: string, values?: unknown[]): Promise<T[]>;\n',
      'src/tokens.ts': 'export declare function verify(token: string): Promise<string>;\n',
      'src/catalogue.ts': catalogue(false),
      'src/checkout.ts': checkout(false),
      'src/session.ts': session('  // Everybody shows a token.'),
      'test/checkout.test.ts':
        "import { totalCents } from '../src/checkout.js';\n\ntest('an empty basket costs nothing', () => {\n  expect(totalCents([])).toBe(0);\n});\n",
      'db/migrations/0001-products.sql': 'create table products (id text primary key, name text not null, price_cents integer not null);\n',
    },
  },
  {
    author: priya,
    at: '2026-03-03T14:40:00+05:30',
    message: 'Run the worker on the cluster',
    files: { 'infra/worker.yaml': worker('512Mi', 2) },
    released: true,
  },
  {
    author: mina,
    at: '2026-03-09T10:05:00+01:00',
    message: 'Keep catalogue pages in memory',
    files: {
      'src/catalogue.ts': catalogue(true),
      'test/catalogue.test.ts':
        "import { page } from '../src/catalogue.js';\n\ntest('a page is loaded once', async () => {\n  expect(page(0)).toBe(page(0));\n});\n",
    },
  },
  {
    author: jonas,
    at: '2026-03-10T16:31:00+01:00',
    message: 'Discounts need a column\n\nLocks the table for as long as it rewrites it.',
    files: { 'db/migrations/0002-discounts.sql': 'alter table products add column discount_percent integer not null default 0;\n' },
  },
  {
    author: jonas,
    at: '2026-03-11T11:20:00+01:00',
    message: 'Apply discounts at checkout',
    files: {
      'src/checkout.ts': checkout(true),
      'test/checkout.test.ts':
        "import { totalCents } from '../src/checkout.js';\n\nconst product = { id: 'p', name: 'Tea', priceCents: 1000 };\n\ntest('an empty basket costs nothing', () => {\n  expect(totalCents([])).toBe(0);\n});\n\ntest('a discount is taken off', () => {\n  expect(totalCents([{ product, quantity: 2, discountPercent: 10 }])).toBe(1800);\n});\n",
    },
  },
  {
    author: priya,
    at: '2026-03-12T09:02:00+05:30',
    message: 'Give the worker more memory',
    files: { 'infra/worker.yaml': worker('2Gi', 4) },
  },
  {
    author: jonas,
    at: '2026-03-12T18:55:00+01:00',
    message: 'Let internal hosts in without a token',
    files: { 'src/session.ts': session("  if (request.headers['x-forwarded-for']?.startsWith('10.')) return 'internal';") },
  },
  {
    author: mina,
    at: '2026-03-13T08:47:00+01:00',
    message: 'Write down who came in without a token',
    files: {
      'src/session.ts': session(
        "  if (request.headers['x-forwarded-for']?.startsWith('10.')) {\n    console.info('internal access', request.headers['x-forwarded-for']);\n    return 'internal';\n  }",
      ),
    },
  },
  {
    author: mina,
    at: '2026-03-13T10:15:00+01:00',
    message: 'Say how to run the tests',
    files: { 'README.md': '# Shop\n\nThe storefront. Run `npm install` once and `npm test` before you push.\n' },
  },
];
