// What the commands that talk to a server have in common.
import type { Command } from 'commander';
import type { ServerOptions } from '../connector/server-client.ts';
import { writeJson, type Terminal } from '../terminal.ts';

export interface ServerCommandOptions extends ServerOptions {
  readonly json?: boolean;
}

export function withServer(command: Command, json = 'print JSON'): Command {
  return command
    .option('--server <url>', 'default: MILLRACE_URL')
    .option('--api-key <key>', 'default: MILLRACE_API_KEY')
    .option('--json', json);
}

/** The answer for programs, the text for people. */
export function print(
  terminal: Terminal,
  { json = false }: ServerCommandOptions,
  { answer, text }: { readonly answer: unknown; readonly text: string },
): void {
  if (json) writeJson(terminal, answer);
  else terminal.write(`${text}\n`);
}

/** The query of an address; without what was not said. */
export function queryOf(wanted: Readonly<Record<string, string | undefined>>): string {
  const said = Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new URLSearchParams(said).toString();
}
