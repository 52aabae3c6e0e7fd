const NAME = /^(\d{1,9})[-_.]/;

/** `10-payments.yaml` → 10; files without a number come after all that have one. */
function numberOf(file: string): number {
  const digits = NAME.exec(file)?.[1];
  return digits === undefined ? Infinity : Number(digits);
}

/** The order of evaluation: by leading number, then by name (code units, so the same on every machine). `file` is the name without folders. */
export function comparePolicyFiles(a: string, b: string): number {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== y) return x < y ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `policies/large-refunds.yaml` → `large-refunds`: the name of a policy that gives itself none. */
export function policyNameOf(file: string): string {
  return (file.split(/[/\\]/).at(-1) ?? file).replace(/\.(ya?ml|json)$/i, '');
}
