/** What makes a path worth a second look. */
export const PATH_CLASSES = ['migrations', 'infrastructure', 'secrets'] as const;
export type PathClass = (typeof PATH_CLASSES)[number];

const RULES: readonly { is: PathClass; path: RegExp }[] = [
  { is: 'migrations', path: /(^|\/)(migrations?|migrate|alembic|flyway|liquibase)\//i },
  { is: 'migrations', path: /(^|\/)(schema\.(sql|prisma|rb)|structure\.sql)$/i },
  { is: 'infrastructure', path: /(^|\/)(infra|infrastructure|terraform|tofu|ansible|helm|charts|k8s|kubernetes|deploy|deployment)\//i },
  { is: 'infrastructure', path: /(^|\/)(\.github\/workflows|\.circleci|\.buildkite)\//i },
  {
    is: 'infrastructure',
    path: /(^|\/)((docker-)?compose[\w.-]*\.ya?ml|Dockerfile[\w.-]*|\.gitlab-ci\.yml|Jenkinsfile|Procfile|nginx[\w.-]*\.conf)$/i,
  },
  { is: 'infrastructure', path: /\.(tf|tfvars|hcl|bicep)$/i },
  { is: 'secrets', path: /(^|\/)\.env(\.(?!example$|sample$|template$|dist$)[\w-]+)*$/i },
  { is: 'secrets', path: /(^|\/)(secrets?|credentials?|vault)(\/|\.[\w.]+$)/i },
  { is: 'secrets', path: /\.(pem|key|p12|pfx|jks|keystore|kdbx|age|gpg)$/i },
  { is: 'secrets', path: /(^|\/)(id_(rsa|dsa|ecdsa|ed25519)|\.npmrc|\.pypirc|\.netrc|\.htpasswd|service-account[\w-]*\.json)$/i },
];

/** By the path alone: the content of a flagged file is never read, so that a secret in it is copied nowhere. */
export function classify(path: string): readonly PathClass[] {
  return PATH_CLASSES.filter((each) => RULES.some((rule) => rule.is === each && rule.path.test(path)));
}

export function isTest(path: string): boolean {
  return /(^|\/)(tests?|__tests__|spec|e2e)\/|[._-](test|spec)\.[a-z]+$|(^|\/)test_[^/]+\.py$|_test\.go$/i.test(path);
}

export function isCode(path: string): boolean {
  return /\.(c|cc|cpp|cs|ex|exs|go|java|js|jsx|kt|mjs|cjs|php|py|rb|rs|scala|swift|ts|tsx|vue|svelte|sql)$/i.test(path);
}
