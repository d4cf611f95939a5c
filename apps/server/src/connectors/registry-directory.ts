import type { ConnectorAddress, ConnectorDirectory, InstalledConnector } from '@millrace/connector-host';
import { connectorOfManifest, type Manifest } from '@millrace/connector-sdk/platform';
import type {
  Clock,
  ConnectorRegistryStore,
  ConnectorVersion,
  ConnectorVersionStanding,
  RegisteredOrigin,
} from '@millrace/runtime';

/** Makes a version one that can be called; one that must not be called has a `refusal`. */
export type InstallVersion = (version: ConnectorVersion) => Promise<InstalledConnector>;

interface DirectoryParts {
  readonly registry: Pick<ConnectorRegistryStore, 'find' | 'peek'>;
  readonly install: Readonly<Record<RegisteredOrigin, InstallVersion>>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

/** So late it is noticed that a version was promoted, or blocked, elsewhere. */
const TTL_MS = 1000;
const MAX_ADDRESSES = 1000;
const MAX_VERSIONS = 200;

interface Entry {
  readonly found: InstalledConnector | undefined;
  readonly untilMs: number;
}

/** Connectors of the registry as they are called. What was looked at within the last second is found at once. */
export class RegistryDirectory implements ConnectorDirectory {
  readonly #parts: DirectoryParts;
  readonly #entries = new Map<string, Entry>();
  readonly #asking = new Map<string, Promise<InstalledConnector | undefined>>();
  /** By workspace, name, version and hash: what has all of them the same never changes. */
  readonly #opened = new Map<string, Promise<InstalledConnector>>();

  constructor(parts: DirectoryParts) {
    this.#parts = parts;
  }

  find(address: ConnectorAddress): InstalledConnector | undefined | Promise<InstalledConnector | undefined> {
    const key = `${address.workspaceId}\n${address.connector}\n${address.version ?? ''}`;
    const entry = this.#entries.get(key);
    if (entry !== undefined && entry.untilMs > this.#parts.clock.monotonicMs()) return entry.found;
    const asking = this.#asking.get(key) ?? this.#ask(key, address);
    this.#asking.set(key, asking);
    return asking;
  }

  /** After a change here, the next call asks again at once. */
  forget(): void {
    this.#entries.clear();
  }

  async #ask(key: string, address: ConnectorAddress): Promise<InstalledConnector | undefined> {
    try {
      const found = await this.#look(address);
      if (this.#entries.size >= MAX_ADDRESSES) this.#entries.clear();
      this.#entries.set(key, { found, untilMs: this.#parts.clock.monotonicMs() + TTL_MS });
      return found;
    } finally {
      this.#asking.delete(key);
    }
  }

  async #look({ workspaceId, connector: name, version }: ConnectorAddress): Promise<InstalledConnector | undefined> {
    const wanted = { workspaceId, name, ...(version === undefined ? {} : { version }) };
    const standing = await this.#parts.registry.peek(wanted);
    if (standing === undefined) return undefined;
    const opened = await this.#openOnce({ workspaceId, name, standing });
    return opened && withStanding(opened, standing);
  }

  async #openOnce({ workspaceId, name, standing }: OpeningRequest): Promise<InstalledConnector | undefined> {
    const { version, sha512 } = standing;
    const key = `${workspaceId}\n${name}\n${version}\n${sha512}`;
    const known = this.#opened.get(key);
    if (known !== undefined) return known;
    const found = await this.#parts.registry.find({ workspaceId, name, version });
    if (found === undefined) return undefined;
    if (this.#opened.size >= MAX_VERSIONS) this.#opened.clear();
    const opened = this.#open(found);
    this.#opened.set(key, opened);
    // What could not be opened once may be the next time.
    const forget = (): void => void this.#opened.delete(key);
    opened.then(({ refusal }) => {
      if (refusal !== undefined) forget();
    }, forget);
    return opened;
  }

  /** What is blocked is not even loaded. */
  #open(version: ConnectorVersion): Promise<InstalledConnector> {
    return version.blockedBecause === undefined
      ? this.#parts.install[version.origin](version)
      : Promise.resolve(installData(version));
  }
}

/** A version without its code: what is data in it can be called. */
export function installData({ manifest: stored, origin, icon, readme }: ConnectorVersion): InstalledConnector {
  const manifest = stored as unknown as Manifest;
  return { origin, manifest, icon, readme, connector: connectorOfManifest(manifest) };
}

interface OpeningRequest {
  readonly workspaceId: string;
  readonly name: string;
  readonly standing: ConnectorVersionStanding;
}

function withStanding(opened: InstalledConnector, { blockedBecause }: ConnectorVersionStanding): InstalledConnector {
  if (blockedBecause === undefined) return opened;
  const { name, version } = opened.manifest;
  const refusal = { code: 'connector.blocked', message: `${name} ${version} is blocked here: ${blockedBecause}` };
  return { ...opened, refusal };
}
