import { compareManifests, type Manifest } from '@millrace/connector-sdk/platform';
import type { JsonObject } from '@millrace/machine';
import {
  decideApproval,
  permissionsOf,
  type Actor,
  type ConnectorRegistryStore,
  type NewConnectorVersion,
} from '@millrace/runtime';
import type { WantedConnector } from '../connectors/connector-catalogue.ts';
import { findUnapprovedOf } from '../connectors/find-unapproved.ts';
import type { RegistryDirectory } from '../connectors/registry-directory.ts';
import { ServerError } from '../errors.ts';
import { checkBump, findVersionBefore, type VersionStep } from './check-bump.ts';

/** A version that is checked in itself, whatever it was made of. */
export type CheckedVersion = Omit<NewConnectorVersion, 'workspaceId' | 'state' | 'changes' | 'authorId' | 'authorName'>;
export interface PublishOptions {
  readonly isDraft: boolean;
  readonly promote: boolean;
  /** What a person has said yes to, of what it may do that no approved version may. */
  readonly approved: readonly string[];
  readonly actionNames?: Readonly<Record<string, string>>;
  /** False: what has changed is noted, and a version that says too little of it is taken. Default true. */
  readonly isBumpDemanded?: boolean;
  /** What it is compared with. Default: the highest version below it. */
  readonly since?: string;
}
export interface PublishedConnector {
  readonly name: string;
  readonly version: string;
  readonly state: 'draft' | 'published';
  readonly isLatest: boolean;
  /** Whether it may be called with connections, and pinned by what is published. */
  readonly isApproved: boolean;
  /** What promoting it needs a yes to first. */
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
    if (owner !== undefined && owner !== signedBy) throw nameTaken(checked, owner);
    const there = await this.#registry.peek({ workspaceId, name, version });
    const isReplaced = isDraft && there?.state === 'draft' && there.authorId === actor.userId;
    if (there !== undefined && !isReplaced) throw versionTaken(checked);
    const step = isDraft ? undefined : await this.#stepOf(actor, checked, {});
    const { isApproved, toApprove } = decideApproval({
      wanted: permissionsOf(checked.manifest),
      approved: await this.#registry.listApproved({ workspaceId, name }),
      ...{ given: [], promote: false },
    });
    const approval = { isApproved: isApproved && !isDraft, approvalNeeded: toApprove };
    return { name, version, state: isDraft ? 'draft' : 'published', isLatest: false, ...approval, step };
  }

  async #stepOf(
    { workspace }: Actor,
    { name, version, manifest }: Pick<CheckedVersion, 'name' | 'version' | 'manifest'>,
    { isBumpDemanded = true, since }: Pick<PublishOptions, 'isBumpDemanded' | 'since'>,
  ): Promise<VersionStep | undefined> {
    const numbers = (await this.#registry.listNumbers(workspace.id))[name] ?? [];
    const before = since ?? findVersionBefore(numbers, version);
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
    const step = isDraft ? undefined : await this.#stepOf(actor, checked, options);
    const state = isDraft ? 'draft' : 'published';
    const outcome = await this.#registry.publish({
      version: {
        ...checked,
        ...{ workspaceId: actor.workspace.id, state, authorId: actor.userId, authorName: actor.name },
        changes: (step?.changes ?? []) as unknown as readonly JsonObject[],
      },
      ...{ promote: options.promote && !isDraft, approved },
      ...(actionNames === undefined ? {} : { actionNames }),
    });
    if (outcome.kind === 'version_taken') throw versionTaken(checked);
    if (outcome.kind === 'name_taken') {
      const owner = await this.#registry.findConnector({ workspaceId: actor.workspace.id, name });
      throw nameTaken(checked, owner?.ownerKeyId ?? '');
    }
    this.#directory.forget();
    const { isLatest, isApproved, toApprove: approvalNeeded } = outcome;
    return { name, version, state, isLatest, isApproved, step, approvalNeeded };
  }

  /** False when there is none that may be promoted. `connector.approval_needed`, `connector.blocked` */
  async promote(
    { workspace }: Actor,
    wanted: { readonly name: string; readonly version: string; readonly approved: readonly string[] },
  ): Promise<boolean> {
    const outcome = await this.#registry.promote({ workspaceId: workspace.id, ...wanted });
    const which = `${wanted.name} ${wanted.version}`;
    if (outcome.kind === 'unapproved')
      throw unapproved(outcome.toApprove, which, 'Say yes to each of them in "approved".');
    if (outcome.kind === 'blocked') {
      const advice = 'Unblock it first, or promote another version.';
      throw new ServerError('connector.blocked', `${which} is blocked here: ${outcome.reason} ${advice}`);
    }
    this.#directory.forget();
    return outcome.kind === 'promoted';
  }

  /** `connector.approval_needed` for a version that may do what nobody has said yes to: it gets nobody's secrets yet. */
  async requireApproved({ workspace }: Actor, { name, version }: WantedConnector): Promise<void> {
    const wanted = { workspaceId: workspace.id, name, ...(version === undefined ? {} : { version }) };
    const standing = await this.#registry.peek(wanted);
    if (standing === undefined || standing.approvedAtMs !== undefined) return;
    const found = await this.#registry.find({ ...wanted, version: standing.version });
    const needed = found === undefined ? [] : await findUnapprovedOf(this.#registry, found);
    if (needed.length === 0) return;
    const advice = 'Ask an administrator to promote it, or call it without a connection.';
    throw unapproved(needed, `${name} ${standing.version}`, advice);
  }
}

const unapproved = (needed: readonly string[], which: string, advice: string): ServerError =>
  new ServerError(
    'connector.approval_needed',
    `${which} may do what nobody who may promote has said yes to: ${needed.join(', ')}. ${advice}`,
    {
      findings: needed.map((message) => ({
        ...{ code: 'permission.added', severity: 'error' as const },
        ...{ path: '/permissions', message },
      })),
    },
  );

/** Drafts, too: whoever tries out what carries the name of somebody's connector is taken for them. */
function nameTaken({ name, signedBy }: Pick<CheckedVersion, 'name' | 'signedBy'>, owner: string): ServerError {
  const is = signedBy === undefined ? 'and this is not signed' : `and this is signed with ${signedBy}`;
  return new ServerError(
    'connector.name_taken',
    `"${name}" belongs to the key ${owner}, which signed its first version, ${is}. Everything of that name is signed with it, drafts too: "millrace connector publish" and "dev" do so with --key ${owner}, or by themselves where it is the only key. Without that key, choose another name.`,
  );
}

const versionTaken = ({ name, version }: Pick<CheckedVersion, 'name' | 'version'>): ServerError =>
  new ServerError(
    'connector.version_taken',
    `There is a version ${version} of ${name}, and versions never change. Publish a higher one.`,
  );
