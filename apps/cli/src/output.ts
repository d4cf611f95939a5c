/** Writes one line to standard output. */
export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes one value as a line of JSON. */
export function printJson(value: unknown): void {
  printLine(JSON.stringify(value));
}
