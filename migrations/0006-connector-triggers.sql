-- Triggers of connectors: which are live, how far they have read, and what services were asked to tell.
-- breaking: no
-- transaction: yes

-- One for all triggers that want the same of a service with the same connection.
create table subscription (
  -- The end of the address that the service calls: random, since not every delivery is signed.
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  connector text not null,
  trigger text not null,
  -- Exact. Null: the one that new workflows get.
  connector_version text,
  -- By name. Empty: none.
  connection text not null,
  identity_hash text not null,
  -- JSON.
  identity text not null,
  -- The secret of its signatures. Kept before the service is asked, so that a crash loses neither.
  sealed bytea not null,
  -- wanted: the service was not asked yet. creating: it may have been.
  state text not null check (state in ('wanted', 'creating', 'active', 'removing')),
  remote_id text,
  -- Where the service was told to call.
  address text,
  expires_at timestamptz,
  renew_at timestamptz,
  -- When the service began to tell.
  active_at timestamptz,
  -- When somebody must look. Null: when nobody wants it any more.
  due_at timestamptz,
  lease_until timestamptz,
  fence integer not null default 0,
  attempts integer not null default 0,
  -- One JSON object: code and message.
  trouble text,
  unique (workspace_id, connector, trigger, connection, identity_hash)
);
create index subscription_due on subscription (due_at) where due_at is not null;

-- A connector's trigger of a workflow, in one shape of its arguments. Retired ones are remembered for a month.
create table connector_trigger (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null references workspace (id) on delete cascade,
  workflow_id uuid not null references workflow (id) on delete cascade,
  trigger_id text not null,
  -- Hash of workflow, trigger id, use, connection and arguments.
  identity text not null,
  version_id uuid not null references workflow_version (id) on delete cascade,
  use text not null,
  -- By name. Empty: none.
  connection text not null,
  -- One JSON object: the trigger as the version has it.
  definition text not null,
  -- Null: its connector was not asked yet.
  kind text check (kind in ('subscription', 'app', 'manual', 'polling', 'stream')),
  every_seconds integer,
  -- When its connector must be asked. Null: it was, for this version.
  settle_at timestamptz,
  -- What happened before is left out.
  start_at timestamptz not null,
  -- Null: live.
  retired_at timestamptz,
  -- Keys that other shapes of it have claimed since then count for this one too.
  overlap_from timestamptz,
  -- JSON, and the hash of the schema that it was made by.
  cursor text,
  cursor_schema text,
  -- When the last poll that worked began.
  polled_at timestamptz,
  next_at timestamptz,
  lease_until timestamptz,
  fence integer not null default 0,
  attempts integer not null default 0,
  health text not null default 'new'
    check (health in ('new', 'ok', 'retrying', 'held_back', 'needs_person', 'stuck', 'failed')),
  -- One JSON object: code and message.
  trouble text,
  noted_at timestamptz,
  subscription_id uuid references subscription (id) on delete set null,
  -- Another version of the connector wants another one: the one before, until the new one is active.
  former_subscription_id uuid references subscription (id) on delete set null,
  moved_at timestamptz,
  unique (workflow_id, trigger_id, identity)
);
create index connector_trigger_due on connector_trigger (kind, next_at) where retired_at is null and next_at is not null;
create index connector_trigger_settle on connector_trigger (settle_at) where retired_at is null and settle_at is not null;
create index connector_trigger_subscription on connector_trigger (subscription_id) where subscription_id is not null;
create index connector_trigger_former on connector_trigger (former_subscription_id)
  where former_subscription_id is not null;
create index connector_trigger_retired on connector_trigger (retired_at) where retired_at is not null;

-- Where to call a trigger whose address a person pastes into the service: the same over all versions.
create table trigger_address (
  id uuid primary key default gen_random_uuid(),
  workflow_id uuid not null references workflow (id) on delete cascade,
  trigger_id text not null,
  unique (workflow_id, trigger_id)
);
