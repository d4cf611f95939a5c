import { FatalError, RetryableError } from '@millrace/connector-sdk';
import type { ConnectorAddress, ConnectorDirectory, InstalledConnector } from './installed-connector.ts';

type Found = InstalledConnector | undefined;

/** Finds connectors: this installation's own first, since their names are nobody else's. */
export class ConnectorFinder {
  readonly #builtIn: ReadonlyMap<string, InstalledConnector>;
  readonly #directory: ConnectorDirectory | undefined;

  constructor(builtIn: readonly InstalledConnector[], directory: ConnectorDirectory | undefined) {
    this.#builtIn = new Map(builtIn.map((installed) => [installed.manifest.name, installed]));
    this.#directory = directory;
  }

  /** At once for what is at hand: each task of each run asks. */
  find(address: ConnectorAddress): Found | Promise<Found> {
    return this.#builtIn.get(address.connector) ?? this.#directory?.find(address);
  }

  /**
   * One that may be called. Rejects with `FatalError` for one that is not there, or must not be called any more, and with
   * `RetryableError` when that cannot be known now: nothing was called yet.
   */
  async require(address: ConnectorAddress, member: string): Promise<InstalledConnector> {
    const found = await this.#ask(address);
    if (found === undefined) throw unknownMember(address.connector, member, address.version);
    checkPin(address, found);
    const { refusal } = found;
    if (refusal !== undefined) throw new FatalError(refusal.message, { detail: { code: refusal.code } });
    return found;
  }

  async #ask(address: ConnectorAddress): Promise<Found> {
    try {
      return await this.find(address);
    } catch (cause) {
      const { code } = cause as { readonly code?: unknown };
      throw new RetryableError(`${address.connector} could not be looked up. It was not called.`, {
        ...{ cause, detail: typeof code === 'string' ? { code } : {} },
      });
    }
  }
}

/** A member of a connector that nobody has put there by inheritance. */
export const ownMember = <T>(members: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;

export function unknownMember(connector: string, member: string, version?: string): FatalError {
  const which = version === undefined ? connector : `${connector} ${version}`;
  return new FatalError(
    `Nothing here is called ${connector}/${member}. Install ${which}, or choose what the connector has.`,
    { detail: { code: 'connector.action_unknown' } },
  );
}

/** Of this installation's own there is one version, which does what its major version has done. */
function checkPin({ version }: ConnectorAddress, { manifest }: InstalledConnector): void {
  if (version === undefined || version.split('.')[0] === manifest.version.split('.')[0]) return;
  throw new FatalError(
    `The workflow asks for version ${version} of ${manifest.name}; ${manifest.version} is installed.`,
    { detail: { code: 'connector.version_unknown' } },
  );
}
