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
  const more = { origin: 'package' as const, manifest, icon, readme };
  if (source === undefined) return { ...more, connector: connectorOfManifest(manifest) };
  const code = {
    ...{ workspaceId, name, version, source, keyedActions },
    ...{ memoryMiB: permissions.memoryMiB, sockets: permissions.sockets },
  };
  const connector = connectorOfManifest(manifest, sandbox.open(code));
  return { ...more, connector, trial: connectorOfManifest(manifest, sandbox.open({ ...code, isTrial: true })) };
}

/** Asked again after a crash it does not happen twice. */
function isKeyed({ effects, idempotency }: ManifestAction): boolean {
  const { kind, hasVerify } = idempotency ?? {};
  if (effects === 'read' || kind === 'method' || kind === 'header') return true;
  return kind === 'naturalKey' && hasVerify !== true;
}
