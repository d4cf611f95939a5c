import { Option, type Command } from 'commander';
import { askServer, findServer, type ServerAccess } from '../connector/server-client.ts';
import { readJsonFile } from '../read-json.ts';
import { type CommandParts, writeJson, type Terminal } from '../terminal.ts';
import { followRun, type ShownRun } from './follow-run.ts';
import { print, queryOf, type ServerCommandOptions, withServer } from './server-command.ts';

interface ListOptions extends ServerCommandOptions {
  readonly query?: string;
  readonly workflow?: string;
  readonly status?: string;
  readonly limit: string;
}
interface AgainOptions extends ServerCommandOptions {
  readonly from?: string;
  readonly runVersion?: string;
  readonly input?: string;
  readonly result?: string;
}

const RUN = 'the id of a run';
const VERSION = 'same, latest, or a number; default: the version that the run had';

/** What is done with single runs, over the API of a server. */
export function addRunCommands(runs: Command, parts: CommandParts): void {
  const { terminal, finish } = parts;
  addAgainCommands(runs, parts);
  withServer(runs.command('list'))
    .description('list runs, the newest first')
    .option('--query <text>', 'as in the search of the page Runs: status:failed from:-24h orderId:A-1')
    .option('--workflow <name>')
    .option('--status <list>', 'one or more, separated by commas')
    .option('--limit <number>', '1 to 200', '20')
    .addHelpText('after', '\nExample:\n  millrace runs list --status failed,timed_out --limit 50')
    .action(async (options: ListOptions) => finish(await list(terminal, options)));
  withServer(runs.command('show'))
    .argument('<run>', RUN)
    .description('show a run: how it is, what came in and out, why it failed')
    .addHelpText('after', '\nExample:\n  millrace runs show 01a20bb7-0796-715f-a250-e3f038bb1411 --json')
    .action(async (run: string, options: ServerCommandOptions) => finish(await show(terminal, run, options)));
  withServer(runs.command('tail'))
    .argument('<run>', RUN)
    .description('follow a run to its end; exit code 0 if it succeeds, else 1')
    .addHelpText('after', '\nExample:\n  millrace runs tail 01a20bb7-0796-715f-a250-e3f038bb1411')
    .action(async (run: string, { json = false, ...options }: ServerCommandOptions) => {
      const end = await followRun(findServer(options), run, (event, line) => {
        if (json) writeJson(terminal, event);
        else terminal.write(`${line}\n`);
      });
      finish(end.status === 'succeeded' ? 0 : 1);
    });
}

function addAgainCommands(runs: Command, { terminal, finish }: CommandParts): void {
  const version = (): Option => new Option('--run-version <version>', VERSION);
  withServer(runs.command('retry'))
    .argument('<run>', RUN)
    .description('go on where a run failed, as a new run')
    .option('--from <step>', 'a step at the top level; default: where it failed')
    .option('--result <file>', 'JSON: the task there did happen, and gave this; it is not called; - is standard input')
    .addOption(version())
    .addHelpText('after', '\nExample:\n  millrace runs retry 01a20bb7-0796-715f-a250-e3f038bb1411 --run-version latest')
    .action(async (run: string, options: AgainOptions) =>
      finish(await again(terminal, { run, verb: 'retry' }, options)),
    );
  withServer(runs.command('replay'))
    .argument('<run>', RUN)
    .description('start a run over, as a new run')
    .option('--input <file>', 'JSON; default: what the run was given; - is standard input')
    .addOption(version())
    .addHelpText('after', '\nExample:\n  millrace runs replay 01a20bb7-0796-715f-a250-e3f038bb1411 --input order.json')
    .action(async (run: string, options: AgainOptions) =>
      finish(await again(terminal, { run, verb: 'replay' }, options)),
    );
  withServer(runs.command('cancel'))
    .argument('<run>', RUN)
    .description('stop a run')
    .option('--compensate', 'undo first what its steps did')
    .addHelpText('after', '\nExample:\n  millrace runs cancel 01a20bb7-0796-715f-a250-e3f038bb1411 --compensate')
    .action(async (run: string, options: ServerCommandOptions & { readonly compensate?: boolean }) => {
      const json = { compensate: options.compensate === true };
      const answer = await askServer(findServer(options), { path: `${pathOf(run)}/cancel`, json });
      print(terminal, options, { answer, text: `Run ${run} is told to stop.` });
      finish(0);
    });
}

const pathOf = (run: string): string => `runs/${encodeURIComponent(run)}`;

async function list(terminal: Terminal, options: ListOptions): Promise<number> {
  const { query, workflow, status, limit } = options;
  const path = `runs?${queryOf({ q: query, workflow, status, limit })}`;
  const { items } = (await askServer(findServer(options), { path })) as {
    readonly items: readonly ShownRun[];
  };
  if (options.json === true) for (const run of items) writeJson(terminal, run);
  else for (const run of items) terminal.write(`${printRun(run)}\n`);
  return 0;
}

function printRun({ id, status, workflow, acceptedAt, error }: ShownRun): string {
  return [id, status.padEnd(9), acceptedAt, workflow.name, ...(error === undefined ? [] : [error])].join('  ');
}

async function show(terminal: Terminal, run: string, options: ServerCommandOptions): Promise<number> {
  const answer = (await askServer(findServer(options), { path: pathOf(run) })) as ShownRun;
  if (options.json === true) {
    writeJson(terminal, answer);
    return 0;
  }
  terminal.write(`${printRun(answer)}\n`);
  if (answer.cause !== undefined) terminal.write(`\n${answer.cause}\n`);
  for (const name of ['input', 'output'] as const) {
    if (answer[name] !== undefined) terminal.write(`\n${name}:\n${JSON.stringify(answer[name], undefined, 2)}\n`);
  }
  return 0;
}

async function again(
  terminal: Terminal,
  { run, verb }: { readonly run: string; readonly verb: 'retry' | 'replay' },
  options: AgainOptions,
): Promise<number> {
  const { from, runVersion, input, result } = options;
  const json = {
    ...(from === undefined ? {} : { from }),
    ...(runVersion === undefined ? {} : { version: /^\d+$/.test(runVersion) ? Number(runVersion) : runVersion }),
    ...(input === undefined ? {} : { input: await readJsonFile(input, terminal) }),
    ...(result === undefined ? {} : { result: await readJsonFile(result, terminal) }),
  };
  const access: ServerAccess = findServer(options);
  const answer = (await askServer(access, { path: `${pathOf(run)}/${verb}`, json })) as ShownRun;
  print(terminal, options, { answer, text: `Run ${answer.id} goes on for it.` });
  return 0;
}
