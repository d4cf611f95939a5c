import { connectorOfManifest, type Manifest, type ManifestAction } from '@millrace/connector-sdk/platform';
import type { InstalledConnector } from '../installed-connector.ts';
import type { PublishedSandbox } from './published-sandbox.ts';

/** What a package holds, checked before. */
export interface PublishedParts {
  readonly workspaceId: string;
  readonly manifest: Manifest;
  /** SVG text. */
  readonly icon: string;
  /** Markdown. */
  readonly readme: string;
  /** One ES module; absent of a connector that is data only. */
  readonly source?: string;
}

/** A connector of somebody's package: what is data runs here, and its functions in the sandbox. */
export function installPublished(parts: PublishedParts, sandbox: PublishedSandbox): InstalledConnector {
  const { workspaceId, manifest, icon, readme, source } = parts;
  const { name, version, permissions, actions } = manifest;
  const keyed = Object.entries(actions).filter(([, action]) => isKeyed(action));
  const keyedActions = new Set(keyed.map(([member]) => member));
  const invoke =
    source === undefined
      ? undefined
      : sandbox.open({
          ...{ workspaceId, name, version, source, keyedActions },
          ...{ memoryMiB: permissions.memoryMiB, sockets: permissions.sockets },
        });
  return { origin: 'package', connector: connectorOfManifest(manifest, invoke), manifest, icon, readme };
}

/** Asked again after a crash it does not happen twice. */
function isKeyed({ effects, idempotency }: ManifestAction): boolean {
  const { kind, hasVerify } = idempotency ?? {};
  if (effects === 'read' || kind === 'method' || kind === 'header') return true;
  return kind === 'naturalKey' && hasVerify !== true;
}
