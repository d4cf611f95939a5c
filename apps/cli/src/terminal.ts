import { text } from 'node:stream/consumers';

/** What commands know of the process around them. */
export interface Terminal {
  /** Writes to standard output. */
  readonly write: (text: string) => void;
  /** Writes to standard error: what a person should read, never a result. */
  readonly complain: (text: string) => void;
  /** All of standard input. */
  readonly readInput: () => Promise<string>;
}

/** The terminal of this process. */
export const processTerminal: Terminal = {
  write: (line) => process.stdout.write(line),
  complain: (line) => process.stderr.write(line),
  // Not `readFileSync(0)`: that fails on pipes that are not ready yet.
  readInput: () => text(process.stdin),
};

/** Writes one value as a line of JSON. */
export function writeJson(terminal: Terminal, value: unknown): void {
  terminal.write(`${JSON.stringify(value)}\n`);
}

/** What a command has around it. */
export interface CommandParts {
  readonly terminal: Terminal;
  /** Gets the exit code. */
  readonly finish: (exitCode: number) => void;
}
