import { Command } from 'commander';
import { evaluateExpressions } from './commands/expression-evaluate.ts';
import { runMachine } from './commands/machine-run.ts';
import { validateMachine } from './commands/machine-validate.ts';
import { start } from './commands/start.ts';

/** The `millrace` command. `finish` gets the exit code of whatever ran. */
export function createProgram(finish: (exitCode: number) => void): Command {
  const program = new Command('millrace')
    .description('The integration platform Millrace')
    .showHelpAfterError()
    .exitOverride();
  program
    .command('start')
    .description('start the server, with an embedded database unless DATABASE_URL is set')
    .addHelpText('after', '\nExample:\n  MILLRACE_PORT=8080 millrace start')
    .action(async () => finish(await start()));
  addMachineCommands(program.command('machine').description('run and check machines without a server'), finish);
  program
    .command('expr')
    .description('evaluate expressions without a server')
    .command('eval')
    .argument('[expression]', 'JSONata')
    .option('--batch <file>', 'a JSON object per line: { expr, data, bindings, timelimit, depth }; - is standard input')
    .option('--data <file>', 'the document that the expression reads')
    .option('--json', 'print JSON (always so)')
    .addHelpText('after', "\nExample:\n  millrace expr eval '$sum([1,2,3])'")
    .action(async (expression: string | undefined, options: Parameters<typeof evaluateExpressions>[1]) =>
      finish(await evaluateExpressions(expression, options)),
    );
  return program;
}

function addMachineCommands(machine: Command, finish: (exitCode: number) => void): void {
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
    .action(async (file: string, options: Parameters<typeof runMachine>[1]) => finish(await runMachine(file, options)));
  machine
    .command('validate')
    .description('print every problem of a machine or a workflow document')
    .argument('<file>', 'JSON; - is standard input')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  millrace machine validate workflow.json')
    .action((file: string, options: Parameters<typeof validateMachine>[1]) => finish(validateMachine(file, options)));
}
