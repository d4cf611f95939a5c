import {
  RuntimeError,
  type Ids,
  type OwnWorkspace,
  type Role,
  type Workspace,
  type WorkspaceStore,
} from '@millrace/runtime';
import type { DataSource } from 'typeorm';
import { MembershipEntity, WorkspaceEntity } from './entities/people.entity.ts';
import { isUniqueViolation } from './postgres-errors.ts';

type OwnRow = Workspace & { readonly role: Role };

const OWN = `select workspace.id, slug, workspace.name, stage, role
  from membership join workspace on workspace.id = membership.workspace_id where user_id = $1::uuid`;

/** The workspaces of people in Postgres. */
export class PostgresWorkspaceStore implements WorkspaceStore {
  readonly #source: DataSource;
  readonly #ids: Ids;

  constructor(source: DataSource, ids: Ids) {
    this.#source = source;
    this.#ids = ids;
  }

  async list(userId: string): Promise<readonly OwnWorkspace[]> {
    return (await this.#source.query<OwnRow[]>(`${OWN} order by slug`, [userId])).map(toOwn);
  }

  async find({ userId, slug }: { readonly userId: string; readonly slug: string }): Promise<OwnWorkspace | undefined> {
    const [row] = await this.#source.query<OwnRow[]>(`${OWN} and slug = $2::text`, [userId, slug]);
    return row && toOwn(row);
  }

  async create({ userId, limit, ...shown }: Parameters<WorkspaceStore['create']>[0]): Promise<Workspace> {
    const workspace = { id: this.#ids.runId(), ...shown };
    try {
      await this.#source.transaction(async (manager) => {
        // Whoever makes two at once waits here: both would count the same.
        await manager.query('select 1 from app_user where id = $1::uuid for update', [userId]);
        if ((await manager.countBy(MembershipEntity, { userId })) >= limit) throw tooMany(limit);
        await manager.insert(WorkspaceEntity, workspace);
        await manager.insert(MembershipEntity, { workspaceId: workspace.id, userId, role: 'owner' });
      });
    } catch (cause) {
      if (!isUniqueViolation(cause)) throw cause;
      const message = `There is a workspace "${shown.slug}" already. Choose another name for addresses.`;
      throw new RuntimeError('workspace.slug_taken', message, { cause });
    }
    return workspace;
  }

  async change({ workspaceId, ...changes }: Parameters<WorkspaceStore['change']>[0]): Promise<Workspace> {
    const { manager } = this.#source;
    if (Object.keys(changes).length > 0) await manager.update(WorkspaceEntity, { id: workspaceId }, changes);
    const found = await manager.findOneBy(WorkspaceEntity, { id: workspaceId });
    if (found === null) throw new RuntimeError('workspace.not_found', 'The workspace is not there any more.');
    const { id, slug, name, stage } = found;
    return { id, slug, name, stage };
  }

  async enter({
    tokenHash,
    workspaceId,
  }: {
    readonly tokenHash: string;
    readonly workspaceId: string;
  }): Promise<boolean> {
    const [, count] = await this.#source.query<[unknown, number]>(
      `update session set workspace_id = $2::uuid where token_hash = $1 and expires_at > now() and idle_until > now()
         and exists (select from membership where workspace_id = $2::uuid and user_id = session.user_id)`,
      [tokenHash, workspaceId],
    );
    return count > 0;
  }
}

const tooMany = (limit: number): RuntimeError =>
  new RuntimeError('workspace.limit_reached', `You belong to ${limit} workspaces, and there may be no more.`, {
    detail: { limit },
  });

const toOwn = ({ role, ...workspace }: OwnRow): OwnWorkspace => ({ workspace, role });
