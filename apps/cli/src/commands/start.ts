import { writeJson, type Terminal } from '../terminal.ts';

/** Starts the server and everything it needs; resolves with the exit code once it has stopped. */
export async function start(terminal: Terminal, { json }: { readonly json: boolean }): Promise<number> {
  const say = (line: string): void => {
    if (!json) terminal.write(`${line}\n`);
  };
  // Loaded here: the commands that work offline should not wait for a web framework.
  const { startServer } = await import('@millrace/server');
  const server = await startServer({ onProgress: (message) => say(`  ${message} …`) });
  const { url, setupUrl, curlLine } = server;
  if (json) writeJson(terminal, { url, setupUrl, curlLine });
  say('');
  say(`Millrace runs at       ${url}`);
  if (setupUrl !== undefined) say(`Create the owner at    ${setupUrl}`);
  say(`\nTry the example workflow:\n  ${curlLine}\n`);
  say('Press Ctrl+C to stop.');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  say('Stopping …');
  await server.stop();
  return 0;
}
