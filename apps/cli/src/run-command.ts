import { CommanderError } from 'commander';
import { CliError, messageOf } from './errors.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

const FAILED = 1;
const WRONG_USE = 2;
/** What a start meets that its settings must say otherwise. */
const MISCONFIGURED: ReadonlySet<string> = new Set([
  'server.settings_invalid',
  'vault.key_invalid',
  'vault.key_mismatch',
]);

/** Runs one command line, without the program's own name. Exit codes: 0 done, 1 the thing failed, 2 wrong use. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  try {
    await createProgram(terminal, (code) => {
      exitCode = code;
    }).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (cause) {
    // The library has said what is wrong, or printed the help that was asked for.
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? 0 : WRONG_USE;
    const code = codeOf(cause);
    // The code names the page with more.
    terminal.complain(`${messageOf(cause)}${code === undefined ? '' : ` [${code}]`}\n`);
    return cause instanceof CliError || (code !== undefined && MISCONFIGURED.has(code)) ? WRONG_USE : FAILED;
  }
}

/** A code of ours, such as `store.unavailable`; not one of Node, such as `ECONNREFUSED`. */
function codeOf(cause: unknown): string | undefined {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' && code.includes('.') ? code : undefined;
}
