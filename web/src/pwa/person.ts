let current: string | null = null;

/** Who is signed in: set by what draws the application, before anybody can type or decide. Drafts and kept decisions are theirs alone. */
export function setPerson(personId: string): void {
  current = personId;
}

export function currentPerson(): string | null {
  return current;
}
