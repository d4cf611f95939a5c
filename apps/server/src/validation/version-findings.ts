import type { JsonValue } from '@millrace/machine';
import { findPins, findUsedConnectors } from '../connectors/named-connectors.ts';
import type { ConnectorDescription } from '../connectors/connector-catalogue.ts';
import type { Finding } from '../http/problem.dto.ts';

/** What may be better about the versions that a document calls. Of this installation's own connectors there is one version each. */
export function findVersionWarnings(
  document: JsonValue,
  connectors: readonly ConnectorDescription[],
): readonly Finding[] {
  const [pins, used] = [findPins(document), findUsedConnectors(document)];
  return connectors.flatMap((connector) => {
    const { name, version } = connector.manifest;
    if (connector.origin === 'built-in' || !used.has(name)) return [];
    const pin = pins.get(name);
    if (pin === undefined) return [unpinned(name, version)];
    return pin === version && connector.state === 'deprecated' ? [deprecated(connector)] : [];
  });
}

const unpinned = (name: string, version: string): Finding => ({
  ...{ code: 'connector.not_pinned', severity: 'warning', path: '/connectors' },
  message: `"${name}" has no version: each run calls the one that is the latest by then.`,
  hint: `Say which: "connectors": { "${name}": "${version}" }.`,
});

const deprecated = ({ manifest: { name, version }, successor }: ConnectorDescription): Finding => ({
  ...{ code: 'connector.version_deprecated', severity: 'warning', path: `/connectors/${name}` },
  message: `Version ${version} of "${name}" is deprecated.`,
  hint: successor === undefined ? 'See its page for newer versions.' : `Use ${successor} instead.`,
});
