import type { ConnectorAddress, ConnectorDirectory, InstalledConnector } from '@millrace/connector-host';
import { connectorOfManifest, type Manifest } from '@millrace/connector-sdk/platform';
import type {
  Clock,
  ConnectorRegistryStore,
  ConnectorVersion,
  ConnectorVersionStanding,
  RegisteredOrigin,
} from '@millrace/runtime';
import { RecentVersions, versionKeyOf, type RecentLimits } from './recent-versions.ts';

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
const OPENED: RecentLimits = { versions: 200, characters: 96 * 1024 * 1024 };

interface Looked {
  readonly found: InstalledConnector | undefined;
  /** Of what is open. */
  readonly openedKey?: string;
}
interface Entry extends Looked {
  readonly untilMs: number;
}

/** Connectors of the registry as they are called. What was looked at within the last second is found at once. */
export class RegistryDirectory implements ConnectorDirectory {
  readonly #parts: DirectoryParts;
  #entries = new Map<string, Entry>();
  #asking = new Map<string, Promise<InstalledConnector | undefined>>();
  /** By workspace, name, version and hash: what has all of them the same never changes. */
  readonly #opened = new RecentVersions<Promise<InstalledConnector>>(OPENED, (key) => this.#leave(key));

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

  /** After a change here, the next call asks again at once; who is asking now may have been told what was before it. */
  forget(): void {
    this.#entries = new Map();
    this.#asking = new Map();
  }

  async #ask(key: string, address: ConnectorAddress): Promise<InstalledConnector | undefined> {
    const [entries, asking] = [this.#entries, this.#asking];
    try {
      const looked = await this.#look(address);
      if (entries.size >= MAX_ADDRESSES) entries.clear();
      entries.set(key, { ...looked, untilMs: this.#parts.clock.monotonicMs() + TTL_MS });
      return looked.found;
    } finally {
      asking.delete(key);
    }
  }

  async #look({ workspaceId, connector: name, version }: ConnectorAddress): Promise<Looked> {
    const wanted = { workspaceId, name, ...(version === undefined ? {} : { version }) };
    const standing = await this.#parts.registry.peek(wanted);
    if (standing === undefined) return { found: undefined };
    const openedKey = versionKeyOf({ workspaceId, name, ...standing });
    const known = this.#opened.find(openedKey);
    if (known !== undefined) return { openedKey, found: withStanding(await known, standing) };
    const found = await this.#parts.registry.find({ workspaceId, name, version: standing.version });
    if (found === undefined) return { found: undefined };
    // What is blocked is not even loaded; once it no longer is, it is to be loaded with its code.
    if (found.blockedBecause !== undefined) return { found: withStanding(installData(found), found) };
    return { found: await this.#open(found), openedKey: versionKeyOf(found) };
  }

  /** A draft may be another one by now than the one that was looked at: what is opened has its own key. */
  #open(found: ConnectorVersion): Promise<InstalledConnector> {
    const key = versionKeyOf(found);
    // By its number and as the latest it may be asked for at once.
    const known = this.#opened.find(key);
    if (known !== undefined) return known;
    const opening = this.#parts.install[found.origin](found);
    this.#opened.add(key, { version: opening, characters: JSON.stringify(found.manifest).length });
    // What could not be opened once may be the next time.
    const forget = (): void => this.#opened.remove(key);
    opening.then(({ refusal }) => {
      if (refusal !== undefined) forget();
    }, forget);
    return opening;
  }

  #leave(openedKey: string): void {
    for (const [key, entry] of this.#entries) if (entry.openedKey === openedKey) this.#entries.delete(key);
  }
}

/** A version without its code: what is data in it can be called. */
export function installData({ manifest: stored, origin, icon, readme }: ConnectorVersion): InstalledConnector {
  const manifest = stored as unknown as Manifest;
  return { origin, manifest, icon, readme, connector: connectorOfManifest(manifest) };
}

/** What a version is guilty of itself ends its own calls. That it cannot be read now ends nothing: it is asked for again. */
export async function installOrRefuse(
  found: ConnectorVersion,
  area: 'package' | 'piece',
  install: () => Promise<InstalledConnector>,
): Promise<InstalledConnector> {
  try {
    return await install();
  } catch (cause) {
    const { code, message } = cause as { readonly code?: string; readonly message: string };
    if (code?.startsWith(`${area}.`) !== true) throw cause;
    return { ...installData(found), refusal: { code, message } };
  }
}

function withStanding(
  opened: InstalledConnector,
  { blockedBecause }: Pick<ConnectorVersionStanding, 'blockedBecause'>,
): InstalledConnector {
  if (blockedBecause === undefined) return opened;
  const { name, version } = opened.manifest;
  const refusal = { code: 'connector.blocked', message: `${name} ${version} is blocked here: ${blockedBecause}` };
  return { ...opened, refusal };
}
