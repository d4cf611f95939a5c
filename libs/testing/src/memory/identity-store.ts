import {
  RuntimeError,
  type Actor,
  type ApiKey,
  type Clock,
  type IdentityStore,
  type Ids,
  type OwnWorkspace,
  type Role,
  type User,
  type Workspace,
  type WorkspaceStore,
} from '@millrace/runtime';
import { atOnce } from './at-once.ts';

interface Session {
  readonly userId: string;
  readonly workspaceId?: string;
  readonly idleUntilMs: number;
  readonly expiresAtMs: number;
}
interface KeyRow {
  readonly key: ApiKey;
  readonly secretHash: string;
  readonly userId: string;
  readonly workspaceId: string;
  readonly isRevoked: boolean;
}
interface Owner {
  readonly userId: string;
  readonly workspaceId: string;
}
interface Membership extends Owner {
  readonly role: Role;
}

const MINUTE_MS = 60_000;

/** People, their workspaces, sessions and API keys in memory, with the promises of the real stores. */
export class MemoryIdentityStore implements IdentityStore, WorkspaceStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #ids: Ids;
  readonly #users = new Map<string, User>();
  readonly #workspaces = new Map<string, Workspace>();
  readonly #sessions = new Map<string, Session>();
  readonly #keys = new Map<string, KeyRow>();
  readonly #memberships: Membership[] = [];

  constructor(clock: Pick<Clock, 'nowMs'>, ids: Ids) {
    this.#clock = clock;
    this.#ids = ids;
  }

  hasOwner(): Promise<boolean> {
    return atOnce(() => {
      return this.#memberships.some(({ role }) => role === 'owner');
    });
  }

  createOwner({
    workspace: wanted,
    ...person
  }: Parameters<IdentityStore['createOwner']>[0]): Promise<{ readonly userId: string; readonly workspaceId: string }> {
    return atOnce(() => {
      if (this.#memberships.some(({ role }) => role === 'owner'))
        throw new RuntimeError('auth.owner_exists', 'This installation has its owner already.');
      const workspace = { ...this.#ensureWorkspace(wanted), name: wanted.name };
      this.#workspaces.set(workspace.slug, workspace);
      const user = { id: this.#ids.runId(), ...person };
      this.#users.set(user.id, user);
      const owner = { userId: user.id, workspaceId: workspace.id };
      this.#memberships.push({ ...owner, role: 'owner' });
      return owner;
    });
  }

  findUserByEmail(email: string): Promise<User | undefined> {
    return atOnce(() => {
      return [...this.#users.values()].find((user) => user.email.toLowerCase() === email.toLowerCase());
    });
  }

  updatePasswordHash({
    userId,
    passwordHash,
  }: {
    readonly userId: string;
    readonly passwordHash: string;
  }): Promise<void> {
    return atOnce(() => {
      const user = this.#users.get(userId);
      if (user !== undefined) this.#users.set(userId, { ...user, passwordHash });
    });
  }

  createSession({
    tokenHash,
    userId,
    idleSeconds,
    totalSeconds,
  }: Parameters<IdentityStore['createSession']>[0]): Promise<void> {
    return atOnce(() => {
      const nowMs = this.#clock.nowMs();
      const session = { userId, idleUntilMs: nowMs + idleSeconds * 1000, expiresAtMs: nowMs + totalSeconds * 1000 };
      this.#sessions.set(tokenHash, session);
    });
  }

  findSessionActor({
    tokenHash,
    idleSeconds,
  }: {
    readonly tokenHash: string;
    readonly idleSeconds: number;
  }): Promise<Actor | undefined> {
    return atOnce(() => {
      const session = this.#sessions.get(tokenHash);
      const nowMs = this.#clock.nowMs();
      if (session === undefined || session.idleUntilMs <= nowMs || session.expiresAtMs <= nowMs) return undefined;
      this.#sessions.set(tokenHash, { ...session, idleUntilMs: nowMs + idleSeconds * 1000 });
      const own = this.#ownOf(session.userId);
      return this.#actorOf(session.userId, own.find(({ workspace }) => workspace.id === session.workspaceId) ?? own[0]);
    });
  }

  removeSession(tokenHash: string): Promise<void> {
    return atOnce(() => {
      this.#sessions.delete(tokenHash);
    });
  }

  createApiKey({
    workspaceId,
    userId,
    secretHash,
    ...shown
  }: Parameters<IdentityStore['createApiKey']>[0]): Promise<ApiKey> {
    return atOnce(() => {
      const key = { ...shown, id: this.#ids.runId(), createdAtMs: this.#clock.nowMs() };
      this.#keys.set(key.id, { key, secretHash, userId, workspaceId, isRevoked: false });
      return key;
    });
  }

  findApiKeyActor(secretHash: string): Promise<Actor | undefined> {
    return atOnce(() => {
      const nowMs = this.#clock.nowMs();
      const row = [...this.#keys.values()].find(
        (found) => found.secretHash === secretHash && !found.isRevoked && found.key.expiresAtMs > nowMs,
      );
      if (row === undefined) return undefined;
      const { lastUsedAtMs = -Infinity } = row.key;
      if (lastUsedAtMs < nowMs - MINUTE_MS)
        this.#keys.set(row.key.id, { ...row, key: { ...row.key, lastUsedAtMs: nowMs } });
      const own = this.#ownOf(row.userId);
      const actor = this.#actorOf(
        row.userId,
        own.find(({ workspace }) => workspace.id === row.workspaceId),
      );
      return actor && { ...actor, scopes: row.key.scopes };
    });
  }

  listApiKeys(owner: Owner): Promise<readonly ApiKey[]> {
    return atOnce(() => {
      return [...this.#keys.values()]
        .filter((row) => isOf(row, owner))
        .map(({ key }) => key)
        .reverse();
    });
  }

  revokeApiKey({ id, ...owner }: Owner & { readonly id: string }): Promise<boolean> {
    return atOnce(() => {
      const row = this.#keys.get(id);
      if (row === undefined || !isOf(row, owner)) return false;
      this.#keys.set(id, { ...row, isRevoked: true });
      return true;
    });
  }

  findWorkspace(slug: string): Promise<Workspace | undefined> {
    return atOnce(() => {
      return this.#workspaces.get(slug);
    });
  }

  /** The id that `findWorkspace` would find, at once. */
  readWorkspaceId(slug: string): string | undefined {
    return this.#workspaces.get(slug)?.id;
  }

  readSlug(workspaceId: string): string {
    return [...this.#workspaces].find(([, { id }]) => id === workspaceId)?.[0] ?? '';
  }

  ensureWorkspace(request: { readonly slug: string; readonly name: string }): Promise<Workspace> {
    return atOnce(() => {
      return this.#ensureWorkspace(request);
    });
  }

  #ensureWorkspace({ slug, name }: { readonly slug: string; readonly name: string }): Workspace {
    const workspace = this.#workspaces.get(slug) ?? {
      id: this.#ids.runId(),
      slug,
      name,
      stage: 'development' as const,
    };
    this.#workspaces.set(slug, workspace);
    return workspace;
  }

  list(userId: string): Promise<readonly OwnWorkspace[]> {
    return atOnce(() => [...this.#ownOf(userId)].sort((a, b) => (a.workspace.slug < b.workspace.slug ? -1 : 1)));
  }

  find({ userId, slug }: Parameters<WorkspaceStore['find']>[0]): Promise<OwnWorkspace | undefined> {
    return atOnce(() => this.#ownOf(userId).find(({ workspace }) => workspace.slug === slug));
  }

  create({ userId, limit, ...shown }: Parameters<WorkspaceStore['create']>[0]): Promise<Workspace> {
    return atOnce(() => {
      if (this.#ownOf(userId).length >= limit)
        throw new RuntimeError('workspace.limit_reached', `You belong to ${limit} workspaces.`, { detail: { limit } });
      if (this.#workspaces.has(shown.slug))
        throw new RuntimeError('workspace.slug_taken', `There is a workspace "${shown.slug}" already.`);
      const workspace = { id: this.#ids.runId(), ...shown };
      this.#workspaces.set(workspace.slug, workspace);
      this.#memberships.push({ userId, workspaceId: workspace.id, role: 'owner' });
      return workspace;
    });
  }

  change({ workspaceId, ...changes }: Parameters<WorkspaceStore['change']>[0]): Promise<Workspace> {
    return atOnce(() => {
      const found = [...this.#workspaces.values()].find(({ id }) => id === workspaceId);
      if (found === undefined) throw new RuntimeError('workspace.not_found', 'The workspace is not there any more.');
      const changed = { ...found, ...changes };
      this.#workspaces.set(changed.slug, changed);
      return changed;
    });
  }

  enter({ tokenHash, workspaceId }: Parameters<WorkspaceStore['enter']>[0]): Promise<boolean> {
    return atOnce(() => {
      const session = this.#sessions.get(tokenHash);
      const nowMs = this.#clock.nowMs();
      if (session === undefined || session.idleUntilMs <= nowMs || session.expiresAtMs <= nowMs) return false;
      if (!this.#ownOf(session.userId).some(({ workspace }) => workspace.id === workspaceId)) return false;
      this.#sessions.set(tokenHash, { ...session, workspaceId });
      return true;
    });
  }

  /** The oldest first. */
  #ownOf(userId: string): readonly OwnWorkspace[] {
    const own = this.#memberships.filter((membership) => membership.userId === userId);
    return [...this.#workspaces.values()].flatMap((workspace) => {
      const role = own.find(({ workspaceId }) => workspaceId === workspace.id)?.role;
      return role === undefined ? [] : [{ workspace, role }];
    });
  }

  #actorOf(userId: string, own: OwnWorkspace | undefined): Actor | undefined {
    const user = this.#users.get(userId);
    return user && own && { userId, email: user.email, name: user.name, ...own };
  }
}

function isOf(row: KeyRow, { workspaceId, userId }: Owner): boolean {
  return row.workspaceId === workspaceId && row.userId === userId && !row.isRevoked;
}
