// `node scripts/dump-schema.mjs`: migrates an empty database and prints its catalogue to migrations/schema.txt.
// `--check` changes nothing, and fails when the file is not what would be printed.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import './node-version.mjs';
import { root } from './run.mjs';

const { dumpSchema, openDatabase } = await import('@millrace/persistence');
const { startEmbeddedPostgres } = await import('@millrace/persistence/embedded');

const target = join(root, 'migrations', 'schema.txt');
const folder = mkdtempSync(join(tmpdir(), 'millrace-schema-'));
// As root, Postgres runs as another user, who must be able to enter.
chmodSync(folder, 0o755);

const server = await startEmbeddedPostgres({ dataFolder: folder, settings: ['fsync=off'] });
let printed;
try {
  const database = await openDatabase({ url: server.url });
  const client = await database.runPool.connect();
  printed = await dumpSchema(client);
  client.release();
  await database.close();
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

if (process.argv.includes('--check')) {
  const isCurrent = readFileSync(target, 'utf8').replaceAll('\r\n', '\n') === printed;
  process.stdout.write(
    isCurrent
      ? 'migrations/schema.txt is current.\n'
      : 'migrations/schema.txt is not what the migrations make. Run: node scripts/dump-schema.mjs\n',
  );
  process.exit(isCurrent ? 0 : 1);
}
writeFileSync(target, printed);
process.stdout.write('Wrote migrations/schema.txt.\n');
