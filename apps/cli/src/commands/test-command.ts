import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import type { TestOptions } from './test-workflows.ts';

const HELP = `
Files are tested here, without a server; tests of a server's draft know the connectors that it has, too.
Exit codes: 0 all passed, 1 a test failed or the server refused, 2 wrong use.

Examples:
  millrace test workflow.json
  millrace test workflows/*.json --name "gold customers are told" --junit report.xml
  millrace test --server https://millrace.example.com --workflow orders`;

/** `millrace test`: the tests that workflows keep in their documents. */
export function addTestCommand(
  program: Command,
  { terminal, finish }: { readonly terminal: Terminal; readonly finish: (exitCode: number) => void },
): void {
  program
    .command('test')
    .description('run the tests of workflow documents, with mocked tasks and virtual time')
    .argument('[files...]', 'workflow documents; - is standard input')
    .option('--name <name...>', 'only the tests of these names')
    .option('--workflow <name>', 'the draft of this workflow on the server, instead of files')
    .option('--server <url>', 'address of the server; MILLRACE_URL unless given')
    .option('--api-key <key>', 'an API key of it; MILLRACE_API_KEY unless given')
    .option('--junit <file>', 'write a report that build servers read')
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (files: readonly string[], options: TestOptions) => {
      const { testWorkflows } = await import('./test-workflows.ts');
      finish(await testWorkflows(terminal, files, options));
    });
}
