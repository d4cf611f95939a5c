// Lets Node run our TypeScript sources without a build, decorators included: for code generation and for tests that need
// a server in a process of its own. `node --conditions=@millrace/source --import ./apps/server/typescript-hooks.mjs file.ts`
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

// Node runs loader hooks in a thread of their own, from this same file.
if (isMainThread) register(import.meta.url);

const swc = isMainThread ? undefined : await import('@swc/core');

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const path = fileURLToPath(url);
  const { code } = await swc.transform(await readFile(path, 'utf8'), {
    filename: path,
    sourceMaps: 'inline',
    module: { type: 'es6' },
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    },
  });
  return { format: 'module', source: code, shortCircuit: true };
}
