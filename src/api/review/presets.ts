/** Common reasons, so that a phone needs no typing. The words reach the agent as feedback. */
export const PRESETS = [
  'Not enough information',
  'Wrong amount or target',
  'Too risky',
  'Not now',
  'Somebody else must say so first',
] as const;
