import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { defineSignal } from '@temporalio/workflow';
import { SIGNAL_NAME, type HumanDecisionSignal } from '../contracts/approval.js';

/** One name for all verbs: buffered signals are dispatched per name, so one name keeps their order. */
export const humanDecision = defineSignal<[HumanDecisionSignal]>(SIGNAL_NAME);

/** Registered on the namespace before any worker starts: upserting an unknown one wedges the run. */
export const ATTRIBUTES = {
  status: defineSearchAttributeKey('CountersignStatus', SearchAttributeType.KEYWORD),
  type: defineSearchAttributeKey('CountersignType', SearchAttributeType.KEYWORD),
  risk: defineSearchAttributeKey('CountersignRisk', SearchAttributeType.KEYWORD),
  policy: defineSearchAttributeKey('CountersignPolicy', SearchAttributeType.KEYWORD),
} as const;
