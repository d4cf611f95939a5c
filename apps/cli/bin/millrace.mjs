#!/usr/bin/env node
// npm links a command only to a file that exists when it installs: the build comes later.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (!existsSync(main)) {
  process.stderr.write('Millrace is not built yet. Run npm start, or npm run build.\n');
  process.exit(1);
}
await import(main.href);
