// Between the words of triggers and the columns.
import type { ConnectorTrigger, JsonValue } from '@millrace/machine';
import type {
  KeptTrigger,
  Subscription,
  SubscriptionState,
  TakenSubscription,
  TakenTrigger,
  TriggerHealth,
  TriggerKind,
  TriggerTrouble,
} from '@millrace/runtime';

export interface TriggerRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly workflow_id: string;
  readonly version_id: string;
  readonly trigger_id: string;
  readonly identity: string;
  readonly definition: string;
  readonly kind: TriggerKind | null;
  readonly every_seconds: number | null;
  readonly start_ms: number;
  readonly retired_ms: number | null;
  readonly cursor: string | null;
  readonly cursor_schema: string | null;
  readonly polled_ms: number | null;
  readonly next_ms: number | null;
  readonly fence: number;
  readonly attempts: number;
  readonly health: TriggerHealth['state'];
  readonly trouble: string | null;
  readonly noted_ms: number | null;
  readonly subscription_id: string | null;
}

const msOf = (column: string): string => `extract(epoch from ${column})::double precision * 1000`;

/** The columns of {@link TriggerRow}, of a table by this name. */
export const triggerColumns = (table: string): string =>
  ['id', 'workspace_id', 'workflow_id', 'version_id', 'trigger_id', 'identity', 'definition', 'kind', 'every_seconds']
    .concat(['cursor', 'cursor_schema', 'fence', 'attempts', 'health', 'trouble', 'subscription_id'])
    .map((name) => `${table}.${name}`)
    .concat(
      ['start', 'retired', 'polled', 'next', 'noted'].map((name) => `${msOf(`${table}.${name}_at`)} as ${name}_ms`),
    )
    .join(', ');

export interface SubscriptionRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly connector: string;
  readonly trigger: string;
  readonly connector_version: string | null;
  readonly connection: string;
  readonly identity_hash: string;
  readonly identity: string;
  readonly sealed: Buffer;
  readonly state: SubscriptionState;
  readonly remote_id: string | null;
  readonly address: string | null;
  readonly expires_ms: number | null;
  readonly renew_ms: number | null;
  readonly active_ms: number | null;
  readonly fence: number;
  readonly attempts: number;
  readonly trouble: string | null;
}

/** The columns of {@link SubscriptionRow}, of a table by this name. */
export const subscriptionColumns = (table: string): string =>
  ['id', 'workspace_id', 'connector', 'trigger', 'connector_version', 'connection', 'identity_hash', 'identity']
    .concat(['sealed', 'state', 'remote_id', 'address', 'fence', 'attempts', 'trouble'])
    .map((name) => `${table}.${name}`)
    .concat(['expires', 'renew', 'active'].map((name) => `${msOf(`${table}.${name}_at`)} as ${name}_ms`))
    .join(', ');

export function toKeptTrigger(row: TriggerRow): KeptTrigger {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    workflowId: row.workflow_id,
    versionId: row.version_id,
    triggerId: row.trigger_id,
    identity: row.identity,
    trigger: JSON.parse(row.definition) as ConnectorTrigger,
    startMs: Math.round(row.start_ms),
    attempts: row.attempts,
    health: toHealth(row),
    ...(row.cursor === null
      ? {}
      : { cursor: { value: JSON.parse(row.cursor) as JsonValue, schema: row.cursor_schema ?? '' } }),
    ...present({
      kind: row.kind,
      everySeconds: row.every_seconds,
      retiredAtMs: rounded(row.retired_ms),
      polledAtMs: rounded(row.polled_ms),
      nextAtMs: rounded(row.next_ms),
      notedAtMs: rounded(row.noted_ms),
      subscriptionId: row.subscription_id,
    }),
  };
}

export const toTakenTrigger = (row: TriggerRow): TakenTrigger => ({ ...toKeptTrigger(row), fence: row.fence });

export function toSubscription(row: SubscriptionRow): Subscription {
  const trouble = toTrouble(row.trouble);
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    connector: row.connector,
    trigger: row.trigger,
    identityHash: row.identity_hash,
    identity: JSON.parse(row.identity) as JsonValue,
    sealed: row.sealed,
    state: row.state,
    attempts: row.attempts,
    ...(row.connection === '' ? {} : { connection: row.connection }),
    ...(trouble === undefined ? {} : { trouble }),
    ...present({
      connectorVersion: row.connector_version,
      remoteId: row.remote_id,
      address: row.address,
      expiresAtMs: rounded(row.expires_ms),
      renewAtMs: rounded(row.renew_ms),
    }),
  };
}

export function toTakenSubscription(
  row: SubscriptionRow & { readonly is_wanted: boolean; readonly is_releasable: boolean },
): TakenSubscription {
  return {
    ...toSubscription(row),
    fence: row.fence,
    isWanted: row.is_wanted,
    isReleasable: row.is_releasable,
  };
}

function toHealth({ health: state, trouble: text }: Pick<TriggerRow, 'health' | 'trouble'>): TriggerHealth {
  const trouble = toTrouble(text);
  return trouble === undefined ? { state } : { state, trouble };
}

const toTrouble = (text: string | null): TriggerTrouble | undefined =>
  text === null ? undefined : (JSON.parse(text) as TriggerTrouble);
export const troubleText = (trouble: TriggerTrouble | null | undefined): string | null =>
  trouble === null || trouble === undefined ? null : JSON.stringify(trouble);

const rounded = (epochMs: number | null): number | null => (epochMs === null ? null : Math.round(epochMs));

type Present<T> = { readonly [Name in keyof T]?: NonNullable<T[Name]> };
/** Without what is null. */
function present<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as Present<T>;
}
