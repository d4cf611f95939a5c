import { randomUUID } from 'node:crypto';
import type { JsonObject, OAuth2Auth } from '@millrace/connector-sdk';
import type { OAuthClient, OAuthClientStore } from '@millrace/runtime';
import type { ConnectionSecrets } from '../connections/connection-secrets.ts';
import type { ProviderClient } from './provider-call.ts';
import { hasOwnDomain } from './provider-endpoint.ts';

/** Which registration: of a way of signing in, in a workspace. */
export interface ClientAddress {
  readonly workspaceId: string;
  readonly connector: string;
  readonly authKind: string;
}
/** What a connection holds, for services at which each customer has a registration of its own. */
interface Held {
  readonly auth: OAuth2Auth;
  readonly fields: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
}

/** As whom this installation asks services. Secrets come out here only to be sent. */
export class OAuthClients {
  readonly #store: OAuthClientStore;
  readonly #secrets: Pick<ConnectionSecrets, 'sealRecord' | 'openRecord'>;

  constructor(store: OAuthClientStore, secrets: Pick<ConnectionSecrets, 'sealRecord' | 'openRecord'>) {
    this.#store = store;
    this.#secrets = secrets;
  }

  describe(address: ClientAddress): Promise<OAuthClient | undefined> {
    return this.#store.find(address);
  }

  /** The registration that a connection is used with: its own (fields `clientId`, `clientSecret`), else the workspace's. */
  async find(address: ClientAddress, held: Held): Promise<ProviderClient | undefined> {
    const { clientId } = held.fields;
    if (typeof clientId === 'string' && clientId !== '') return withSecret(clientId, held.secrets.clientSecret);
    return hasOwnDomain(held.auth.tokenUrl) ? this.read(address) : undefined;
  }

  /** The workspace's. */
  async read(address: ClientAddress): Promise<ProviderClient | undefined> {
    const found = await this.#store.find(address);
    return found && withSecret(found.clientId, this.#open(found));
  }

  /** Without a secret the one before is kept, as long as it is the same client. */
  async save(address: ClientAddress, given: ProviderClient): Promise<OAuthClient | 'changed'> {
    const before = await this.#store.find(address);
    const { id, version } = before === undefined ? { id: randomUUID(), version: 1 } : nextOf(before);
    const kept = before?.clientId === given.clientId ? this.#open(before) : undefined;
    const secret = given.clientSecret ?? kept;
    const place = { workspaceId: address.workspaceId, recordId: id, version };
    return this.#store.save({
      ...{ ...address, id, clientId: given.clientId, version },
      ...(secret === undefined ? {} : { sealed: this.#secrets.sealRecord(place, { clientSecret: secret }) }),
    });
  }

  remove(address: ClientAddress): Promise<boolean> {
    return this.#store.remove(address);
  }

  #open({ workspaceId, id, version, sealed }: OAuthClient): string | undefined {
    if (sealed === undefined) return undefined;
    return this.#secrets.openRecord({ workspaceId, recordId: id, version }, sealed).clientSecret;
  }
}

const nextOf = ({ id, version }: OAuthClient): Pick<OAuthClient, 'id' | 'version'> => ({ id, version: version + 1 });

const withSecret = (clientId: string, clientSecret: string | undefined): ProviderClient => ({
  clientId,
  ...(clientSecret === undefined ? {} : { clientSecret }),
});
