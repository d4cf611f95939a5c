// What every script here shares: running a command with its output shown, and saying which step took how long.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Node with the jest that this repository pins; jest runs ES modules only with this flag. */
export const JEST = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];

/**
 * Runs a command in the repository and resolves with its exit code. `node` means this very Node; a name in
 * `node_modules/.bin` is run by it too, so that nothing depends on a shell or on PATH.
 */
export async function run(command, parameters = [], options = {}) {
  const child = start(command, parameters, { stdio: 'inherit', ...options });
  return exitCodeOf(child);
}

/** The same without showing anything: resolves with the exit code and all that was said. */
export async function runQuietly(command, parameters = []) {
  const child = start(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  // An exit may be told before the last words are.
  const [code] = await Promise.all([exitCodeOf(child), once(child, 'close')]);
  return { code, output: Buffer.concat(said).toString() };
}

const start = (command, parameters, options) =>
  spawn(command === 'node' ? process.execPath : command, parameters, {
    cwd: root,
    ...options,
    env: { ...process.env, ...options.env },
  });

async function exitCodeOf(child) {
  const forward = (signal) => child.kill(signal);
  process.on('SIGINT', forward);
  process.on('SIGTERM', forward);
  const [code, signal] = await once(child, 'exit');
  process.off('SIGINT', forward);
  process.off('SIGTERM', forward);
  return code ?? (signal === 'SIGINT' ? 130 : 1);
}

/** Runs named steps in order and ends the process with the first failure's code. */
export async function runSteps(steps) {
  for (const [name, step] of steps) {
    const startedAt = performance.now();
    process.stdout.write(`\n▸ ${name}\n`);
    const code = await step();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    if (code !== 0) {
      process.stdout.write(`✗ ${name} failed after ${seconds} s\n`);
      process.exit(code);
    }
    process.stdout.write(`✓ ${name} (${seconds} s)\n`);
  }
}

/** How to run a package's own command-line entry with this Node: `tool('typescript', 'bin/tsc')`. */
export const tool = (name, path) => `node_modules/${name}/${path}`;

/** The native compiler: it writes what version 6 writes, several times as fast, but ESLint cannot read with it and has 6. */
export const COMPILER = tool('typescript-native', 'bin/tsc');
