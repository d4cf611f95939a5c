import { messageOf } from '../errors.ts';
import type { Terminal } from '../terminal.ts';

/** Why something failed, and each of its problems below. */
export function printFailure(terminal: Terminal, cause: unknown): void {
  const { code, problems = [] } = (cause ?? {}) as { readonly code?: unknown; readonly problems?: readonly string[] };
  const message = messageOf(cause);
  terminal.complain(`${message}${typeof code === 'string' ? ` [${code}]` : ''}\n`);
  // One problem is the message already.
  for (const problem of problems) if (!message.includes(problem)) terminal.complain(`  - ${problem}\n`);
}

/** Does something that may fail for reasons that have several lines; they are printed here. Gives the exit code. */
export async function reportFailure(terminal: Terminal, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (cause) {
    if (!Array.isArray((cause as { readonly problems?: unknown } | null)?.problems)) throw cause;
    printFailure(terminal, cause);
    return 1;
  }
}

/** `1 problem`, `3 problems`. */
export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
