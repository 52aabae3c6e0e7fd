/** Digits without leading and trailing zeros, and the power of ten of the last one: `1.50e3` → `15`, `2`. */
function decimalValue(text: string): string {
  const match = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) return 'none';
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${significant}e${Number(exponent) - fraction.length + (digits.length - significant.length)}`;
}

/**
 * True if reading this JSON number as an IEEE double and writing it again (RFC 8785, ECMAScript) gives the same decimal value: `0.1` and
 * `1.0` do; `9007199254740993` and `1e400` would come back as another number than the one that was sent.
 */
export function survivesAsDouble(text: string): boolean {
  const value = Number(text);
  return Number.isFinite(value) && decimalValue(text) === decimalValue(String(value));
}
