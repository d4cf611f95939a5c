import type { JsonObject } from '@millrace/machine';

/** What a connector may do beside computing, as its manifest says it. */
export interface ConnectorPermissions {
  readonly hosts: readonly string[];
  readonly sockets: readonly string[];
  /** Whether its code may read secrets. */
  readonly secrets: boolean;
  readonly memoryMiB: number;
}

/** What needs nobody's yes; the memory is the one that a connector has when it says nothing. */
const NONE: ConnectorPermissions = { hosts: [], sockets: [], secrets: false, memoryMiB: 256 };

/** The permissions of a manifest that was checked when it came. */
export const permissionsOf = ({ permissions }: JsonObject): ConnectorPermissions => ({
  ...NONE,
  ...(permissions as Partial<ConnectorPermissions> | undefined),
});

/**
 * What is wanted and was not approved: hosts, sockets, `secrets`, `memory 512 MiB`. Measured by that of the approved ones which
 * is nearest: two that were approved do not allow together what neither of them does. Nothing: one of them allows all of it.
 */
export function findUnapproved(
  wanted: ConnectorPermissions,
  approved: readonly ConnectorPermissions[],
): readonly string[] {
  const [first = findBeyond(wanted, NONE), ...others] = approved.map((allowed) => findBeyond(wanted, allowed));
  return others.reduce((nearest, other) => (other.length < nearest.length ? other : nearest), first);
}

/** What somebody has to say yes to before it is promoted: to the first of a name by promoting it, and to nothing else. */
export function findToApprove(
  wanted: ConnectorPermissions,
  approved: readonly ConnectorPermissions[],
): readonly string[] {
  return approved.length === 0 ? [] : findUnapproved(wanted, approved);
}

/** What becomes of a version that is published or promoted. */
export interface Approval {
  readonly isApproved: boolean;
  /** What a promotion needs a yes to, beside those that were given. */
  readonly toApprove: readonly string[];
}

/** Whoever promotes approves; what may do no more than an approved one is approved with it. */
export function decideApproval({
  wanted,
  approved,
  given,
  promote,
}: {
  readonly wanted: ConnectorPermissions;
  /** Of the versions that are approved. */
  readonly approved: readonly ConnectorPermissions[];
  /** What somebody has said yes to just now. */
  readonly given: readonly string[];
  readonly promote: boolean;
}): Approval {
  const toApprove = findToApprove(wanted, approved).filter((one) => !given.includes(one));
  const isPromoted = promote && toApprove.length === 0;
  return { isApproved: isPromoted || findUnapproved(wanted, approved).length === 0, toApprove };
}

const findBeyond = (wanted: ConnectorPermissions, allowed: ConnectorPermissions): readonly string[] => [
  ...wanted.hosts.filter((host) => !allowed.hosts.includes(host)),
  ...wanted.sockets.filter((socket) => !allowed.sockets.includes(socket)),
  ...(wanted.secrets && !allowed.secrets ? ['secrets'] : []),
  ...(wanted.memoryMiB > Math.max(allowed.memoryMiB, NONE.memoryMiB) ? [`memory ${wanted.memoryMiB} MiB`] : []),
];
