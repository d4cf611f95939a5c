import type { Command } from 'commander';
import { askServer, findServer } from '../connector/server-client.ts';
import { readJsonFile } from '../read-json.ts';
import { type CommandParts, writeJson, type Terminal } from '../terminal.ts';
import { print, queryOf, type ServerCommandOptions, withServer } from './server-command.ts';

interface ListOptions extends ServerCommandOptions {
  readonly state: string;
  readonly source?: string;
  readonly workflow?: string;
  readonly text?: string;
  readonly limit: string;
}
/** A letter as far as it is printed. */
interface ShownLetter {
  readonly id: string;
  readonly state: string;
  readonly source: string;
  readonly stage: string;
  readonly workflow?: { readonly name: string };
  readonly error: string;
  readonly message: string;
  readonly lastFailedAt: string;
  readonly newRunId?: string;
  readonly text?: string;
  readonly base64?: string;
  readonly isGone?: boolean;
}

const LETTER = 'the id of a dead letter';
const EXAMPLE = '01a20bb7-0796-715f-a250-e3f038bb1411';

/** What could not be processed: looked at, tried again, left at that, over the API of a server. */
export function addDeadLetterCommands(letters: Command, { terminal, finish }: CommandParts): void {
  withServer(letters.command('list'))
    .description('list what could not be processed, what failed last first')
    .option('--state <list>', 'open, redriving, resolved, discarded; several by commas', 'open')
    .option('--source <list>', 'webhook, trigger, run; several by commas')
    .option('--workflow <name>')
    .option('--text <text>', 'in the message, and in what came')
    .option('--limit <number>', '1 to 200', '20')
    .addHelpText('after', '\nExample:\n  millrace dead-letters list --workflow orders --source webhook')
    .action(async (options: ListOptions) => finish(await list(terminal, options)));
  withServer(letters.command('show'))
    .argument('<letter>', LETTER)
    .description('show a dead letter: why it failed, and what came')
    .addHelpText('after', `\nExample:\n  millrace dead-letters show ${EXAMPLE} --json`)
    .action(async (letter: string, options: ServerCommandOptions) => {
      const answer = (await askServer(findServer(options), { path: pathOf(letter) })) as ShownLetter;
      print(terminal, options, { answer, text: describe(answer) });
      finish(0);
    });
  withServer(letters.command('redrive'))
    .argument('<letter>', LETTER)
    .option('--data <file>', 'JSON in place of what came; - is standard input')
    .description('try it again by the way that it came; exit code 1 when it fails again at once')
    .addHelpText('after', `\nExample:\n  millrace dead-letters redrive ${EXAMPLE} --data mended.json`)
    .action(async (letter: string, options: ServerCommandOptions & { readonly data?: string }) =>
      finish(await redrive(terminal, letter, options)),
    );
  withServer(letters.command('discard'))
    .argument('<letter>', LETTER)
    .requiredOption('--reason <text>', 'why it is left at that')
    .description('leave it at that')
    .addHelpText('after', `\nExample:\n  millrace dead-letters discard ${EXAMPLE} --reason "sent twice"`)
    .action(async (letter: string, options: ServerCommandOptions & { readonly reason: string }) => {
      const json = { reason: options.reason };
      const answer = await askServer(findServer(options), { path: `${pathOf(letter)}/discard`, json });
      print(terminal, options, { answer, text: `Dead letter ${letter} is discarded.` });
      finish(0);
    });
}

const pathOf = (letter: string): string => `dead-letters/${encodeURIComponent(letter)}`;

async function list(terminal: Terminal, options: ListOptions): Promise<number> {
  const { state, source, workflow, text, limit } = options;
  const path = `dead-letters?${queryOf({ state, source, workflow, text, limit })}`;
  const { items } = (await askServer(findServer(options), { path })) as { readonly items: readonly ShownLetter[] };
  if (options.json === true) for (const letter of items) writeJson(terminal, letter);
  else for (const letter of items) terminal.write(`${lineOf(letter)}\n`);
  return 0;
}

function lineOf({ id, state, source, stage, workflow, error, lastFailedAt }: ShownLetter): string {
  return [id, state.padEnd(9), lastFailedAt, `${source}/${stage}`, workflow?.name ?? '-', error].join('  ');
}

function describe(letter: ShownLetter): string {
  const { message, text, base64, isGone = false } = letter;
  const came = isGone ? 'What came is not kept.' : (text ?? base64);
  return [lineOf(letter), '', message, ...(came === undefined ? [] : ['', came])].join('\n');
}

async function redrive(
  terminal: Terminal,
  letter: string,
  options: ServerCommandOptions & { readonly data?: string },
): Promise<number> {
  const json = options.data === undefined ? {} : { data: await readJsonFile(options.data, terminal) };
  const answer = (await askServer(findServer(options), {
    path: `${pathOf(letter)}/redrive`,
    json,
  })) as ShownLetter;
  print(terminal, options, { answer, text: `${SAID[answer.state] ?? answer.state}${madeRun(answer)}` });
  return answer.state === 'open' ? 1 : 0;
}

const SAID: Readonly<Record<string, string>> = {
  open: 'It has failed again.',
  redriving: 'It is tried again.',
  resolved: 'It is in.',
};
const madeRun = ({ newRunId, state, message }: ShownLetter): string => {
  if (state === 'open') return ` ${message}`;
  return newRunId === undefined ? '' : ` Run ${newRunId} was made of it.`;
};
