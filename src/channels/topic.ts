/** What a note tells: that an override was used, that somebody objected too late, or that a question was answered; each about one decision. */
export type NoteTopic = { about: 'override' | 'objection' | 'answer'; decisionId: string };

export function noteTopic(about: NoteTopic['about'], decisionId: string): string {
  return `${about}:${decisionId}`;
}

/** Undefined for what this version does not know. */
export function parseNoteTopic(topic: string): NoteTopic | undefined {
  const [about, decisionId = ''] = topic.split(/:(.*)/s);
  return about === 'override' || about === 'objection' || about === 'answer' ? { about, decisionId } : undefined;
}
