import { spawnSync } from 'node:child_process';
import { EmbeddedPostgresError } from './embedded-errors.ts';

/** Whom Postgres runs as. Empty: as this process does. Postgres refuses to run as root. */
export interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

/** This user, or for root the first of `postgres` and `nobody` that exists. */
export function chooseIdentity(): Identity {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new EmbeddedPostgresError(
    'embedded.user_missing',
    'Postgres refuses to run as root, and this machine has neither a user "postgres" nor "nobody". Start Millrace as another user.',
  );
}

/** Can the identity reach and enter or run the path? Asked of the system, since only it knows all that decides. */
export function canUse(path: string, identity: Identity): boolean {
  if (identity.uid === undefined) return true;
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...identity, cwd: '/' }).status === 0;
}
