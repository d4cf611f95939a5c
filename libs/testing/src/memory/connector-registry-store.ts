import {
  decideApproval,
  findUnapproved,
  permissionsOf,
  type Approval,
  type Clock,
  type ConnectorPermissions,
  type ConnectorRegistryStore,
  type ConnectorVersion,
  type NewConnectorVersion,
  type RegisteredConnector,
} from '@millrace/runtime';
import { atOnce } from './at-once.ts';

interface KeptVersion extends Omit<NewConnectorVersion, 'state'>, Pick<ConnectorVersion, 'state' | 'publishedAtMs'> {
  readonly successor?: string;
  readonly approvedAtMs?: number;
}
type Store = ConnectorRegistryStore;

const NO_APPROVAL = { isApproved: false, toApprove: [] } as const;
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

  publish(request: Parameters<Store['publish']>[0]): ReturnType<Store['publish']> {
    return atOnce(() => {
      const { version, promote, approved = [], actionNames = {} } = request;
      const { workspaceId, name, signedBy } = version;
      const known = this.#connectors.get(keyOf(workspaceId, name));
      if (known?.ownerKeyId !== undefined && known.ownerKeyId !== signedBy) return { kind: 'name_taken' };
      const versionKey = keyOf(workspaceId, name, version.version);
      if (!mayFollow(this.#versions.get(versionKey), version)) return { kind: 'version_taken' };
      const isDraft = version.state === 'draft';
      // A draft settles nothing about the name.
      const owner = !isDraft && !this.#wasPublished(workspaceId, name) ? signedBy : undefined;
      this.#versions.set(versionKey, { ...version, publishedAtMs: this.#clock.nowMs() });
      const approval = isDraft ? NO_APPROVAL : this.#approve(version, { promote, given: approved });
      const isLatest = !isDraft && promote && approval.toApprove.length === 0;
      this.#settleName(version, { owner, isLatest, actionNames });
      return { kind: 'published', isLatest, ...approval };
    });
  }

  #settleName(
    { workspaceId, name, version }: NewConnectorVersion,
    {
      owner,
      isLatest,
      actionNames,
    }: { readonly owner: string | undefined; readonly isLatest: boolean } & Pick<RegisteredConnector, 'actionNames'>,
  ): void {
    const key = keyOf(workspaceId, name);
    const known = this.#connectors.get(key);
    this.#connectors.set(key, {
      ...(known ?? { workspaceId, name }),
      ...(owner === undefined ? {} : { ownerKeyId: owner }),
      ...(isLatest ? { latestVersion: version } : {}),
      actionNames: { ...known?.actionNames, ...actionNames },
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

  peekLatest(workspaceId: string): ReturnType<Store['peekLatest']> {
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
          return { ...listed, permissions: permissionsOf(manifest) };
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

  listApproved(name: Parameters<Store['listApproved']>[0]): ReturnType<Store['listApproved']> {
    return atOnce(() => this.#approved(name));
  }

  promote(request: Parameters<Store['promote']>[0]): ReturnType<Store['promote']> {
    return atOnce(() => {
      const { workspaceId, name, version, approved = [] } = request;
      const key = keyOf(workspaceId, name);
      const connector = this.#connectors.get(key);
      const found = this.#versions.get(keyOf(workspaceId, name, version));
      if (connector === undefined || (found?.state !== 'published' && found?.state !== 'deprecated'))
        return { kind: 'missing' };
      const { blockedBecause: reason } = this.#asKnown(found);
      if (reason !== undefined) return { kind: 'blocked', reason };
      const { toApprove } = this.#approve(request, { promote: true, given: approved });
      if (toApprove.length > 0) return { kind: 'unapproved', toApprove };
      this.#connectors.set(key, { ...connector, latestVersion: version });
      return { kind: 'promoted' };
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
    const all = this.#of(workspaceId).filter(({ name }) => name === wanted);
    const isAnyApproved = all.some(({ approvedAtMs }) => approvedAtMs !== undefined);
    const wasPublished = this.#wasPublished(workspaceId, wanted);
    return all
      .filter(({ state }) => state !== 'yanked' && (state !== 'draft' || !wasPublished))
      .filter(({ approvedAtMs }) => approvedAtMs !== undefined || !isAnyApproved)
      .at(-1)?.version;
  }

  #approved({ workspaceId, name }: { readonly workspaceId: string; readonly name: string }): ConnectorPermissions[] {
    return this.#of(workspaceId)
      .map((version) => this.#asKnown(version))
      .filter((one) => one.name === name && one.approvedAtMs !== undefined && one.blockedBecause === undefined)
      .reverse()
      .map(({ manifest }) => permissionsOf(manifest));
  }

  #approve(
    { workspaceId, name, version }: Pick<KeptVersion, 'workspaceId' | 'name' | 'version'>,
    how: { readonly promote: boolean; readonly given: readonly string[] },
  ): Approval {
    const found = this.#versions.get(keyOf(workspaceId, name, version));
    if (found === undefined) return NO_APPROVAL;
    if (found.approvedAtMs !== undefined) return { isApproved: true, toApprove: [] };
    const permissions = permissionsOf(found.manifest);
    const approval = decideApproval({ wanted: permissions, approved: this.#approved(found), ...how });
    for (const one of approval.isApproved ? this.#of(workspaceId) : [])
      if (one.name === name && one.state !== 'draft' && one.approvedAtMs === undefined)
        if (findUnapproved(permissionsOf(one.manifest), [permissions]).length === 0)
          this.#versions.set(keyOf(workspaceId, name, one.version), { ...one, approvedAtMs: this.#clock.nowMs() });
    return approval;
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
