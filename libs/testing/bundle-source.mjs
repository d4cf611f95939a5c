// `node libs/testing/bundle-source.mjs <file> <source>…`: makes one file of sources and of all that they import. Node reads no
// TypeScript, and needs four times as long for thousands of modules as for the one file.
import { readFile, rename, utimes, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transform } from '@swc/core';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** They look for files beside themselves, or are no JavaScript. */
const LEFT_OUT = ['bull', 'ioredis', 'pino', 'thread-stream', 'esbuild', '@swc/core', '@node-rs/argon2', '@deno/*'];
/** Their users ask for them only in case they are there. */
const ABSENT = [
  ...[
    '@nestjs/microservices*',
    '@nestjs/websockets*',
    '@nestjs/platform-express',
    'class-transformer*',
    'class-validator',
  ],
  ...['@fastify/view', '@fastify/static', '@fastify/multipart', '@apidevtools/*', 'pg-native'],
];
/** Decorators of TypeScript tell Nest of types, which the bundler does not write down. */
const DECORATED = /^\s*@[A-Z]\w*\(/m;
const DECORATORS = {
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
  module: { type: 'es6' },
};

/** Every module keeps its own address: what it finds beside itself stays where it is. */
async function loadModule({ path }) {
  const text = (await readFile(path, 'utf8')).replace(/^#!.*/, '');
  const isOurs = path.endsWith('.ts');
  if (!isOurs && !text.includes('import.meta')) return undefined;
  const code = isOurs && DECORATED.test(text) ? (await transform(text, { ...DECORATORS, filename: path })).code : text;
  const address = JSON.stringify(pathToFileURL(path).href);
  return { contents: `const moduleAddress = ${address};${code}`, loader: isOurs ? 'ts' : 'js' };
}

const plugin = {
  name: 'millrace-source',
  setup(bundle) {
    bundle.onLoad({ filter: /\.(?:ts|m?js)$/ }, loadModule);
  },
};

const [file, ...sources] = process.argv.slice(2);
const startedAt = new Date();
const { outputFiles, metafile } = await build({
  stdin: {
    contents: sources.map((path) => `export * from ${JSON.stringify(resolve(path))};`).join('\n'),
    resolveDir: root,
  },
  ...{ absWorkingDir: root, bundle: true, write: false, metafile: true, logLevel: 'error', keepNames: true },
  ...{
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@millrace/source'],
    external: [...LEFT_OUT, ...ABSENT],
  },
  define: { 'import.meta.url': 'moduleAddress' },
  // What is CommonJS calls it; what is left out is found from here.
  banner: {
    js: `import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(${JSON.stringify(import.meta.url)});`,
  },
  plugins: [plugin],
});
// Those of packages change with the lock file alone.
const inputs = Object.keys(metafile.inputs).filter((path) => path !== '<stdin>' && !path.includes('node_modules/'));
for (const [path, text] of [
  [file, outputFiles[0].text],
  [`${file}.inputs.json`, JSON.stringify(inputs)],
]) {
  // Other processes read at the same time: what they find is whole.
  await writeFile(`${path}.${process.pid}`, text);
  // What changes while it is made must count as newer.
  await utimes(`${path}.${process.pid}`, startedAt, startedAt);
  await rename(`${path}.${process.pid}`, path);
}
