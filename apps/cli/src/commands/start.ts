import { printLine } from '../output.ts';

/** Starts the server and everything it needs; resolves with the exit code once it has stopped. */
export async function start(): Promise<number> {
  // Loaded here: the commands that work offline should not wait for a web framework.
  const { startServer } = await import('@millrace/server');
  const server = await startServer({ onProgress: (message) => printLine(`  ${message} …`) });
  printLine('');
  printLine(`Millrace runs at       ${server.url}`);
  if (server.setupUrl !== undefined) printLine(`Create the owner at    ${server.setupUrl}`);
  if (server.curlLine !== undefined) {
    printLine('');
    printLine('Try the example workflow:');
    printLine(`  ${server.curlLine}`);
  }
  printLine('');
  printLine('Press Ctrl+C to stop.');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  printLine('Stopping …');
  await server.stop();
  return 0;
}
