import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadConfig } from '../../src/config.js';
import { DYNAMIC_CONFIG } from '../../temporal/dynamic-config.js';
import { RETENTION_DAYS, SEARCH_ATTRIBUTES } from '../../temporal/search-attributes.js';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      command: z.array(z.string()).optional(),
      environment: z.record(z.string(), z.string()).optional(),
      secrets: z.array(z.string()).optional(),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
      volumes: z.array(z.string()).optional(),
      ports: z.array(z.string()).optional(),
      healthcheck: z.unknown().optional(),
    }),
  ),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
  volumes: z.record(z.string(), z.unknown()),
});

let raw: unknown;
let compose: z.infer<typeof composeSchema>;
beforeAll(() => {
  raw = parse(read('docker-compose.yml'), { merge: true });
  compose = composeSchema.parse(raw);
});

describe('docker-compose.yml', () => {
  it('fits the compose specification', () => {
    // The published schema of Docker Compose 1.29.2 (Apache-2.0). It came before the top-level `name`, which the present specification has.
    const published = read('test/support/compose-spec.schema.json');
    // Its `id` and `$schema` are of an older draft than its keywords; every reference in it is local.
    const schema = JSON.parse(published, (key, value: unknown) =>
      /^(id|\$schema)$/.test(key) && typeof value === 'string' ? undefined : value,
    ) as object;
    const { name, ...rest } = raw as Record<string, unknown>;
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.validate(schema, rest);
    expect(ajv.errors).toBeNull();
    expect(name).toBe('countersign');
  });

  it('names only services, secrets and volumes that it defines', () => {
    for (const service of Object.values(compose.services)) {
      for (const other of Object.keys(service.depends_on ?? {})) expect(compose.services).toHaveProperty(other);
      for (const secret of service.secrets ?? []) expect(compose.secrets).toHaveProperty(secret);
    }
  });

  it('mounts only files and folders that exist', () => {
    const mounts = Object.values(compose.services).flatMap((service) => service.volumes ?? []);
    const local = mounts.filter((mount) => mount.startsWith('./')).map((mount) => mount.split(':')[0] ?? '');
    expect(local.length).toBeGreaterThan(0);
    for (const path of local) expect(() => statSync(join(root, path))).not.toThrow();
  });

  it('waits for a service to be healthy only if it says when it is', () => {
    for (const service of Object.values(compose.services)) {
      for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
        if (condition === 'service_healthy') expect(compose.services[name]?.healthcheck).toBeDefined();
      }
    }
  });

  it('holds no secret, and opens no port beyond this machine', () => {
    for (const service of Object.values(compose.services)) {
      for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
      for (const [name, value] of Object.entries(service.environment ?? {})) {
        if (/PASSWORD|TOKEN|SECRET|KEY|DATABASE_URL/.test(name)) expect(value).toMatch(/^\/run\/secrets\/[a-z_]+$|^\$\{[A-Z_]+:-\}$/);
      }
    }
  });

  it.each(['api', 'worker'])('gives the %s an environment that the configuration takes', (name) => {
    const service = compose.services[name];
    const environment = Object.fromEntries(
      Object.entries(service?.environment ?? {})
        // The mounted files are not here; that they are read is shown in config.test.ts.
        .filter(([key]) => !key.endsWith('_FILE'))
        .map(([key, value]) => [key, value.replace(/^\$\{[A-Z_]+:-(.*)\}$/, '$1')]),
    );
    const config = loadConfig({ ...environment, DATABASE_URL: 'postgres://countersign:x@postgresql:5432/countersign' });
    expect(config.temporal).toMatchObject({ kind: 'server', address: 'temporal:7233', uiUrl: 'http://localhost:8233' });
    expect(service?.command).toEqual(['up', '--role', name]);
  });
});

describe('the one-shot services', () => {
  it('set up the same search attributes, retention and dynamic configuration as the launcher', () => {
    const script = read('temporal/compose/setup-namespace.sh');
    expect(/attributes='([^']*)'/.exec(script)?.[1]?.split(' ')).toEqual([...SEARCH_ATTRIBUTES]);
    expect(script).toContain(`retention='${RETENTION_DAYS}d'`);
    const dynamic = z
      .record(z.string(), z.array(z.object({ value: z.unknown() })))
      .parse(parse(read('temporal/dynamicconfig/countersign.yaml')));
    for (const entry of DYNAMIC_CONFIG) {
      const [key = '', value = ''] = entry.split('=');
      expect(dynamic[key]?.[0]?.value).toEqual(JSON.parse(value));
    }
  });
});
