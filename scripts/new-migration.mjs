// `npm run new:migration -- add run fence`: makes the next numbered file in migrations/, with the header to fill in.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import './node-version.mjs';
import { root } from './run.mjs';

const title = process.argv
  .slice(2)
  .join(' ')
  .toLowerCase()
  .replace(/[^a-z0-9]+/g, '-')
  .replace(/^-|-$/g, '');
if (title === '') {
  process.stdout.write('Say what it does: npm run new:migration -- add run fence\n');
  process.exit(2);
}

const folder = join(root, 'migrations');
const numbers = readdirSync(folder).flatMap((name) => /^(\d{4})-.*\.sql$/.exec(name)?.[1] ?? []);
const next = String(Math.max(0, ...numbers.map(Number)) + 1).padStart(4, '0');
const name = `${next}-${title}.sql`;
const words = title.replaceAll('-', ' ');
writeFileSync(
  join(folder, name),
  `-- ${words[0].toUpperCase()}${words.slice(1)}: say why, in one sentence.
-- breaking: no
-- transaction: yes

`,
  { flag: 'wx' },
);
process.stdout.write(`Made migrations/${name}. Afterwards run: npm run build && node scripts/dump-schema.mjs\n`);
