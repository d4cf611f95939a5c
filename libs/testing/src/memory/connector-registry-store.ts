import type { JsonObject } from '@millrace/machine';
import type {
  Clock,
  ConnectorRegistryStore,
  ConnectorVersion,
  NewConnectorVersion,
  RegisteredConnector,
} from '@millrace/runtime';
import { atOnce } from './at-once.ts';

interface KeptVersion extends Omit<NewConnectorVersion, 'state'>, Pick<ConnectorVersion, 'state' | 'publishedAtMs'> {
  readonly successor?: string;
}
type Store = ConnectorRegistryStore;

const keyOf = (...parts: readonly string[]): string => parts.join('\n');

/** A draft may be replaced, by its author. */
const mayFollow = (before: KeptVersion | undefined, { state, authorId }: NewConnectorVersion): boolean =>
  before === undefined || (before.state === 'draft' && state === 'draft' && before.authorId === authorId);

/** Published connectors in memory, with the promises of the real store. */
export class MemoryConnectorRegistryStore implements ConnectorRegistryStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #connectors = new Map<string, RegisteredConnector>();
  readonly #versions = new Map<string, KeptVersion>();
  readonly #blocked = new Map<string, string>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  publish({ version, promote, actionNames = {} }: Parameters<Store['publish']>[0]): ReturnType<Store['publish']> {
    return atOnce(() => {
      const { workspaceId, name, signedBy } = version;
      const key = keyOf(workspaceId, name);
      const known = this.#connectors.get(key);
      if (known?.ownerKeyId !== undefined && known.ownerKeyId !== signedBy) return 'name_taken';
      const versionKey = keyOf(workspaceId, name, version.version);
      if (!mayFollow(this.#versions.get(versionKey), version)) return 'version_taken';
      // A draft settles nothing about the name.
      const isFirst = version.state === 'published' && !this.#wasPublished(workspaceId, name);
      this.#versions.set(versionKey, { ...version, publishedAtMs: this.#clock.nowMs() });
      const isLatest = promote && version.state === 'published';
      this.#connectors.set(key, {
        ...(known ?? { workspaceId, name }),
        ...(isFirst && signedBy !== undefined ? { ownerKeyId: signedBy } : {}),
        ...(isLatest ? { latestVersion: version.version } : {}),
        actionNames: { ...known?.actionNames, ...actionNames },
      });
      return 'published';
    });
  }

  findConnector({ workspaceId, name }: Parameters<Store['findConnector']>[0]): ReturnType<Store['findConnector']> {
    return atOnce(() => this.#connectors.get(keyOf(workspaceId, name)));
  }

  find({ workspaceId, name, version }: Parameters<Store['find']>[0]): ReturnType<Store['find']> {
    return atOnce(() => {
      const wanted =
        version ?? this.#connectors.get(keyOf(workspaceId, name))?.latestVersion ?? this.#newest(workspaceId, name);
      const found = wanted === undefined ? undefined : this.#versions.get(keyOf(workspaceId, name, wanted));
      return found && this.#asKnown(found);
    });
  }

  peek(request: Parameters<Store['peek']>[0]): ReturnType<Store['peek']> {
    return this.find(request);
  }

  readPackage({ workspaceId, name, version }: Parameters<Store['readPackage']>[0]): ReturnType<Store['readPackage']> {
    return atOnce(() => this.#versions.get(keyOf(workspaceId, name, version))?.package);
  }

  readDocument({
    workspaceId,
    name,
    version,
  }: Parameters<Store['readDocument']>[0]): ReturnType<Store['readDocument']> {
    return atOnce(() => this.#versions.get(keyOf(workspaceId, name, version))?.document);
  }

  listLatest(workspaceId: string): ReturnType<Store['listLatest']> {
    return atOnce(() =>
      [...this.#connectors.values()]
        .filter((connector) => connector.workspaceId === workspaceId)
        .sort((left, right) => (left.name < right.name ? -1 : 1))
        .flatMap(({ name, latestVersion }) => {
          const found = this.#versions.get(keyOf(workspaceId, name, latestVersion ?? ''));
          return found === undefined ? [] : [this.#asKnown(found)];
        }),
    );
  }

  listVersions({ workspaceId, name }: Parameters<Store['listVersions']>[0]): ReturnType<Store['listVersions']> {
    return atOnce(() =>
      this.#of(workspaceId)
        .filter((version) => version.name === name)
        .reverse()
        .map((version) => {
          const { manifest, icon: _, readme: __, source: ___, ...listed } = this.#asKnown(version);
          return { ...listed, permissions: (manifest.permissions ?? {}) as JsonObject };
        }),
    );
  }

  listNumbers(workspaceId: string): ReturnType<Store['listNumbers']> {
    return atOnce(() => {
      const numbers: Record<string, string[]> = {};
      for (const { name, version, state } of this.#of(workspaceId))
        if (state === 'published' || state === 'deprecated') (numbers[name] ??= []).unshift(version);
      return numbers;
    });
  }

  promote({ workspaceId, name, version }: Parameters<Store['promote']>[0]): ReturnType<Store['promote']> {
    return atOnce(() => {
      const key = keyOf(workspaceId, name);
      const connector = this.#connectors.get(key);
      const state = this.#versions.get(keyOf(workspaceId, name, version))?.state;
      if (connector === undefined || (state !== 'published' && state !== 'deprecated')) return false;
      this.#connectors.set(key, { ...connector, latestVersion: version });
      return true;
    });
  }

  setState(request: Parameters<Store['setState']>[0]): ReturnType<Store['setState']> {
    return atOnce(() => {
      const { workspaceId, name, version, state, successor } = request;
      const key = keyOf(workspaceId, name, version);
      const found = this.#versions.get(key);
      if (found === undefined || found.state === 'draft') return false;
      const { successor: _, ...kept } = found;
      this.#versions.set(key, { ...kept, state, ...(successor === undefined ? {} : { successor }) });
      const connector = this.#connectors.get(keyOf(workspaceId, name));
      if (state === 'yanked' && connector?.latestVersion === version) {
        const { latestVersion: __, ...rest } = connector;
        this.#connectors.set(keyOf(workspaceId, name), rest);
      }
      return true;
    });
  }

  block({ workspaceId, sha512, reason }: Parameters<Store['block']>[0]): Promise<void> {
    return atOnce(() => void this.#blocked.set(keyOf(workspaceId, sha512), reason));
  }

  unblock({ workspaceId, sha512 }: Parameters<Store['unblock']>[0]): Promise<void> {
    return atOnce(() => void this.#blocked.delete(keyOf(workspaceId, sha512)));
  }

  #newest(workspaceId: string, wanted: string): string | undefined {
    const states: readonly ConnectorVersion['state'][] = this.#wasPublished(workspaceId, wanted)
      ? ['published', 'deprecated']
      : ['draft'];
    return this.#of(workspaceId)
      .filter(({ name, state }) => name === wanted && states.includes(state))
      .at(-1)?.version;
  }

  #wasPublished(workspaceId: string, wanted: string): boolean {
    return this.#of(workspaceId).some(({ name, state }) => name === wanted && state !== 'draft');
  }

  #of(workspaceId: string): KeptVersion[] {
    return [...this.#versions.values()].filter((version) => version.workspaceId === workspaceId);
  }

  #asKnown({ package: _, document: __, ...version }: KeptVersion): ConnectorVersion {
    const reason = this.#blocked.get(keyOf(version.workspaceId, version.sha512));
    return { ...version, ...(reason === undefined ? {} : { blockedBecause: reason }) };
  }
}
