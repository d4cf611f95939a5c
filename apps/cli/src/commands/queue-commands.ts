import type { Command } from 'commander';
import { askServer, findServer } from '../connector/server-client.ts';
import { CliError } from '../errors.ts';
import type { CommandParts, Terminal } from '../terminal.ts';
import { print, type ServerCommandOptions, withServer } from './server-command.ts';

/** A queue as far as it is printed. */
interface ShownQueue {
  readonly workflow: string;
  readonly queued: number;
  readonly running: number;
  readonly pausedBy?: string;
}

/** What waits of each workflow, and whether it may begin, over the API of a server. */
export function addQueueCommands(queues: Command, { terminal, finish }: CommandParts): void {
  withServer(queues.command('list'))
    .description('list what waits and goes on of each workflow')
    .addHelpText('after', '\nExample:\n  millrace queues list --json')
    .action(async (options: ServerCommandOptions) => finish(await list(terminal, options)));
  for (const [verb, description] of [
    ['pause', 'let no run of a workflow begin; what is accepted waits, what has begun goes on'],
    ['resume', 'let the runs of a workflow begin again'],
  ] as const) {
    withServer(queues.command(verb))
      .argument('[workflow]', 'its name')
      .option('--all', 'all workflows of the workspace')
      .description(description)
      .addHelpText('after', `\nExamples:\n  millrace queues ${verb} orders\n  millrace queues ${verb} --all`)
      .action(async (workflow: string | undefined, options: ServerCommandOptions & { readonly all?: boolean }) => {
        const server = findServer(options);
        if (options.all === true && workflow === undefined) {
          await askServer(server, { path: `queues/${verb}`, json: {} });
          terminal.write(verb === 'pause' ? 'All workflows are paused.\n' : 'Runs begin again.\n');
        } else if (workflow !== undefined && options.all !== true) {
          const path = `queues/${encodeURIComponent(workflow)}/${verb}`;
          printQueue(terminal, options, (await askServer(server, { path, json: {} })) as ShownQueue);
        } else throw new CliError('Name one workflow, or say --all.');
        finish(0);
      });
  }
}

async function list(terminal: Terminal, options: ServerCommandOptions): Promise<number> {
  for (let cursor: string | undefined; ;) {
    const path = cursor === undefined ? 'queues' : `queues?cursor=${encodeURIComponent(cursor)}`;
    const page = (await askServer(findServer(options), { path })) as {
      readonly items: readonly ShownQueue[];
      readonly nextCursor?: string;
    };
    for (const queue of page.items) printQueue(terminal, options, queue);
    cursor = page.nextCursor;
    if (cursor === undefined) return 0;
  }
}

function printQueue(terminal: Terminal, options: ServerCommandOptions, queue: ShownQueue): void {
  const { workflow, queued, running, pausedBy } = queue;
  const state = pausedBy === undefined ? 'begins' : `paused by ${pausedBy}`;
  const text = [workflow, `${queued} queued`, `${running} running`, state].join('  ');
  print(terminal, options, { answer: queue, text });
}
