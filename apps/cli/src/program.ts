import { Command } from 'commander';
import { evaluateExpressions, type EvaluateOptions } from './commands/expression-evaluate.ts';
import { addDeadLetterCommands } from './commands/dead-letter-commands.ts';
import { addInstanceCommands } from './commands/instance-commands.ts';
import { addLogCommand } from './commands/log-command.ts';
import { addQueueCommands } from './commands/queue-commands.ts';
import { addRunCommands } from './commands/run-commands.ts';
import { runMachine, type MachineRunOptions } from './commands/machine-run.ts';
import { validateMachine } from './commands/machine-validate.ts';
import { start } from './commands/start.ts';
import { addTestCommand } from './commands/test-command.ts';
import { addConnectorCommands } from './connector/connector-commands.ts';
import type { Terminal } from './terminal.ts';

interface JsonOption {
  readonly json?: boolean;
}

/** The `millrace` command. `finish` gets the exit code of whatever ran. */
export function createProgram(terminal: Terminal, finish: (exitCode: number) => void): Command {
  const program = new Command('millrace')
    .description('The integration platform Millrace')
    .showHelpAfterError()
    .configureOutput({ writeOut: terminal.write, writeErr: terminal.complain })
    .exitOverride();
  program
    .command('start')
    .description('start the server, with an embedded database unless DATABASE_URL is set')
    .option('--json', 'print one line of JSON with the addresses once it runs')
    .addHelpText('after', '\nExample:\n  MILLRACE_PORT=8080 millrace start')
    .action(async ({ json = false }: JsonOption) => finish(await start(terminal, { json })));
  addInstanceCommands(program, { terminal, finish });
  addMachineCommands(program.command('machine').description('run and check machines without a server'), {
    terminal,
    finish,
  });
  addRunCommands(program.command('runs').description('find, follow and repeat runs of a server'), { terminal, finish });
  addLogCommand(program, { terminal, finish });
  addQueueCommands(program.command('queues').description('see, pause and resume what waits on a server'), {
    terminal,
    finish,
  });
  addDeadLetterCommands(
    program.command('dead-letters').description('see, repeat and discard what could not be processed'),
    { terminal, finish },
  );
  addTestCommand(program, { terminal, finish });
  addConnectorCommands(program.command('connector').description('write, test and publish connectors'), {
    terminal,
    finish,
  });
  program
    .command('expr')
    .description('evaluate expressions without a server')
    .command('eval')
    .description('evaluate one expression, or one a line of a file')
    .argument('[expression]', 'JSONata')
    .option('--batch <file>', 'a JSON object per line: { expr, data, bindings, timelimit, depth }; - is standard input')
    .option('--data <file>', 'the JSON document that the expression reads; - is standard input')
    .option('--json', 'print JSON (always so)')
    .addHelpText('after', "\nExample:\n  millrace expr eval '$sum([1,2,3])'")
    .action(async (expression: string | undefined, options: EvaluateOptions) =>
      finish(await evaluateExpressions(terminal, expression, options)),
    );
  return program;
}

function addMachineCommands(
  machine: Command,
  { terminal, finish }: { readonly terminal: Terminal; readonly finish: (exitCode: number) => void },
): void {
  machine
    .command('run')
    .description('run a machine with mocked tasks and virtual time')
    .argument('<file>', 'a machine or a workflow document; - is standard input')
    .option('--input <file>', 'JSON; {} unless given')
    .option(
      '--tasks <file>',
      'mocks: { "<state>": [ { "return": … } | { "throw": { "error", "cause" } } ] }, one an attempt, the last repeating',
    )
    .option('--trace', 'print the states entered and exited')
    .option('--json', 'print JSON (always so)')
    .addHelpText('after', '\nExample:\n  millrace machine run machine.json --input input.json --trace')
    .action(async (file: string, options: MachineRunOptions) => finish(await runMachine(terminal, file, options)));
  machine
    .command('validate')
    .description('print every problem of a machine or a workflow document')
    .argument('<file>', 'JSON; - is standard input')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  millrace machine validate workflow.json')
    .action(async (file: string, { json = false }: JsonOption) =>
      finish(await validateMachine(terminal, file, { json })),
    );
}
