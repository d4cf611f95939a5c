import {
  RuntimeError,
  type Actor,
  type ApiKey,
  type IdentityStore,
  type Ids,
  type Role,
  type Stage,
  type User,
  type Workspace,
} from '@millrace/runtime';
import { IsNull, type DataSource, type EntityManager } from 'typeorm';
import {
  ApiKeyEntity,
  MembershipEntity,
  SessionEntity,
  UserEntity,
  WorkspaceEntity,
} from './entities/people.entity.ts';
import { isUuid } from './uuid.ts';

interface ActorRow {
  readonly user_id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly workspace_id: string;
  readonly slug: string;
  readonly workspace_name: string;
  readonly stage: Stage;
  readonly scopes?: readonly string[];
}

const ACTOR = `app_user.id as user_id, app_user.email, app_user.name, membership.role, workspace.id as workspace_id,
  workspace.slug, workspace.name as workspace_name, workspace.stage`;
const OWNER_LOCK = 7_207_001;

/** People, sessions and API keys in Postgres. */
export class PostgresIdentityStore implements IdentityStore {
  readonly #source: DataSource;
  readonly #ids: Ids;

  constructor(source: DataSource, ids: Ids) {
    this.#source = source;
    this.#ids = ids;
  }

  hasOwner(): Promise<boolean> {
    return this.#source.manager.existsBy(MembershipEntity, { role: 'owner' });
  }

  createOwner(request: Parameters<IdentityStore['createOwner']>[0]): Promise<{ userId: string; workspaceId: string }> {
    return this.#source.transaction(async (manager) => {
      // Two set-up pages at once: the second finds the first's owner.
      await manager.query('select pg_advisory_xact_lock($1)', [OWNER_LOCK]);
      if (await manager.existsBy(MembershipEntity, { role: 'owner' })) {
        throw new RuntimeError('auth.owner_exists', 'This installation has its owner already. Sign in instead.');
      }
      const workspace = await ensureWorkspace(manager, this.#ids, request.workspace);
      await manager.update(WorkspaceEntity, { id: workspace.id }, { name: request.workspace.name });
      const userId = this.#ids.runId();
      const { email, name, passwordHash } = request;
      await manager.insert(UserEntity, { id: userId, email, name, passwordHash });
      await manager.insert(MembershipEntity, { workspaceId: workspace.id, userId, role: 'owner' });
      return { userId, workspaceId: workspace.id };
    });
  }

  async findUserByEmail(email: string): Promise<User | undefined> {
    const [user] = await this.#source.query<User[]>(
      'select id, email, name, password_hash as "passwordHash" from app_user where lower(email) = lower($1)',
      [email],
    );
    return user;
  }

  async updatePasswordHash({
    userId,
    passwordHash,
  }: {
    readonly userId: string;
    readonly passwordHash: string;
  }): Promise<void> {
    await this.#source.manager.update(UserEntity, { id: userId }, { passwordHash });
  }

  async createSession(request: Parameters<IdentityStore['createSession']>[0]): Promise<void> {
    await this.#source.query(
      `insert into session (token_hash, user_id, idle_until, expires_at)
       values ($1, $2::uuid, now() + make_interval(secs => $3), now() + make_interval(secs => $4))`,
      [request.tokenHash, request.userId, request.idleSeconds, request.totalSeconds],
    );
    await this.#source.query('delete from session where expires_at < now() or idle_until < now()');
  }

  async findSessionActor({
    tokenHash,
    idleSeconds,
  }: {
    readonly tokenHash: string;
    readonly idleSeconds: number;
  }): Promise<Actor | undefined> {
    const rows = await this.#source.query<ActorRow[]>(
      `select ${ACTOR}, session.idle_until < now() + make_interval(secs => $2::double precision / 2) as is_old
       from session join app_user on app_user.id = session.user_id
       join membership on membership.user_id = app_user.id join workspace on workspace.id = membership.workspace_id
       where token_hash = $1 and idle_until > now() and expires_at > now()
       order by coalesce(workspace.id = session.workspace_id, false) desc, workspace.created_at, workspace.slug limit 1`,
      [tokenHash, idleSeconds],
    );
    const row = rows[0] as (ActorRow & { readonly is_old: boolean }) | undefined;
    if (row === undefined) return undefined;
    // Half the idle time may pass between two writes: a write per request would cost more than all reads.
    if (row.is_old) {
      await this.#source.query(
        'update session set idle_until = now() + make_interval(secs => $2) where token_hash = $1',
        [tokenHash, idleSeconds],
      );
    }
    return toActor(row);
  }

  async removeSession(tokenHash: string): Promise<void> {
    await this.#source.manager.delete(SessionEntity, { tokenHash });
  }

  async createApiKey({ expiresAtMs, ...request }: Parameters<IdentityStore['createApiKey']>[0]): Promise<ApiKey> {
    const id = this.#ids.runId();
    const entity = {
      ...request,
      id,
      scopes: [...request.scopes],
      createdAt: new Date(),
      expiresAt: new Date(expiresAtMs),
    };
    await this.#source.manager.insert(ApiKeyEntity, entity);
    return toApiKey(await this.#source.manager.findOneByOrFail(ApiKeyEntity, { id }));
  }

  async findApiKeyActor(secretHash: string): Promise<Actor | undefined> {
    const rows = await this.#source.query<ActorRow[]>(
      `select ${ACTOR}, api_key.scopes, coalesce(api_key.last_used_at < now() - interval '1 minute', true) as is_old
       from api_key join app_user on app_user.id = api_key.user_id
       join workspace on workspace.id = api_key.workspace_id
       join membership on membership.user_id = app_user.id and membership.workspace_id = workspace.id
       where secret_hash = $1 and revoked_at is null and api_key.expires_at > now()`,
      [secretHash],
    );
    const row = rows[0] as (ActorRow & { readonly is_old: boolean }) | undefined;
    if (row === undefined) return undefined;
    if (row.is_old)
      await this.#source.query('update api_key set last_used_at = now() where secret_hash = $1', [secretHash]);
    return toActor(row);
  }

  async listApiKeys({
    workspaceId,
    userId,
  }: {
    readonly workspaceId: string;
    readonly userId: string;
  }): Promise<readonly ApiKey[]> {
    const keys = await this.#source.manager.find(ApiKeyEntity, {
      where: { workspaceId, userId, revokedAt: IsNull() },
      order: { createdAt: 'DESC' },
    });
    return keys.map(toApiKey);
  }

  async revokeApiKey({
    workspaceId,
    userId,
    id,
  }: {
    readonly workspaceId: string;
    readonly userId: string;
    readonly id: string;
  }): Promise<boolean> {
    if (!isUuid(id)) return false;
    const result = await this.#source.manager.update(
      ApiKeyEntity,
      { id, workspaceId, userId, revokedAt: IsNull() },
      { revokedAt: new Date() },
    );
    return (result.affected ?? 0) > 0;
  }

  async findWorkspace(slug: string): Promise<Workspace | undefined> {
    return (await this.#source.manager.findOneBy(WorkspaceEntity, { slug })) ?? undefined;
  }

  ensureWorkspace(request: { readonly slug: string; readonly name: string }): Promise<Workspace> {
    return ensureWorkspace(this.#source.manager, this.#ids, request);
  }
}

async function ensureWorkspace(
  manager: EntityManager,
  ids: Ids,
  { slug, name }: { readonly slug: string; readonly name: string },
): Promise<Workspace> {
  await manager.query(
    'insert into workspace (id, slug, name) values ($1::uuid, $2, $3) on conflict (slug) do nothing',
    [ids.runId(), slug, name],
  );
  const { id, name: stored, stage } = await manager.findOneByOrFail(WorkspaceEntity, { slug });
  return { id, slug, name: stored, stage };
}

function toActor(row: ActorRow): Actor {
  return {
    userId: row.user_id,
    email: row.email,
    name: row.name,
    role: row.role,
    workspace: { id: row.workspace_id, slug: row.slug, name: row.workspace_name, stage: row.stage },
    ...(row.scopes === undefined ? {} : { scopes: row.scopes }),
  };
}

function toApiKey({ id, name, prefix, scopes, createdAt, expiresAt, lastUsedAt }: ApiKeyEntity): ApiKey {
  return {
    id,
    name,
    prefix,
    scopes,
    createdAtMs: createdAt.getTime(),
    expiresAtMs: expiresAt.getTime(),
    ...(lastUsedAt === null ? {} : { lastUsedAtMs: lastUsedAt.getTime() }),
  };
}
