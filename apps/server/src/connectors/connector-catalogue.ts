import type { ConnectorOrigin, InstalledConnector } from '@millrace/connector-host';
import type { Manifest } from '@millrace/connector-sdk/platform';
import type { ActionSummary, JsonValue, TriggerSummary } from '@millrace/machine';
import type {
  Actor,
  ConnectorRegistryStore,
  ConnectorVersion,
  ConnectorVersionStanding,
  ConnectorVersionState,
} from '@millrace/runtime';
import { findUnapprovedOf } from './find-unapproved.ts';
import { findPins, findUsedConnectors } from './named-connectors.ts';
import { RecentVersions, versionKeyOf, type RecentLimits } from './recent-versions.ts';

/** A connector as people see it. */
export interface ConnectorDescription {
  readonly origin: ConnectorOrigin;
  readonly state: ConnectorVersionState;
  readonly manifest: Manifest;
  /** Of the manifest, as JSON. */
  readonly manifestBytes: number;
  /** SVG text. */
  readonly icon: string;
  /** Markdown. */
  readonly readme: string;
  /** Numbers that a workflow may pin, this one among them. */
  readonly versions: readonly string[];
  /** What to use instead, of a deprecated one. */
  readonly successor?: string;
  /** What it may do that nobody who may promote has said yes to. */
  readonly unapproved?: readonly string[];
}

type Registry = Pick<
  ConnectorRegistryStore,
  'find' | 'findConnector' | 'listApproved' | 'listNumbers' | 'peek' | 'peekLatest'
>;

/** A connector; without a version the one that new workflows get. */
export interface WantedConnector {
  readonly name: string;
  readonly version?: string | undefined;
}

/** A version as it was read. */
interface ReadVersion extends ConnectorVersion {
  readonly manifestBytes: number;
}

/** More are no document of a person. */
const MAX_NAMED = 200;
const RECENT: RecentLimits = { versions: 100, characters: 32 * 1024 * 1024 };

/** What a workspace can call: this installation's own connectors, and those that the workspace has published. */
export class ConnectorCatalogue {
  readonly #builtIn: readonly ConnectorDescription[];
  readonly #registry: Registry;
  /** What has one hash never changes: who checks a document as it is written asks for it each second. */
  readonly #recent = new RecentVersions<ReadVersion>(RECENT);

  constructor(builtIn: readonly InstalledConnector[], registry: Registry) {
    this.#builtIn = builtIn.map(({ origin, manifest, icon, readme }) => ({
      ...{ origin, manifest, icon, readme, state: 'published', versions: [manifest.version] },
      manifestBytes: bytesOf(manifest),
    }));
    this.#registry = registry;
  }

  get builtInNames(): readonly string[] {
    return this.#builtIn.map(({ manifest }) => manifest.name);
  }

  /** Of each connector the version that new workflows get. */
  async list(workspaceId: string): Promise<readonly ConnectorDescription[]> {
    const [latest, numbers] = await Promise.all([
      this.#registry.peekLatest(workspaceId),
      this.#registry.listNumbers(workspaceId),
    ]);
    const described: ConnectorDescription[] = [];
    // One after the other: who has a hundred large ones would have all of them in memory at once.
    for (const { name, ...standing } of latest) {
      const version = await this.#readStanding({ workspaceId, name }, standing);
      if (version !== undefined) described.push(describeVersion(version, numbers[name] ?? []));
    }
    return [...this.#builtIn, ...described];
  }

  /** Which version is meant, for somebody who asks. What somebody else is trying out is as if it were not there. */
  async peek(
    { workspace, userId }: Pick<Actor, 'workspace' | 'userId'>,
    { name, version }: WantedConnector,
  ): Promise<Pick<ConnectorVersionStanding, 'version' | 'sha512'> | undefined> {
    const own = this.#findBuiltIn(name);
    if (own !== undefined) return { version: own.manifest.version, sha512: '' };
    const wanted = version === undefined ? {} : { version };
    const standing = await this.#registry.peek({ workspaceId: workspace.id, name, ...wanted });
    return standing?.state === 'draft' && standing.authorId !== userId ? undefined : standing;
  }

  /** One of them. */
  async find(workspaceId: string, { name, version }: WantedConnector): Promise<ConnectorDescription | undefined> {
    const own = this.#findBuiltIn(name);
    if (own !== undefined) return version === undefined || version === own.manifest.version ? own : undefined;
    const [found, numbers] = await Promise.all([
      this.#read(workspaceId, { name, version }),
      this.#registry.listNumbers(workspaceId),
    ]);
    return found && describeVersion(found, numbers[name] ?? []);
  }

  #findBuiltIn(name: string): ConnectorDescription | undefined {
    return this.#builtIn.find(({ manifest }) => manifest.name === name);
  }

  /**
   * What a document names, and all that is this installation's own: of a connector that it pins the version that it pins, of
   * others the latest. The rest stays where it is: a connector may have thousands of actions.
   */
  async listFor(workspaceId: string, document: JsonValue): Promise<readonly ConnectorDescription[]> {
    const pins = findPins(document);
    const names = [...new Set([...pins.keys(), ...findUsedConnectors(document)])].slice(0, MAX_NAMED);
    const own = this.builtInNames;
    const foreign = names.filter((name) => !own.includes(name));
    if (foreign.length === 0) return this.#builtIn;
    const numbers = await this.#registry.listNumbers(workspaceId);
    const named: ConnectorDescription[] = [];
    for (const name of foreign) {
      const found = await this.#readNamed(workspaceId, name, pins.get(name));
      if (found === undefined) continue;
      const described = describeVersion(found, numbers[name] ?? []);
      named.push({ ...described, unapproved: await findUnapprovedOf(this.#registry, found) });
    }
    return [...this.#builtIn, ...named];
  }

  async #readNamed(workspaceId: string, name: string, pin: string | undefined): Promise<ReadVersion | undefined> {
    const pinned = pin === undefined ? undefined : await this.#read(workspaceId, { name, version: pin });
    if (pinned !== undefined) return pinned;
    const version = (await this.#registry.findConnector({ workspaceId, name }))?.latestVersion;
    return version === undefined ? undefined : await this.#read(workspaceId, { name, version });
  }

  async #read(workspaceId: string, { name, version }: WantedConnector): Promise<ReadVersion | undefined> {
    const standing = await this.#registry.peek({ workspaceId, name, ...(version === undefined ? {} : { version }) });
    return standing && (await this.#readStanding({ workspaceId, name }, standing));
  }

  async #readStanding(
    named: { readonly workspaceId: string; readonly name: string },
    standing: ConnectorVersionStanding,
  ): Promise<ReadVersion | undefined> {
    const known = this.#recent.find(versionKeyOf({ ...named, ...standing }));
    if (known !== undefined) return { ...known, ...standing };
    const found = await this.#registry.find({ ...named, version: standing.version });
    if (found === undefined) return undefined;
    const manifestBytes = bytesOf(found.manifest);
    // What may change of it is not kept with it.
    const { blockedBecause: _, successor: __, approvedAtMs: ___, ...lasting } = found;
    this.#recent.add(versionKeyOf(found), { version: { ...lasting, manifestBytes }, characters: manifestBytes });
    return { ...found, manifestBytes };
  }
}

const bytesOf = (manifest: unknown): number => Buffer.byteLength(JSON.stringify(manifest));

function describeVersion(version: ReadVersion, versions: readonly string[]): ConnectorDescription {
  const { origin, state, icon, readme, successor, manifestBytes } = version;
  const manifest = version.manifest as unknown as Manifest;
  return {
    ...{ origin, state, icon, readme, versions, manifest, manifestBytes },
    ...(successor === undefined ? {} : { successor }),
  };
}

/** What checking a document needs to know of an action, or why there is none. */
export function findActionSummary(
  connectors: readonly ConnectorDescription[],
  connectorName: string,
  actionName: string,
): ActionSummary | { readonly missing: 'connector' | 'action' } {
  const connector = connectors.find(({ manifest }) => manifest.name === connectorName);
  if (connector === undefined) return { missing: 'connector' };
  const { actions } = connector.manifest;
  const action = Object.hasOwn(actions, actionName) ? actions[actionName] : undefined;
  return action === undefined ? { missing: 'action' } : { input: action.input, output: action.output };
}

/** What checking a document needs to know of a trigger, or why there is none. */
export function findTriggerSummary(
  connectors: readonly ConnectorDescription[],
  connectorName: string,
  triggerName: string,
): TriggerSummary | { readonly missing: 'connector' | 'trigger' } {
  const connector = connectors.find(({ manifest }) => manifest.name === connectorName);
  if (connector === undefined) return { missing: 'connector' };
  const { triggers } = connector.manifest;
  const trigger = Object.hasOwn(triggers, triggerName) ? triggers[triggerName] : undefined;
  return trigger === undefined ? { missing: 'trigger' } : { input: trigger.input };
}

/** Connector name -> versions that may be pinned. */
export function versionsOf(connectors: readonly ConnectorDescription[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(connectors.map(({ manifest: { name }, versions }) => [name, versions]));
}
