// `npm run new:connector -- acme-desk [--http]`: a connector among ours, with an action, a trigger and tests that pass. The files are
// those of `millrace connector new`, with this repository's runner and settings.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import './node-version.mjs';
import { COMPILER, root, run } from './run.mjs';

const given = process.argv.slice(2);
const kind = given.includes('--http') ? 'http' : 'code';
const [name, ...more] = given.filter((argument) => argument !== '--http');
if (name === undefined || more.length > 0) {
  process.stdout.write('Say what it connects to: npm run new:connector -- acme-desk\n');
  process.exit(2);
}

const built = await run('node', [COMPILER, '-b', 'libs/connector-package/tsconfig.build.json']);
if (built !== 0) process.exit(built);
const { createConnectorFolder } = await import('../libs/connector-package/dist/index.js');

const path = `connectors/${name}`;
try {
  createConnectorFolder({ folder: join(root, path), name, kind, home: 'repository' });
} catch (error) {
  process.stdout.write(`${error.message}\n`);
  process.exit(1);
}

// The compiler builds what this list names.
const settings = join(root, 'tsconfig.build.json');
const text = readFileSync(settings, 'utf8');
const last = text.lastIndexOf('    { "path": "connectors/');
const lineEnd = text.indexOf('\n', last) + 1;
writeFileSync(
  settings,
  `${text.slice(0, lineEnd)}    { "path": "${path}/tsconfig.build.json" },\n${text.slice(lineEnd)}`,
);

process.stdout.write(
  `Made ${path} and named it in tsconfig.build.json. Run npm install once, so that the workspace knows it. Its tests:\n  npm test -- ${path}\n`,
);
