import type { JsonValue } from '@millrace/machine';
import { findPins, findUsedConnectors } from '../connectors/named-connectors.ts';
import type { ConnectorDescription } from '../connectors/connector-catalogue.ts';
import type { Finding } from '../http/problem.dto.ts';

/** What is wrong, or may be better, about the versions that a document calls. Of this installation's own connectors there is one version each. */
export function findVersionFindings(
  document: JsonValue,
  connectors: readonly ConnectorDescription[],
): readonly Finding[] {
  const [pins, used] = [findPins(document), findUsedConnectors(document)];
  return connectors.flatMap((connector) => {
    const { name, version } = connector.manifest;
    if (connector.origin === 'built-in' || !used.has(name)) return [];
    const pin = pins.get(name);
    if (pin === undefined) return [unpinned(name, version)];
    const { unapproved = [] } = connector;
    if (unapproved.length > 0) return [notApproved(connector, unapproved)];
    return pin === version && connector.state === 'deprecated' ? [deprecated(connector)] : [];
  });
}

const unpinned = (name: string, version: string): Finding => ({
  ...{ code: 'connector.not_pinned', severity: 'warning', path: '/connectors' },
  message: `"${name}" has no version: each run calls the one that is the latest by then.`,
  hint: `Say which: "connectors": { "${name}": "${version}" }.`,
});

const notApproved = ({ manifest: { name, version } }: ConnectorDescription, needed: readonly string[]): Finding => ({
  ...{ code: 'connector.approval_needed', severity: 'error', path: `/connectors/${name}` },
  message: `Version ${version} of "${name}" may do what nobody who may promote has said yes to: ${needed.join(', ')}.`,
  hint: 'Ask an administrator to promote it.',
});

const deprecated = ({ manifest: { name, version }, successor }: ConnectorDescription): Finding => ({
  ...{ code: 'connector.version_deprecated', severity: 'warning', path: `/connectors/${name}` },
  message: `Version ${version} of "${name}" is deprecated.`,
  hint: successor === undefined ? 'See its page for newer versions.' : `Use ${successor} instead.`,
});
