import { randomUUID } from 'node:crypto';
import { openDatabase } from '@millrace/persistence';
import type { Role } from '@millrace/runtime';
import { hashToken, makeApiKey } from '../auth/tokens.ts';
import { PERMISSION_NAMES } from '../http/permissions.ts';

/** Gives a role in a workspace to somebody new, and returns their key, which may do all that the role may. */
export async function addPerson(databaseUrl: string, role: Role, workspace = 'default'): Promise<string> {
  const opened = await openDatabase({ url: databaseUrl });
  const { key, prefix } = makeApiKey();
  const userId = randomUUID();
  try {
    await opened.source.query('insert into workspace (id, slug, name) values ($1, $2, $2) on conflict do nothing', [
      ...[randomUUID(), workspace],
    ]);
    await opened.source.query('insert into app_user (id, email, name, password_hash) values ($1, $2, $3, $4)', [
      ...[userId, `${userId}@example.com`, role, 'none'],
    ]);
    await opened.source.query(
      `with home as (select id from workspace where slug = $1), joined as (
         insert into membership (workspace_id, user_id, role) select id, $2, $3 from home)
       insert into api_key (id, workspace_id, user_id, name, prefix, secret_hash, scopes, expires_at)
       select $4, id, $2, 'test', $5, $6, $7, now() + interval '1 day' from home`,
      [workspace, userId, role, randomUUID(), prefix, hashToken(key), PERMISSION_NAMES],
    );
  } finally {
    await opened.close();
  }
  return key;
}
