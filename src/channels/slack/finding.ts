/** One thing that the doctor looked at. */
export interface Finding {
  check: 'token' | 'workspace' | 'scopes' | 'receiving' | 'channel' | 'person';
  status: 'ok' | 'warning' | 'error';
  /** What was found, in one sentence. */
  text: string;
  /** What to do about it; null where nothing is wrong. */
  fix: string | null;
}

export const ok = (check: Finding['check'], text: string): Finding => ({ check, status: 'ok', text, fix: null });
export const warning = (check: Finding['check'], text: string, fix: string): Finding => ({ check, status: 'warning', text, fix });
export const error = (check: Finding['check'], text: string, fix: string): Finding => ({ check, status: 'error', text, fix });
