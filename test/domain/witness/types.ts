import type { Effect, Outcome } from '../../../src/domain/outcome.js';
import type { DomainEvent } from '../../../src/domain/state.js';

export type Of<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;
export type Moved = Extract<Outcome, { kind: 'moved' }>;
export type Audit = Extract<Effect, { kind: 'audit' }>;
export type Body = Readonly<Record<string, unknown>>;
