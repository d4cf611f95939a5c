/** Wrong use: the sentence is shown, and the process exits with 2. */
export class CliError extends Error {
  override readonly name = 'CliError';
}

/** What was thrown, in its own words. */
export function messageOf(cause: unknown): string {
  const { message } = (cause ?? {}) as { readonly message?: unknown };
  return typeof message === 'string' ? message : String(cause);
}
