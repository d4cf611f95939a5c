/** Wrong use: the sentence is shown, and the process exits with 2. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
