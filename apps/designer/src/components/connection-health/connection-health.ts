import type { Connection } from '../../lib/contract.ts';

/** How a connection is, as far as is known. */
export type HealthState = NonNullable<Connection['health']>['state'];

/** The state, worst first. */
const ORDER = ['broken', 'needs_person', 'expiring', 'unknown', 'ok'] as const satisfies readonly HealthState[];

/** How a connection is; one that nobody can be asked about is unknown. */
export const healthOf = ({ health }: Connection): HealthState => health?.state ?? 'unknown';

/** Whether somebody must do something about it. */
export function needsAttention(connection: Connection): boolean {
  const state = healthOf(connection);
  return state === 'broken' || state === 'needs_person' || state === 'expiring';
}

/** What needs somebody first, otherwise by name. */
export function sortConnections(connections: readonly Connection[]): readonly Connection[] {
  const rank = (connection: Connection): number => ORDER.indexOf(healthOf(connection));
  return connections.toSorted((left, right) => rank(left) - rank(right) || left.name.localeCompare(right.name));
}
