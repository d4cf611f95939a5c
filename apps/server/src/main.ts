// The server as a process of its own: `node dist/main.js`. The command line starts the same by `millrace start`.
import { startServer, type RunningServer } from './start-server.ts';

/** What only whoever starts the server can put right. */
const WRONG_SETTINGS = ['server.settings_invalid', 'vault.key_mismatch', 'vault.key_invalid'];

const print = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  const server = await startServer({ onProgress: (message) => print(`${message} …`) });
  announce(server);
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // A second signal means now. That is a crash, and safe.
      if (isStopping) process.exit(1);
      isStopping = true;
      print('Stopping …');
      server.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
} catch (cause) {
  const { message, code } = cause as { readonly message: string; readonly code?: string };
  process.stderr.write(`${message}\n`);
  // Without a code of ours it is a defect, and its stack is wanted.
  if (code === undefined) process.stderr.write(`${(cause as Error).stack ?? ''}\n`);
  process.exit(WRONG_SETTINGS.includes(code ?? '') ? 2 : 1);
}

function announce({ url, setupUrl, curlLine }: RunningServer): void {
  print(`Millrace runs at ${url}`);
  if (setupUrl !== undefined) print(`Become its owner: ${setupUrl}`);
  print(`Try the example:\n  ${curlLine}`);
}
