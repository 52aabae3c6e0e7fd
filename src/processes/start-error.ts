/** Why a start cannot go on, for the person who typed the command: one line, what is wrong and what to do. Mains print it and exit with 1. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
