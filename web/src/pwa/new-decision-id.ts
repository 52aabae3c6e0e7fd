/** Of this browser's own making, so that a decision that is sent twice is one: 128 random bits. */
export function newDecisionId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `web_${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
