/** A value of the environment that cannot be used: one line that names the variable and the fix. Mains print it and exit with 1. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
