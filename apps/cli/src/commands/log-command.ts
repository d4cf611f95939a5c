import type { Command } from 'commander';
import { findServer, openStream } from '../connector/server-client.ts';
import { type CommandParts, writeJson, type Terminal } from '../terminal.ts';
import { type ServerCommandOptions, withServer } from './server-command.ts';

interface LogOptions extends ServerCommandOptions {
  readonly follow?: boolean;
  readonly level: string;
  readonly run?: string;
  readonly workflow?: string;
}
interface LogEvent {
  readonly kind: string;
  readonly lines?: number;
  readonly line?: Readonly<Record<string, unknown>> & {
    readonly time: string;
    readonly level: string;
    readonly msg?: string;
  };
}

/** What a server has logged comes at once; whoever does not follow is done when nothing more comes for so long. */
const QUIET_MS = 500;

/** What a server logs. */
export function addLogCommand(program: Command, { terminal, finish }: CommandParts): void {
  withServer(program.command('logs'), 'print the lines as the server writes them')
    .description('print the last lines of the log of the server process that answers')
    .option('-f, --follow', 'go on with what comes, until it is ended')
    .option('--level <level>', 'this one and those above: debug, info, warn, error', 'info')
    .option('--run <id>', 'only what concerns a run')
    .option('--workflow <name>', 'only what concerns a workflow')
    .addHelpText('after', '\nExample:\n  millrace logs --follow --workflow orders --level warn')
    .action(async (options: LogOptions) => finish(await printLog(terminal, options)));
}

async function printLog(terminal: Terminal, options: LogOptions): Promise<number> {
  const { level, run, workflow, follow = false, json = false } = options;
  const query = new URLSearchParams({ level });
  if (run !== undefined) query.set('runId', run);
  if (workflow !== undefined) query.set('workflow', workflow);
  const reading = new AbortController();
  const events = await openStream(findServer(options), {
    path: `logs/stream?${query.toString()}`,
    signal: reading.signal,
  });
  let quiet: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    clearTimeout(quiet);
    if (!follow) quiet = setTimeout(() => reading.abort(), QUIET_MS);
  };
  wait();
  for await (const data of events) {
    wait();
    const { kind, line, lines = 0 } = JSON.parse(data) as LogEvent;
    if (kind === 'dropped') terminal.complain(`${lines} lines went by unread.\n`);
    if (line === undefined) continue;
    if (json) writeJson(terminal, line);
    else terminal.write(`${printLine(line)}\n`);
  }
  clearTimeout(quiet);
  return 0;
}

function printLine({ time, level, msg = '', ...rest }: NonNullable<LogEvent['line']>): string {
  const details = Object.entries(rest).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [time, level.padEnd(5), msg, ...details].join(' ');
}
