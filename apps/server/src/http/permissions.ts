import type { Actor, Role } from '@millrace/runtime';

const everyone: readonly Role[] = ['owner', 'admin', 'builder', 'operator', 'viewer'];
const operators: readonly Role[] = ['owner', 'admin', 'builder', 'operator'];
const administrators: readonly Role[] = ['owner', 'admin'];
const builders: readonly Role[] = ['owner', 'admin', 'builder'];

/** Permission -> the roles that have it. */
const PERMISSIONS = {
  'workflow.read': everyone,
  'workflow.write': builders,
  'workflow.delete': builders,
  'workflow.publish': builders,
  'run.read': everyone,
  'run.read_payload': operators,
  'run.start': operators,
  'run.operate': operators,
  'connector.read': everyone,
  'connector.publish': builders,
  'connector.manage': administrators,
  'connection.read': operators,
  'connection.write': builders,
  'connection.delete': administrators,
  'connection.manage_clients': administrators,
  'metrics.read': everyone,
  'alert.write': operators,
  'api_key.own': everyone,
  'workspace.settings': administrators,
  'instance.operate': administrators,
} as const satisfies Readonly<Record<string, readonly Role[]>>;
export type Permission = keyof typeof PERMISSIONS;

export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as readonly Permission[];

/** What a person or key may do now: the role's permissions, narrowed by the key's scopes. */
export function permissionsOf({ role, scopes }: Pick<Actor, 'role' | 'scopes'>): readonly Permission[] {
  return PERMISSION_NAMES.filter(
    (permission) => PERMISSIONS[permission].includes(role) && (scopes === undefined || scopes.includes(permission)),
  );
}

/** Whether the actor has the permission. */
export function mayDo(actor: Pick<Actor, 'role' | 'scopes'>, permission: Permission): boolean {
  return permissionsOf(actor).includes(permission);
}
