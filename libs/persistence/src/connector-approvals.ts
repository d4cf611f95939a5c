import type { JsonObject } from '@millrace/machine';
import {
  decideApproval,
  findUnapproved,
  permissionsOf,
  type Approval,
  type ConnectorPermissions,
} from '@millrace/runtime';
import type { DataSource, EntityManager } from 'typeorm';

interface VersionName {
  readonly workspaceId: string;
  readonly name: string;
  readonly version: string;
}
/** Of the versions that are approved and not blocked, newest first. */
export async function listApproved(
  manager: EntityManager | DataSource,
  { workspaceId, name }: Pick<VersionName, 'workspaceId' | 'name'>,
): Promise<readonly ConnectorPermissions[]> {
  const rows = await manager.query<{ readonly permissions: string }[]>(
    `select permissions from connector_version version
     where workspace_id = $1::uuid and name = $2 and approved_at is not null and not exists (
       select from blocked_package blocked
       where blocked.workspace_id = version.workspace_id and blocked.sha512 = version.sha512)
     order by approved_at desc, version desc`,
    [workspaceId, name],
  );
  return rows.map(({ permissions }) => readPermissions(permissions));
}

/** Approves a version that is no draft, if it needs no yes but those given; the caller's transaction has the connector to itself. */
export async function approveVersion(
  manager: EntityManager,
  version: VersionName,
  how: { readonly promote: boolean; readonly given: readonly string[] },
): Promise<Approval> {
  const [row] = await manager.query<{ readonly permissions: string; readonly approved_at: Date | null }[]>(
    `select permissions, approved_at from connector_version
     where workspace_id = $1::uuid and name = $2 and version = $3`,
    [version.workspaceId, version.name, version.version],
  );
  if (row === undefined) return { isApproved: false, toApprove: [] };
  if (row.approved_at !== null) return { isApproved: true, toApprove: [] };
  const [permissions, known] = [readPermissions(row.permissions), await listApproved(manager, version)];
  const approval = decideApproval({ wanted: permissions, approved: known, ...how });
  if (approval.isApproved) await markApproved(manager, version, permissions);
  return approval;
}

/** With all that may do no more: what one may be asked to do, the other may. */
async function markApproved(
  manager: EntityManager,
  { workspaceId, name, version }: VersionName,
  permissions: ConnectorPermissions,
): Promise<void> {
  const waiting = await manager.query<{ readonly version: string; readonly permissions: string }[]>(
    `select version, permissions from connector_version
     where workspace_id = $1::uuid and name = $2 and approved_at is null and state <> 'draft'`,
    [workspaceId, name],
  );
  const covered = waiting.filter((one) => findUnapproved(readPermissions(one.permissions), [permissions]).length === 0);
  await manager.query(
    `update connector_version set approved_at = now()
     where workspace_id = $1::uuid and name = $2 and version = any($3::text[])`,
    [workspaceId, name, [version, ...covered.map((one) => one.version)]],
  );
}

export const readPermissions = (text: string): ConnectorPermissions =>
  permissionsOf({ permissions: JSON.parse(text) as JsonObject });
