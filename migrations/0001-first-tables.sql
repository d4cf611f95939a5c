-- The first tables: people, workflows and their versions, runs and their steps.
-- breaking: no
-- transaction: yes

create table workspace (
  id uuid primary key,
  slug text not null unique,
  name text not null,
  created_at timestamptz not null default now()
);

create table app_user (
  id uuid primary key,
  email text not null,
  name text not null,
  password_hash text not null,
  created_at timestamptz not null default now()
);
create unique index app_user_email on app_user (lower(email));

create table membership (
  workspace_id uuid not null references workspace (id) on delete cascade,
  user_id uuid not null references app_user (id) on delete cascade,
  role text not null check (role in ('owner', 'admin', 'builder', 'operator', 'viewer')),
  primary key (workspace_id, user_id)
);

create table session (
  token_hash text primary key,
  user_id uuid not null references app_user (id) on delete cascade,
  created_at timestamptz not null default now(),
  idle_until timestamptz not null,
  expires_at timestamptz not null
);

create table api_key (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  user_id uuid not null references app_user (id) on delete cascade,
  name text not null,
  prefix text not null,
  secret_hash text not null unique,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_key_user on api_key (workspace_id, user_id);

create table workflow (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  name text not null,
  title text not null,
  description text not null,
  draft text not null,
  draft_revision integer not null,
  live_version_id uuid,
  -- Whether the draft differs from the live version: kept, since comparing two documents for each row of a list is not.
  draft_changed boolean not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Runs outlive their workflow, and show its name.
  deleted_at timestamptz
);
create unique index workflow_name on workflow (workspace_id, name) where deleted_at is null;

create table workflow_version (
  id uuid primary key,
  workflow_id uuid not null references workflow (id) on delete cascade,
  number integer not null,
  content_hash text not null,
  document text not null,
  note text not null,
  published_by text,
  published_at timestamptz not null default now(),
  unique (workflow_id, number)
);
alter table workflow add foreign key (live_version_id) references workflow_version (id);

-- Where webhook calls go now: one row per trigger of a live version.
create table live_webhook (
  workspace_id uuid not null references workspace (id) on delete cascade,
  path text not null,
  workflow_id uuid not null references workflow (id) on delete cascade,
  version_id uuid not null references workflow_version (id) on delete cascade,
  trigger_id text not null,
  primary key (workspace_id, path)
);
create index live_webhook_workflow on live_webhook (workflow_id);

-- Partitioned by the time inside the UUIDv7 key, so that retention drops partitions. Payloads are JSON as text: jsonb
-- refuses U+0000 and lone surrogates, and no event may be lost to that.
create table run (
  id uuid not null,
  workspace_id uuid not null,
  workflow_id uuid not null,
  version_id uuid not null,
  trigger_id text not null,
  trigger_type text not null,
  status text not null,
  priority smallint not null,
  -- Raised by each claim; a write with an older fence changes nothing.
  fence integer not null,
  worker_id text,
  -- When somebody must look at the run: start it, wake it, or take it over when the lease has ended. Null when ended.
  due_at timestamptz,
  cancel_requested boolean not null default false,
  accepted_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  input text not null,
  raw_body bytea,
  checkpoint text,
  current_state text,
  step_count integer not null,
  output text,
  error text,
  cause text,
  failed_path text,
  primary key (id)
) partition by range (id);
create table run_default partition of run default;
create index run_due on run (due_at) where due_at is not null;
create index run_list on run (workspace_id, id desc);
create index run_list_workflow on run (workflow_id, id desc);
create index run_list_status on run (workspace_id, status, id desc);

create table run_step (
  run_id uuid not null,
  sequence integer not null,
  -- One JSON object per finished step, as the run page shows it; nothing searches inside.
  record text not null,
  primary key (run_id, sequence)
) partition by range (run_id);
create table run_step_default partition of run_step default;

create table dedupe_key (
  workflow_id uuid not null,
  trigger_id text not null,
  key text not null,
  run_id uuid not null,
  content_hash text not null,
  expires_at timestamptz not null,
  primary key (workflow_id, trigger_id, key)
);
create index dedupe_key_expiry on dedupe_key (expires_at);
