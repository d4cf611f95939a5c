// A worker as a process: `node dist/main.js`. It takes no calls: servers accept, and it executes what they leave.
import { startWorker, type RunningWorker } from './start-worker.ts';

const WRONG_SETTINGS = 2;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  const worker = await startWorker({ onProgress: (message) => print(`${message} …`) });
  print('The worker takes runs.');
  stopOnSignal(worker);
} catch (cause) {
  fail(cause);
}

function stopOnSignal(worker: RunningWorker): void {
  let isStopping = false;
  const onSignal = (): void => {
    // A second signal means now. That is a crash, and safe: others take the runs over.
    if (isStopping) process.exit(1);
    isStopping = true;
    print('Stopping …');
    worker.stop().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}

function fail(cause: unknown): never {
  const { code, message, stack } = cause as Error & { readonly code?: string };
  // Without a code of ours it is a defect, and its stack is wanted.
  process.stderr.write(`${code === undefined ? (stack ?? message) : message}\n`);
  process.exit(code === 'server.settings_invalid' ? WRONG_SETTINGS : 1);
}
