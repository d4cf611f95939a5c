import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Runs the load generator in a process of its own and gives its figures. */
export function runLoad({ url, body, connections, seconds }) {
  const parameters = JSON.stringify({ url, body, connections, seconds });
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load.mjs'), parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.on('exit', (code) => {
      if (code !== 0) reject(new Error(`The load generator ended with ${code}.`));
      else resolve(JSON.parse(text));
    });
  });
}
