// Which version a connector must get: what its users can rely on, and what has become of that.
import type { JsonObject, JsonValue } from '../json.ts';
import type { Manifest, ManifestAction, ManifestAuth, ManifestIdempotency, ManifestTrigger } from '../manifest.ts';
import { DEFAULT_MEMORY_MIB } from '../describe-connector.ts';
import { compareSchemas, type SchemaChange } from './compare-schemas.ts';

export type Bump = 'patch' | 'minor' | 'major';
export interface ManifestChange {
  /** `actions/create_ticket/input/subject` */
  readonly path: string;
  readonly rule: string;
  readonly bump: Bump;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}
export interface Comparison {
  /** The least that the next version must be. */
  readonly bump: Bump;
  readonly changes: readonly ManifestChange[];
  /** Hosts, sockets, access to secrets, memory that were not there before: whoever installs it is asked again. */
  readonly newPermissions: readonly string[];
}

/** What has changed from one version of a connector to the next. */
export function compareManifests(before: Manifest, after: Manifest): Comparison {
  const newPermissions = findNewPermissions(before, after);
  const changes = [
    ...compareMembers('actions', { before: before.actions, after: after.actions }, compareActions),
    ...compareMembers('triggers', { before: before.triggers, after: after.triggers }, compareTriggers),
    ...compareMembers('auth', { before: before.auth, after: after.auth }, compareAuth),
    ...compareMembers('tables', { before: before.tables, after: after.tables }, compareTables),
    ...compareNames('options', before.options, after.options),
    ...compareNames('schemas', before.schemas, after.schemas),
    ...compareNames('errors', Object.keys(before.errors), Object.keys(after.errors)),
    ...newPermissions.map((permission) => ({
      path: 'permissions',
      rule: 'permission.added',
      bump: 'minor' as const,
      after: permission,
    })),
  ];
  const bump = (['major', 'minor'] as const).find((kind) => changes.some((change) => change.bump === kind)) ?? 'patch';
  return { bump, changes, newPermissions };
}

type Compare<T> = (path: string, members: { readonly before: T; readonly after: T }) => readonly ManifestChange[];

function compareMembers<T>(
  path: string,
  { before, after }: { readonly before: Readonly<Record<string, T>>; readonly after: Readonly<Record<string, T>> },
  compare: Compare<T>,
): readonly ManifestChange[] {
  const shared = Object.keys(before).filter((name) => Object.hasOwn(after, name));
  return [
    ...compareNames(path, Object.keys(before), Object.keys(after)),
    ...shared.flatMap((name) => compare(`${path}/${name}`, { before: before[name] as T, after: after[name] as T })),
  ];
}

function compareNames(path: string, before: readonly string[], after: readonly string[]): readonly ManifestChange[] {
  const without = (names: readonly string[], others: readonly string[]): readonly string[] =>
    names.filter((name) => !others.includes(name));
  return [
    ...without(before, after).map((name) => ({ path: `${path}/${name}`, rule: 'removed', bump: 'major' as const })),
    ...without(after, before).map((name) => ({ path: `${path}/${name}`, rule: 'added', bump: 'minor' as const })),
  ];
}

const compareActions: Compare<ManifestAction> = (path, { before, after }) => [
  ...given(`${path}/input`, before.input, after.input),
  ...returned(path, before.output, after.output),
  ...compareDeprecation(path, { before, after }),
  ...(before.effects === 'read' && after.effects === 'write'
    ? [{ path: `${path}/effects`, rule: 'effects.write', bump: 'major' as const, before: 'read', after: 'write' }]
    : []),
  ...(isWeaker(before.idempotency, after.idempotency)
    ? [{ path: `${path}/idempotency`, rule: 'idempotency.weakened', bump: 'major' as const }]
    : []),
  ...comparePauses(path, { before, after }),
];

/** Runs that have paused could not go on without `resume`; with it, a step may take days that took seconds. */
const comparePauses: Compare<ManifestAction> = (path, { before, after }) => {
  if (before.hasResume === after.hasResume) return [];
  return after.hasResume === true
    ? [{ path: `${path}/resume`, rule: 'resume.added', bump: 'minor' }]
    : [{ path: `${path}/resume`, rule: 'resume.removed', bump: 'major' }];
};

/** A repeated write was harmless, and may be none any more. */
function isWeaker(before: ManifestIdempotency | undefined, after: ManifestIdempotency | undefined): boolean {
  if (before === undefined || before.kind === 'none') return false;
  const lostVerify = before.hasVerify === true && after?.hasVerify !== true && before.kind === after?.kind;
  return after === undefined || after.kind === 'none' || lostVerify;
}

const compareTriggers: Compare<ManifestTrigger> = (path, { before, after }) => [
  ...given(`${path}/input`, before.input, after.input),
  ...returned(path, before.output, after.output),
  ...compareDeprecation(path, { before, after }),
  ...changed(`${path}/kind`, before.kind, after.kind),
  ...changed(`${path}/delivery`, before.delivery, after.delivery),
  ...(after.canMigrateCursor === true || isSame(before.cursor, after.cursor)
    ? []
    : [{ path: `${path}/cursor`, rule: 'cursor.changed', bump: 'major' as const }]),
];

const compareAuth: Compare<ManifestAuth> = (path, { before, after }) => [
  ...changed(`${path}/kind`, before.kind, after.kind),
  ...given(`${path}/fields`, before.fields, after.fields),
  ...compareScopes(path, before, after),
];

/** Who has connected must be asked again for a scope that is new. */
function compareScopes(path: string, before: ManifestAuth, after: ManifestAuth): readonly ManifestChange[] {
  const scopesOf = ({ oauth2 }: ManifestAuth): readonly string[] => Object.keys((oauth2?.scopes ?? {}) as JsonObject);
  const known = scopesOf(before);
  return scopesOf(after)
    .filter((scope) => !known.includes(scope))
    .map((scope) => ({ path: `${path}/scopes/${scope}`, rule: 'scope.added', bump: 'minor' as const }));
}

const compareTables: Compare<JsonObject> = (path, { before, after }) =>
  changed(`${path}/primaryKey`, before.primaryKey, after.primaryKey);

function compareDeprecation(
  path: string,
  { before, after }: { readonly before: { deprecated?: string }; readonly after: { deprecated?: string } },
): readonly ManifestChange[] {
  const isNew = before.deprecated === undefined && after.deprecated !== undefined;
  return isNew ? [{ path, rule: 'deprecated', bump: 'minor' }] : [];
}

function changed(path: string, before: JsonValue | undefined, after: JsonValue | undefined): readonly ManifestChange[] {
  if (isSame(before, after)) return [];
  return [
    {
      ...{ path, rule: 'changed', bump: 'major' as const },
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
}

const isSame = (before: unknown, after: unknown): boolean => JSON.stringify(before) === JSON.stringify(after);

/** What users give: it may take more than before, and not less. */
function given(path: string, before: JsonObject, after: JsonObject): readonly ManifestChange[] {
  return compareSchemas(before, after).map((found) =>
    toChange(path, found, found.effect === 'widened' ? 'minor' : 'major'),
  );
}

/** What users get: it may say more than before, and not less. */
function returned(path: string, before: JsonObject, after: JsonObject): readonly ManifestChange[] {
  return compareSchemas(before, after).map((found) => toChange(`${path}/output`, found, bumpOfOutput(found)));
}

function bumpOfOutput({ rule, effect }: SchemaChange): Bump {
  if (rule === 'property.added') return 'minor';
  if (rule === 'property.removed') return 'major';
  return effect === 'narrowed' ? 'minor' : 'major';
}

function toChange(prefix: string, { path, effect: _, ...rest }: SchemaChange, bump: Bump): ManifestChange {
  return { ...rest, path: `${prefix}${path}`, bump };
}

/** What a version may do that the one before may not: hosts, sockets, `secrets`, `memory 512 MiB`. */
function findNewPermissions(
  { permissions: before }: Pick<Manifest, 'permissions'>,
  { permissions: after }: Pick<Manifest, 'permissions'>,
): readonly string[] {
  return [
    ...after.hosts.filter((host) => !before.hosts.includes(host)),
    ...after.sockets.filter((socket) => !before.sockets.includes(socket)),
    ...(after.secrets && !before.secrets ? ['secrets'] : []),
    ...(after.memoryMiB > Math.max(before.memoryMiB, DEFAULT_MEMORY_MIB) ? [`memory ${after.memoryMiB} MiB`] : []),
  ];
}
