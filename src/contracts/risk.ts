import { z } from 'zod';

export const RISKS = ['low', 'medium', 'high', 'critical'] as const;
export const riskSchema = z.enum(RISKS);
export type Risk = z.infer<typeof riskSchema>;

/** The higher of two risks: what an agent claims can raise what the server's rules say, never lower it. */
export function higherRisk(a: Risk, b: Risk): Risk {
  return RISKS.indexOf(a) >= RISKS.indexOf(b) ? a : b;
}

/** High and critical risk: silence never approves, and an edit is never its editor's own vote. */
export function isHighRisk(risk: Risk): boolean {
  return risk === 'high' || risk === 'critical';
}
