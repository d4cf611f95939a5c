import {
  RuntimeError,
  type Actor,
  type ApiKey,
  type Clock,
  type IdentityStore,
  type Ids,
  type User,
  type Workspace,
} from '@millrace/runtime';
import { atOnce } from './at-once.ts';

interface Session {
  readonly userId: string;
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

const MINUTE_MS = 60_000;

/** People, sessions and API keys in memory, with the promises of the real store. Its only member is the owner. */
export class MemoryIdentityStore implements IdentityStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #ids: Ids;
  readonly #users = new Map<string, User>();
  readonly #workspaces = new Map<string, Workspace>();
  readonly #sessions = new Map<string, Session>();
  readonly #keys = new Map<string, KeyRow>();
  #owner: Owner | undefined;

  constructor(clock: Pick<Clock, 'nowMs'>, ids: Ids) {
    this.#clock = clock;
    this.#ids = ids;
  }

  hasOwner(): Promise<boolean> {
    return atOnce(() => {
      return this.#owner !== undefined;
    });
  }

  createOwner({
    workspace: wanted,
    ...person
  }: Parameters<IdentityStore['createOwner']>[0]): Promise<{ readonly userId: string; readonly workspaceId: string }> {
    return atOnce(() => {
      if (this.#owner !== undefined)
        throw new RuntimeError('auth.owner_exists', 'This installation has its owner already.');
      const workspace = { ...this.#ensureWorkspace(wanted), name: wanted.name };
      this.#workspaces.set(workspace.slug, workspace);
      const user = { id: this.#ids.runId(), ...person };
      this.#users.set(user.id, user);
      this.#owner = { userId: user.id, workspaceId: workspace.id };
      return this.#owner;
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
      return this.#actorOf(session.userId);
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
      const actor = this.#actorOf(row.userId);
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

  ensureWorkspace(request: { readonly slug: string; readonly name: string }): Promise<Workspace> {
    return atOnce(() => {
      return this.#ensureWorkspace(request);
    });
  }

  #ensureWorkspace({ slug, name }: { readonly slug: string; readonly name: string }): Workspace {
    const workspace = this.#workspaces.get(slug) ?? { id: this.#ids.runId(), slug, name };
    this.#workspaces.set(slug, workspace);
    return workspace;
  }

  #actorOf(userId: string): Actor | undefined {
    const user = this.#users.get(userId);
    const workspace = [...this.#workspaces.values()].find(({ id }) => id === this.#owner?.workspaceId);
    if (user === undefined || workspace === undefined || this.#owner?.userId !== userId) return undefined;
    return { userId, email: user.email, name: user.name, role: 'owner', workspace };
  }
}

function isOf(row: KeyRow, { workspaceId, userId }: Owner): boolean {
  return row.workspaceId === workspaceId && row.userId === userId && !row.isRevoked;
}
