import { compareManifests, findNewPermissions, type Manifest } from '@millrace/connector-sdk/platform';
import type { JsonObject } from '@millrace/machine';
import type { Actor, ConnectorRegistryStore, NewConnectorVersion } from '@millrace/runtime';
import type { WantedConnector } from '../connectors/connector-catalogue.ts';
import type { RegistryDirectory } from '../connectors/registry-directory.ts';
import { ServerError } from '../errors.ts';
import { checkBump, findVersionBefore, type VersionStep } from './check-bump.ts';

/** A version that is checked in itself, whatever it was made of. */
export type CheckedVersion = Omit<NewConnectorVersion, 'workspaceId' | 'state' | 'changes' | 'authorId' | 'authorName'>;
export interface PublishOptions {
  readonly isDraft: boolean;
  readonly promote: boolean;
  /** What a person has said yes to, of what it may do that the latest may not. */
  readonly approved: readonly string[];
  readonly actionNames?: Readonly<Record<string, string>>;
  /** False: what has changed is noted, and a version that says too little of it is taken. Default true. */
  readonly isBumpDemanded?: boolean;
}
export interface PublishedConnector {
  readonly name: string;
  readonly version: string;
  readonly state: 'draft' | 'published';
  readonly isLatest: boolean;
  /** Why it is not the latest, although that was asked for: what somebody has to say yes to first. */
  readonly approvalNeeded: readonly string[];
  readonly step: VersionStep | undefined;
}

/** Publishes versions, and moves the pointer to what new workflows get. */
export class ConnectorPublisher {
  readonly #registry: ConnectorRegistryStore;
  readonly #directory: Pick<RegistryDirectory, 'forget'>;

  constructor(registry: ConnectorRegistryStore, directory: Pick<RegistryDirectory, 'forget'>) {
    this.#registry = registry;
    this.#directory = directory;
  }

  /** What publishing it would mean; rejects as publishing it would. Keeps nothing. */
  async preview(
    actor: Actor,
    checked: Pick<CheckedVersion, 'name' | 'version' | 'manifest' | 'signedBy'>,
    isDraft: boolean,
  ): Promise<PublishedConnector> {
    const { name, version, signedBy } = checked;
    const workspaceId = actor.workspace.id;
    const owner = (await this.#registry.findConnector({ workspaceId, name }))?.ownerKeyId;
    if (owner !== undefined && owner !== signedBy) throw refused('name_taken', checked);
    const there = await this.#registry.peek({ workspaceId, name, version });
    const isReplaced = isDraft && there?.state === 'draft' && there.authorId === actor.userId;
    if (there !== undefined && !isReplaced) throw refused('version_taken', checked);
    const step = isDraft ? undefined : await this.#stepOf(actor, checked, true);
    return { name, version, state: isDraft ? 'draft' : 'published', isLatest: false, approvalNeeded: [], step };
  }

  async #stepOf(
    { workspace }: Actor,
    { name, version, manifest }: Pick<CheckedVersion, 'name' | 'version' | 'manifest'>,
    isBumpDemanded: boolean,
  ): Promise<VersionStep | undefined> {
    const numbers = (await this.#registry.listNumbers(workspace.id))[name] ?? [];
    const before = findVersionBefore(numbers, version);
    if (before === undefined) return undefined;
    const known = await this.#registry.find({ workspaceId: workspace.id, name, version: before });
    if (known === undefined) return undefined;
    const was = known.manifest as unknown as Manifest;
    const is = manifest as unknown as Manifest;
    return isBumpDemanded ? checkBump(was, is) : { ...compareManifests(was, is), since: before };
  }

  /** Whoever promotes must be allowed to: that is asked before. */
  async publish(actor: Actor, checked: CheckedVersion, options: PublishOptions): Promise<PublishedConnector> {
    const { isDraft, approved, actionNames } = options;
    const { name, version } = checked;
    const step = isDraft ? undefined : await this.#stepOf(actor, checked, options.isBumpDemanded ?? true);
    const approvalNeeded = isDraft || !options.promote ? [] : await this.#findUnapproved(actor, checked, approved);
    const isLatest = !isDraft && options.promote && approvalNeeded.length === 0;
    const state = isDraft ? 'draft' : 'published';
    const outcome = await this.#registry.publish({
      version: {
        ...checked,
        ...{ workspaceId: actor.workspace.id, state, authorId: actor.userId, authorName: actor.name },
        changes: (step?.changes ?? []) as unknown as readonly JsonObject[],
      },
      promote: isLatest,
      ...(actionNames === undefined ? {} : { actionNames }),
    });
    if (outcome !== 'published') throw refused(outcome, checked);
    this.#directory.forget();
    return { name, version, state, isLatest, step, approvalNeeded };
  }

  /** `connector.not_found`, `connector.approval_needed` */
  async promote(
    actor: Actor,
    {
      name,
      version,
      approved,
    }: { readonly name: string; readonly version: string; readonly approved: readonly string[] },
  ): Promise<boolean> {
    const workspaceId = actor.workspace.id;
    const wanted = await this.#registry.find({ workspaceId, name, version });
    if (wanted === undefined) return false;
    const needed = await this.#findUnapproved(actor, wanted, approved);
    if (needed.length > 0) throw unapproved(needed, `${name} ${version}`, 'Say yes to each of them in "approved".');
    const isPromoted = await this.#registry.promote({ workspaceId, name, version });
    this.#directory.forget();
    return isPromoted;
  }

  /** `connector.approval_needed` for a version that may do what the latest may not: it gets nobody's secrets yet. */
  async requireApproved(actor: Actor, { name, version }: WantedConnector): Promise<void> {
    if (version === undefined) return;
    const workspaceId = actor.workspace.id;
    const latest = await this.#registry.peek({ workspaceId, name });
    if (latest === undefined || latest.version === version) return;
    const wanted = await this.#registry.find({ workspaceId, name, version });
    const needed = wanted === undefined ? [] : await this.#findUnapproved(actor, wanted, []);
    if (needed.length > 0)
      throw unapproved(
        needed,
        `${name} ${version}`,
        'Ask an administrator to promote it, or call it without a connection.',
      );
  }

  /** What it may do that the latest version may not, and that nobody has said yes to; of a first version: nothing. */
  async #findUnapproved(
    { workspace }: Actor,
    { name, manifest }: Pick<CheckedVersion, 'name' | 'manifest'>,
    approved: readonly string[],
  ): Promise<readonly string[]> {
    const latest = await this.#registry.find({ workspaceId: workspace.id, name });
    if (latest === undefined) return [];
    const before = latest.manifest as unknown as Manifest;
    const added = findNewPermissions(before, manifest as unknown as Manifest);
    return added.filter((permission) => !approved.includes(permission));
  }
}

const unapproved = (needed: readonly string[], which: string, advice: string): ServerError =>
  new ServerError(
    'connector.approval_needed',
    `${which} may do what the latest may not: ${needed.join(', ')}. ${advice}`,
    {
      findings: needed.map((message) => ({
        ...{ code: 'permission.added', severity: 'error' as const },
        ...{ path: '/permissions', message },
      })),
    },
  );

function refused(
  outcome: 'version_taken' | 'name_taken',
  { name, version }: Pick<CheckedVersion, 'name' | 'version'>,
): ServerError {
  return outcome === 'name_taken'
    ? new ServerError(
        'connector.name_taken',
        `"${name}" belongs to the key that signed its first version. Sign with that key, or choose another name.`,
      )
    : new ServerError(
        'connector.version_taken',
        `There is a version ${version} of ${name}, and versions never change. Publish a higher one.`,
      );
}
