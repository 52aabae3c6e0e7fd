/**
 * Why people hear of a move. `ask`: further people are asked; `remind`: those awaited; `page`: the same as ask, and the paging channel rings;
 * `announce`: everybody asked hears of an override; `objection`: requester and owner hear that somebody denied what had been started;
 * `question`: the requester is asked something; `unknown`: somebody has to find out what became of the effect; `rewrite`: cards only.
 */
export const NOTICE_KINDS = ['ask', 'remind', 'page', 'announce', 'objection', 'question', 'unknown', 'rewrite'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];
