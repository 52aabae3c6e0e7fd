/**
 * References as the server takes them: `group:finance` and `person:ada` stay, a bare `devops-team` is a group, because code names roles more
 * often than people.
 */
export function reviewerRefs(reviewers: string | readonly string[]): string[] {
  return (typeof reviewers === 'string' ? [reviewers] : [...reviewers]).map((name) => (name.includes(':') ? name : `group:${name}`));
}
