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

/** A connector as people see it. */
export interface ConnectorDescription {
  readonly origin: ConnectorOrigin;
  readonly state: ConnectorVersionState;
  readonly manifest: Manifest;
  /** SVG text. */
  readonly icon: string;
  /** Markdown. */
  readonly readme: string;
  /** Numbers that a workflow may pin, this one among them. */
  readonly versions: readonly string[];
}

type Registry = Pick<ConnectorRegistryStore, 'find' | 'peek' | 'listLatest' | 'listNumbers'>;

/** A connector; without a version the one that new workflows get. */
export interface WantedConnector {
  readonly name: string;
  readonly version?: string | undefined;
}

/** What a workspace can call: this installation's own connectors, and those that the workspace has published. */
export class ConnectorCatalogue {
  readonly #builtIn: readonly ConnectorDescription[];
  readonly #registry: Registry;

  constructor(builtIn: readonly InstalledConnector[], registry: Registry) {
    this.#builtIn = builtIn.map(({ origin, manifest, icon, readme }) => ({
      ...{ origin, manifest, icon, readme, state: 'published', versions: [manifest.version] },
    }));
    this.#registry = registry;
  }

  get builtInNames(): readonly string[] {
    return this.#builtIn.map(({ manifest }) => manifest.name);
  }

  /** Of each connector the version that new workflows get. */
  async list(workspaceId: string): Promise<readonly ConnectorDescription[]> {
    const [latest, numbers] = await Promise.all([
      this.#registry.listLatest(workspaceId),
      this.#registry.listNumbers(workspaceId),
    ]);
    return [...this.#builtIn, ...latest.map((version) => describeVersion(version, numbers[version.name] ?? []))];
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
    const wanted = version === undefined ? {} : { version };
    const [found, numbers] = await Promise.all([
      this.#registry.find({ workspaceId, name, ...wanted }),
      this.#registry.listNumbers(workspaceId),
    ]);
    return found && describeVersion(found, numbers[name] ?? []);
  }

  #findBuiltIn(name: string): ConnectorDescription | undefined {
    return this.#builtIn.find(({ manifest }) => manifest.name === name);
  }

  /** As `list`, but of a connector that the document pins, the version that it pins. */
  async listFor(workspaceId: string, document: JsonValue): Promise<readonly ConnectorDescription[]> {
    const listed = new Map((await this.list(workspaceId)).map((found) => [found.manifest.name, found]));
    for (const [name, version] of pinsOf(document)) {
      const known = listed.get(name);
      if (known?.origin === 'built-in' || known?.manifest.version === version) continue;
      const pinned = await this.find(workspaceId, { name, version });
      if (pinned !== undefined) listed.set(name, pinned);
    }
    return [...listed.values()];
  }
}

/** Of a document that may be anything. */
function pinsOf(document: JsonValue): readonly (readonly [string, string])[] {
  const pins = (document as { readonly connectors?: JsonValue } | null)?.connectors;
  if (typeof pins !== 'object' || pins === null) return [];
  return Object.entries(pins).filter((pin): pin is [string, string] => typeof pin[1] === 'string');
}

function describeVersion(version: ConnectorVersion, versions: readonly string[]): ConnectorDescription {
  const { origin, state, icon, readme } = version;
  return { origin, state, icon, readme, versions, manifest: version.manifest as unknown as Manifest };
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
