import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executable, findBinaries, usableBinaries } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-errors.ts';
import { canUse, chooseIdentity, type Identity } from './identity.ts';

/** A database cluster on disk, ready to be started. */
export interface Cluster {
  readonly native: string;
  readonly data: string;
  readonly logFile: string;
  readonly identity: Identity;
  readonly user: string;
  readonly password: string;
}

/** initdb needs 40 MB, the write-ahead log grows by 16 MB pieces: with less, Postgres would stop in the middle. */
const MIN_FREE_BYTES = 200 * 1024 * 1024;

/** Makes the cluster on first use, and finds it afterwards. */
export function prepareCluster(dataFolder: string, onProgress: (message: string) => void): Cluster {
  const identity = chooseIdentity();
  const folder = reachableFolder(dataFolder, identity);
  if (folder !== dataFolder) onProgress(`Keeping the database in ${folder}: its user cannot enter ${dataFolder}`);
  checkDisk(folder);
  const native = usableBinaries({ ...findBinaries(), copyBelow: folder, identity });
  const data = join(folder, 'postgres');
  const cluster = { native, data, logFile: join(folder, 'postgres.log'), identity, ...credentials(folder) };
  if (existsSync(join(data, 'PG_VERSION'))) checkVersion(cluster);
  else {
    onProgress('Creating the database');
    initialise(cluster);
  }
  return cluster;
}

/** The folder itself, or one below /var/lib for a user that may not pass through the way to it. */
function reachableFolder(folder: string, identity: Identity): string {
  if (canUse(folder, identity)) return folder;
  const name = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 12);
  const elsewhere = `/var/lib/millrace-${name}`;
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
  writeFileSync(join(folder, 'postgres-is-elsewhere.txt'), `${elsewhere}\n`);
  return elsewhere;
}

function checkDisk(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= MIN_FREE_BYTES) return;
  const mib = Math.floor(free / 1024 / 1024);
  throw new EmbeddedPostgresError(
    'embedded.disk_full',
    `Only ${mib} MiB are free on the disk of ${folder}; the database needs 200. Free some, or set MILLRACE_DATA_DIR to another disk.`,
  );
}

function credentials(folder: string): { readonly user: string; readonly password: string } {
  const path = join(folder, 'postgres-credentials.json');
  if (!existsSync(path)) {
    const made = { user: 'millrace', password: randomBytes(24).toString('base64url') };
    // Whole or not at all: without the password the data could not be read again.
    writeFileSync(`${path}.new`, `${JSON.stringify(made)}\n`, { mode: 0o600, flush: true });
    renameSync(`${path}.new`, path);
  }
  return JSON.parse(readFileSync(path, 'utf8')) as { user: string; password: string };
}

/** Makes the cluster beside its place, and moves it there when it is whole: a start may be killed in the middle. */
function initialise(cluster: Cluster): void {
  const { data, identity } = cluster;
  const draft = `${data}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  own(draft, identity);
  const passwordFile = join(tmpdir(), `millrace-${randomBytes(8).toString('hex')}`);
  try {
    writeFileSync(passwordFile, `${cluster.password}\n`, { mode: 0o600 });
    own(passwordFile, identity);
    const result = runInitdb(cluster, draft, passwordFile);
    if (result.status !== 0) throw startFailure(result.stderr || String(result.error), result.error);
    renameSync(draft, data);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

function runInitdb({ native, user, identity }: Cluster, data: string, passwordFile: string): SpawnSyncReturns<string> {
  const parameters = ['-D', data, '-U', user, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8'];
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions'];
  return spawnSync(executable(native, 'initdb'), [...parameters, ...locale], {
    ...identity,
    cwd: '/',
    encoding: 'utf8',
  });
}

function own(path: string, { uid, gid }: Identity): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** A failure of initdb or postgres as one sentence, from the last line that it wrote. */
export function startFailure(output: string, cause?: unknown): EmbeddedPostgresError {
  const lines = output
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '');
  const isTelling = /(?:FATAL|PANIC|error): */i;
  const telling = lines.findLast((line) => isTelling.test(line)) ?? lines.at(-1) ?? 'it wrote nothing';
  if (output.includes('No space left on device')) {
    return new EmbeddedPostgresError(
      'embedded.disk_full',
      'The disk is full: the database cannot start. Free some space and start again; nothing is lost.',
      { cause },
    );
  }
  return new EmbeddedPostgresError(
    'embedded.start_failed',
    `The embedded Postgres does not start: ${(telling.split(isTelling).at(-1) ?? telling).trim()}`,
    {
      cause,
    },
  );
}

function checkVersion({ data, native }: Cluster): void {
  const made = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  const reply = spawnSync(executable(native, 'postgres'), ['--version'], { encoding: 'utf8' }).stdout;
  const installed = /(\d+)\./.exec(reply)?.[1] ?? made;
  if (made === installed) return;
  throw new EmbeddedPostgresError(
    'embedded.version_changed',
    `The data in ${data} belongs to Postgres ${made}, and this Millrace brings ${installed}. Start the older Millrace once for a backup, or set DATABASE_URL to a Postgres ${made}.`,
  );
}
