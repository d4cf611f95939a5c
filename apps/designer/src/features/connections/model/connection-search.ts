import type { Connection } from '../../../lib/contract.ts';
import { healthOf, needsAttention } from '../../../components/connection-health/connection-health.ts';

export const HEALTH_FILTERS = ['attention', 'ok', 'unknown'] as const;
export type HealthFilter = (typeof HEALTH_FILTERS)[number];

/** The filters of the list, as the address holds them. */
export interface ConnectionSearch {
  readonly connector?: string;
  readonly health?: HealthFilter;
  readonly text?: string;
}

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value.trim();
  // A text of digits alone is read as a number by the router.
  return typeof value === 'number' ? String(value) : '';
};

/** Reads the filters from an address; what is not understood is left out. */
export function readConnectionSearch(search: Readonly<Record<string, unknown>>): ConnectionSearch {
  const [connector, text] = [textOf(search.connector), textOf(search.text)];
  const health = HEALTH_FILTERS.find((known) => known === search.health);
  return {
    ...(connector === '' ? {} : { connector }),
    ...(health === undefined ? {} : { health }),
    ...(text === '' ? {} : { text }),
  };
}

const HAS_HEALTH: Readonly<Record<HealthFilter, (connection: Connection) => boolean>> = {
  attention: needsAttention,
  ok: (connection) => healthOf(connection) === 'ok',
  unknown: (connection) => healthOf(connection) === 'unknown',
};

/** The connections that the filters leave. Texts are looked for in names, accounts, hosts and connectors. */
export function filterConnections(
  connections: readonly Connection[],
  { connector, health, text = '' }: ConnectionSearch,
): readonly Connection[] {
  const wanted = text.toLowerCase();
  return connections.filter(
    (connection) =>
      (connector === undefined || connection.connector === connector) &&
      (health === undefined || HAS_HEALTH[health](connection)) &&
      wordsOf(connection).includes(wanted),
  );
}

const wordsOf = ({ name, connector = '', account, allowedHosts = [] }: Connection): string =>
  [name, connector, account?.label ?? '', account?.id ?? '', ...allowedHosts].join('\n').toLowerCase();

/** Whether the list is narrowed by choice. */
export const isNarrowed = (search: ConnectionSearch): boolean => Object.keys(search).length > 0;
