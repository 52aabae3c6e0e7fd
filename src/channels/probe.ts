import type { ChannelHealth, ChannelTestResult, ChannelView } from '../contracts/channel-health.js';
import type { ChannelName } from '../contracts/decision.js';
import type { Identity } from '../contracts/principal.js';

/** How an administrator looks at a channel: how it is set up, whether it works, and whether a message arrives. */
export interface ChannelProbe {
  readonly name: ChannelName;
  readonly title: string;
  /** How it is set up; never a secret. */
  readonly about: string;
  readonly test: ChannelView['test'];
  /** Asks the vendor where that disturbs nobody; null: only deliveries can tell. Never throws. */
  check(): Promise<ChannelHealth | null>;
  /** Sends a message that says it is a test. Never throws. */
  send(to: TestTo, signal: AbortSignal): Promise<ChannelTestResult>;
}

/** Where a test goes: a place as the channel names it, or whoever asks for the test, by their accounts or what they opened themselves. */
export type TestTo = { kind: 'place'; target: string } | { kind: 'self'; personId: string; identities: readonly Identity[] };
