import type {
  Clock,
  Connection,
  ConnectionStore,
  ConnectorUse,
  EncryptionKeyRecord,
  Page,
  SealedConnection,
  SealedFields,
} from '@millrace/runtime';
import { atOnce } from './at-once.ts';

const HOUR_MS = 3_600_000;

/** Connections in memory, with the promises of the real store. */
export class MemoryConnectionStore implements ConnectionStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #connections = new Map<string, SealedConnection>();
  /** When the daily test took which. */
  readonly #testedAtMs = new Map<string, number>();
  #keys: readonly EncryptionKeyRecord[] = [];

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  create({ quota, sealed, ...made }: Parameters<ConnectionStore['create']>[0]): ReturnType<ConnectionStore['create']> {
    return atOnce(() => {
      const siblings = this.#of(made.workspaceId);
      if (siblings.length >= quota) return { kind: 'quota_reached' };
      if (siblings.some(({ name }) => name === made.name)) return { kind: 'name_taken' };
      const nowMs = this.#clock.nowMs();
      const current = { version: 1, sealed };
      const { use, ...rest } = made;
      const used = use === undefined ? {} : { use: { ...use, health: { state: 'unknown' as const } } };
      const connection = { ...rest, ...used, version: 1, createdAtMs: nowMs, updatedAtMs: nowMs, current };
      this.#connections.set(made.id, connection);
      return { kind: 'created', connection: toConnection(connection) };
    });
  }

  list(request: Parameters<ConnectionStore['list']>[0]): Promise<Page<Connection>> {
    return atOnce(() => {
      const { workspaceId, connector, cursor = '', limit } = request;
      const names = this.#of(workspaceId).filter(
        ({ name, use }) => name > cursor && (connector === undefined || use?.connector === connector),
      );
      const sorted = names.sort((left, right) => (left.name < right.name ? -1 : 1));
      const items = sorted.slice(0, limit).map((connection) => toConnection(this.#asOfNow(connection)));
      const last = sorted.length > limit ? items.at(-1)?.name : undefined;
      return { items, ...(last === undefined ? {} : { nextCursor: last }) };
    });
  }

  find({ workspaceId, name }: Parameters<ConnectionStore['find']>[0]): Promise<SealedConnection | undefined> {
    return atOnce(() => {
      const found = this.#of(workspaceId).find((connection) => connection.name === name);
      return found && this.#asOfNow(found);
    });
  }

  replace(request: Parameters<ConnectionStore['replace']>[0]): Promise<Connection | 'changed'> {
    return atOnce(() => {
      const { workspaceId, id, fieldNames, next, previousSeconds, use } = request;
      const found = this.#connections.get(id);
      if (found?.workspaceId !== workspaceId || found.version !== next.version - 1) return 'changed';
      const nowMs = this.#clock.nowMs();
      const kept = { previous: found.current, previousUntilMs: nowMs + previousSeconds * 1000 };
      const replaced = {
        ...withoutPrevious(found),
        fieldNames,
        version: next.version,
        current: next,
        updatedAtMs: nowMs,
        ...(previousSeconds > 0 ? kept : {}),
        ...(found.use === undefined ? {} : { use: renewed(found.use, use) }),
      };
      this.#connections.set(id, replaced);
      return toConnection(replaced);
    });
  }

  noteHealth(request: Parameters<ConnectionStore['noteHealth']>[0]): Promise<void> {
    return atOnce(() => {
      const { id, version, state, detail, account, isMended = false } = request;
      const found = this.#connections.get(id);
      if (found?.use === undefined || found.version !== version) return;
      const before = found.use.health;
      if (before.state === 'needs_person' && state !== 'needs_person' && !isMended) return;
      const sinceMs = before.state === state ? before.sinceMs : this.#clock.nowMs();
      const health = {
        state,
        ...(sinceMs === undefined ? {} : { sinceMs }),
        ...(detail === undefined ? {} : { detail }),
      };
      const known = account === undefined ? {} : { account: { ...found.use.account, ...account } };
      this.#connections.set(id, { ...found, use: { ...found.use, ...known, health } });
    });
  }

  takeUntested({
    usedWithinDays,
    untestedHours,
  }: Parameters<ConnectionStore['takeUntested']>[0]): Promise<Connection | undefined> {
    return atOnce(() => {
      const nowMs = this.#clock.nowMs();
      const testedAtMs = ({ id }: SealedConnection): number => this.#testedAtMs.get(id) ?? -Infinity;
      const [found] = [...this.#connections.values()]
        .filter(({ use }) => use !== undefined && use.health.state !== 'needs_person')
        .filter(({ use }) => (use?.lastUsedAtMs ?? -Infinity) > nowMs - usedWithinDays * 24 * HOUR_MS)
        .filter((connection) => testedAtMs(connection) <= nowMs - untestedHours * HOUR_MS)
        .sort((left, right) => testedAtMs(left) - testedAtMs(right));
      if (found === undefined) return undefined;
      this.#testedAtMs.set(found.id, nowMs);
      return toConnection(this.#asOfNow(found));
    });
  }

  noteUse({ id, isGood }: Parameters<ConnectionStore['noteUse']>[0]): Promise<void> {
    return atOnce(() => {
      const found = this.#connections.get(id);
      if (found?.use === undefined) return;
      const nowMs = this.#clock.nowMs();
      const good = isGood ? { lastGoodAtMs: nowMs } : {};
      this.#connections.set(id, { ...found, use: { ...found.use, lastUsedAtMs: nowMs, ...good } });
    });
  }

  remove({ workspaceId, name }: Parameters<ConnectionStore['remove']>[0]): Promise<boolean> {
    return atOnce(() => {
      const found = this.#of(workspaceId).find((connection) => connection.name === name);
      return found !== undefined && this.#connections.delete(found.id);
    });
  }

  ensureKey(first: Parameters<ConnectionStore['ensureKey']>[0]): Promise<readonly EncryptionKeyRecord[]> {
    return atOnce(() => {
      if (this.#keys.length === 0 && first !== undefined) this.#keys = [{ ...first, state: 'active' }];
      return this.#keys;
    });
  }

  #of(workspaceId: string): SealedConnection[] {
    return [...this.#connections.values()].filter((connection) => connection.workspaceId === workspaceId);
  }

  #asOfNow(connection: SealedConnection): SealedConnection {
    const { previousUntilMs = 0 } = connection;
    return previousUntilMs > this.#clock.nowMs() ? connection : withoutPrevious(connection);
  }
}

/** Whether the new fields work is not known, nor whose they are. */
function renewed(
  { connector, authKind, fields, lastUsedAtMs, lastGoodAtMs }: ConnectorUse,
  next: Pick<ConnectorUse, 'fields' | 'allowedHosts'> | undefined,
): ConnectorUse {
  return {
    ...{ connector, authKind, fields, ...next },
    health: { state: 'unknown' },
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAtMs }),
    ...(lastGoodAtMs === undefined ? {} : { lastGoodAtMs }),
  };
}

function withoutPrevious(connection: SealedConnection): SealedConnection {
  const hidden: readonly string[] = ['previous', 'previousUntilMs'] satisfies readonly (keyof SealedConnection)[];
  return Object.fromEntries(
    Object.entries(connection).filter(([member]) => !hidden.includes(member)),
  ) as unknown as SealedConnection;
}

/** Without what is sealed. */
function toConnection(connection: SealedConnection & { readonly current: SealedFields }): Connection {
  const sealed: readonly string[] = ['current', 'previous'] satisfies readonly (keyof SealedConnection)[];
  return Object.fromEntries(
    Object.entries(connection).filter(([member]) => !sealed.includes(member)),
  ) as unknown as Connection;
}
