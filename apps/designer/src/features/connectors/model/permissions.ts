import type { ConnectorDescription } from '../../../lib/contract.ts';

type Permissions = ConnectorDescription['permissions'];

/** What a version may reach that the one before may not: hosts, sockets, and `secrets`. */
export function newPermissions(before: Permissions, after: Permissions): readonly string[] {
  return [
    ...after.hosts.filter((host) => !before.hosts.includes(host)),
    ...after.sockets.filter((socket) => !before.sockets.includes(socket)),
    ...(after.secrets && !before.secrets ? ['secrets'] : []),
  ];
}
