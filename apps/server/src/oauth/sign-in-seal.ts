import type { JsonObject } from '@millrace/machine';
import type { ConnectionSecrets } from '../connections/connection-secrets.ts';

/** With what a person was sent to a service: everything that is needed when they are back. */
export interface BegunSignIn {
  readonly connector: string;
  readonly authKind: string;
  readonly name: string;
  readonly isReconnect: boolean;
  /** Sorted already. */
  readonly fields: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
  readonly allowedHosts?: readonly string[];
  readonly redirectUrl: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly scopes: readonly string[];
}

type Sealing = Pick<ConnectionSecrets, 'sealRecord' | 'openRecord'>;
interface Place {
  readonly workspaceId: string;
  readonly id: string;
}

/** There is one of each: a sign-in is never changed. */
const VERSION = 1;

export function sealSignIn(secrets: Sealing, { workspaceId, id }: Place, begun: BegunSignIn): Uint8Array {
  return secrets.sealRecord({ workspaceId, recordId: id, version: VERSION }, { begun: JSON.stringify(begun) });
}

export function openSignIn(secrets: Sealing, { workspaceId, id }: Place, sealed: Uint8Array): BegunSignIn {
  const { begun = '{}' } = secrets.openRecord({ workspaceId, recordId: id, version: VERSION }, sealed);
  return JSON.parse(begun) as BegunSignIn;
}
