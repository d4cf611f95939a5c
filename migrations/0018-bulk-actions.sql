-- One action over many runs: what was asked, how far it is, and what became of each run.
-- breaking: no
-- transaction: yes

create table bulk_action (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  action text not null check (action in ('retry', 'replay', 'cancel')),
  -- One JSON object: the filter as it was asked. Null: the runs were picked one by one.
  filter text,
  -- 'same', 'latest', or a number. Null: nothing was chosen.
  version text,
  compensate boolean not null default false,
  rate_per_second integer not null check (rate_per_second between 1 and 100),
  state text not null check (state in ('running', 'paused', 'aborted', 'done', 'failed')),
  total integer not null,
  done_count integer not null default 0,
  failed_count integer not null default 0,
  skipped_count integer not null default 0,
  started_by text not null,
  started_at timestamptz not null default now(),
  -- Who paused, resumed or aborted it last.
  changed_by text,
  changed_at timestamptz,
  ended_at timestamptz,
  -- Why it stopped by itself.
  reason text,
  -- Who works on it; raised each time that somebody takes it, and an older one writes nothing.
  fence integer not null default 0,
  worker_id text,
  lease_until timestamptz
);
create index bulk_action_newest on bulk_action (workspace_id, id desc);
create index bulk_action_running on bulk_action (id) where state = 'running';
create index bulk_action_ended on bulk_action (ended_at) where ended_at is not null;

create table bulk_item (
  bulk_id uuid not null references bulk_action (id) on delete cascade,
  run_id uuid not null,
  state text not null default 'pending' check (state in ('pending', 'done', 'failed', 'skipped')),
  -- Somebody is at it: kept before anything is done, so that who comes after a crash knows what may have happened.
  begun_at timestamptz,
  new_run_id uuid,
  error_code text,
  error_message text,
  settled_at timestamptz,
  primary key (bulk_id, run_id)
);
create index bulk_item_pending on bulk_item (bulk_id, run_id) where state = 'pending';
create index bulk_item_begun on bulk_item (bulk_id) where state = 'pending' and begun_at is not null;
create index bulk_item_refused on bulk_item (bulk_id, run_id) where state in ('failed', 'skipped');
