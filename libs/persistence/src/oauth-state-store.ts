import type { OAuthProgress, OAuthSignIn, OAuthStateStore } from '@millrace/runtime';
import type { DataSource } from 'typeorm';

interface TakenRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly user_id: string;
  readonly sealed: Buffer;
}
interface ProgressRow {
  readonly expires_at: Date;
  readonly is_over: boolean;
  readonly outcome: string | null;
}

/** Sign-ins under way, in Postgres. */
export class PostgresOAuthStateStore implements OAuthStateStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async begin(signIn: Parameters<OAuthStateStore['begin']>[0]): ReturnType<OAuthStateStore['begin']> {
    const { id, stateHash, workspaceId, userId, sessionHash, sealed, lifeSeconds } = signIn;
    const [row] = await this.#source.query<Pick<ProgressRow, 'expires_at'>[]>(
      `with forgotten as (delete from oauth_state where expires_at < now() - interval '1 day')
       insert into oauth_state (id, state_hash, workspace_id, user_id, session_hash, sealed, expires_at)
       values ($1::uuid, $2, $3::uuid, $4::uuid, $5, $6::bytea, now() + make_interval(secs => $7::double precision))
       returning expires_at`,
      [id, stateHash, workspaceId, userId, sessionHash, Buffer.from(sealed), lifeSeconds],
    );
    if (row === undefined) throw new Error(`The sign-in ${id} was not kept.`);
    return { expiresAtMs: row.expires_at.getTime() };
  }

  async take({ stateHash, sessionHash }: Parameters<OAuthStateStore['take']>[0]): Promise<OAuthSignIn | undefined> {
    const [rows] = await this.#source.query<[TakenRow[], number]>(
      `update oauth_state set taken_at = now()
       where state_hash = $1 and session_hash = $2 and taken_at is null and expires_at > now()
       returning id, workspace_id, user_id, sealed`,
      [stateHash, sessionHash],
    );
    const [row] = rows;
    return row && { id: row.id, workspaceId: row.workspace_id, userId: row.user_id, sealed: row.sealed };
  }

  async finish({ id, outcome }: Parameters<OAuthStateStore['finish']>[0]): Promise<void> {
    await this.#source.query('update oauth_state set outcome = $2 where id = $1::uuid', [id, outcome]);
  }

  async find(request: Parameters<OAuthStateStore['find']>[0]): Promise<OAuthProgress | undefined> {
    const [row] = await this.#source.query<ProgressRow[]>(
      `select expires_at, expires_at <= now() as is_over, outcome from oauth_state
       where id = $1::uuid and workspace_id = $2::uuid and user_id = $3::uuid`,
      [request.id, request.workspaceId, request.userId],
    );
    if (row === undefined) return undefined;
    const { expires_at, is_over: isOver, outcome } = row;
    return { expiresAtMs: expires_at.getTime(), isOver, ...(outcome === null ? {} : { outcome }) };
  }
}
