const ABOUT = ['override', 'objection', 'answer', 'undo'] as const;

/**
 * What a note tells: that an override was used, that somebody objected too late, that a question was answered, or that what was to be undone
 * could not be; each about one decision.
 */
export interface NoteTopic {
  about: (typeof ABOUT)[number];
  decisionId: string;
}

export function noteTopic(about: NoteTopic['about'], decisionId: string): string {
  return `${about}:${decisionId}`;
}

/** Undefined for what this version does not know. */
export function parseNoteTopic(topic: string): NoteTopic | undefined {
  const [name, decisionId = ''] = topic.split(/:(.*)/s);
  const about = ABOUT.find((each) => each === name);
  return about === undefined ? undefined : { about, decisionId };
}
