-- What composite states, answers from elsewhere, admission, schedules, search, large values and retention need.
-- breaking: no
-- transaction: yes

alter table run
  -- The run that started this one, the step of it, how deep below the first, and whether it waits for the end.
  add column parent_run_id uuid,
  add column parent_path text,
  add column depth smallint,
  add column parent_awaits boolean,
  -- Beside `cancel_requested`: an earlier Millrace sets only that one, and means `stop`.
  add column cancel_mode text check (cancel_mode in ('stop', 'compensate')),
  add column compensating boolean not null default false,
  -- Times that a process lost the run while it executed, since it last moved.
  add column losses smallint not null default 0,
  -- What it waits for is in `run_admission`.
  add column has_admission boolean not null default false,
  -- One JSON object, to be shown; what is searched is in `search_attribute`.
  add column search_attributes text,
  -- What its version keeps of the payloads once it has ended. Null: all, or it is done.
  add column kept_payloads text check (kept_payloads in ('errors', 'none'));
create index run_compensating on run (workspace_id, id desc) where compensating and ended_at is null;
create index run_children on run (parent_run_id, id desc) where parent_run_id is not null;
-- Runs whose lease has run out are found without reading what is queued before them: each run is in one of the two.
drop index run_due;
create index run_due on run (due_at) where due_at is not null and status <> 'running';
create index run_leased on run (due_at) where due_at is not null and status = 'running';
create index run_lost on run (due_at) where losses > 0 and due_at is not null;
create index run_to_blank on run (ended_at) where kept_payloads is not null and ended_at is not null;

-- The newest entry of each path inside a composite state.
create table run_journal (
  run_id uuid not null,
  path text collate "C" not null,
  entry text not null,
  primary key (run_id, path)
) partition by range (run_id);
create table run_journal_default partition of run_journal default;

-- Something came that a run waits for. A row of its own: hundreds of children that end at once must not queue for the row of
-- their parent, and nobody who holds one run's row must wait for another's.
create table run_signal (
  run_id uuid not null,
  -- What came: the run that has ended, or the token that was answered.
  source text not null,
  primary key (run_id, source)
);

-- What runs with conditions wait for. Beside `run`, so that the others pay nothing for it.
create table run_admission (
  run_id uuid primary key,
  workspace_id uuid not null,
  workflow_id uuid not null,
  state text not null check (state in ('held', 'admitted', 'ended')),
  -- Runs that share a limit, so that a limit which is reached is met once, not once per run.
  bucket text not null,
  ordering_key text,
  concurrency_key text,
  concurrency_max integer,
  overlap text check (overlap in ('queue', 'skip', 'cancelOldest')),
  rate_key text,
  rate_limit integer,
  rate_seconds double precision,
  debounce_key text,
  -- When nothing newer of its key has come until then, it may begin.
  held_until timestamptz,
  admitted_at timestamptz
);
create index run_admission_held on run_admission (workflow_id, bucket, run_id) where state = 'held';
create index run_admission_queued on run_admission (workspace_id, workflow_id) where state = 'held';
create index run_admission_order on run_admission (workflow_id, ordering_key, state, run_id)
  where state <> 'ended' and ordering_key is not null;
create index run_admission_concurrency on run_admission (workflow_id, concurrency_key, run_id)
  where state = 'admitted' and concurrency_key is not null;
create index run_admission_open on run_admission (workflow_id, concurrency_key)
  where state <> 'ended' and concurrency_key is not null;
create index run_admission_rate on run_admission (workflow_id, rate_key, admitted_at)
  where admitted_at is not null and rate_key is not null;
create index run_admission_debounce on run_admission (workflow_id, debounce_key, run_id)
  where state = 'held' and debounce_key is not null;
create index run_admission_newest on run_admission (workflow_id, run_id desc)
  where state = 'held' and debounce_key is not null;
create index run_admission_quiet on run_admission (workflow_id, held_until)
  where state = 'held' and debounce_key is not null;
create index run_admission_ended on run_admission (admitted_at) where state = 'ended';

create table search_attribute (
  workspace_id uuid not null,
  name text not null,
  value text not null,
  run_id uuid not null,
  primary key (workspace_id, name, value, run_id)
);
create index search_attribute_run on search_attribute (run_id);

-- Values of more than 64 KiB, once each.
create table payload (
  -- SHA-256 of the body.
  hash bytea primary key,
  body text not null,
  last_used_on date not null
);
create index payload_use on payload (last_used_on);

create table task_token (
  token text primary key,
  workspace_id uuid not null,
  run_id uuid not null,
  path text not null,
  attempt integer not null,
  opened_at timestamptz not null default now(),
  expires_at timestamptz not null,
  beat_at timestamptz,
  answered_at timestamptz,
  output text,
  error text,
  cause text,
  -- The run has given up on it.
  withdrawn_at timestamptz
);
create unique index task_token_attempt on task_token (run_id, path, attempt) where withdrawn_at is null;
create index task_token_run on task_token (run_id);
create index task_token_expiry on task_token (expires_at);

-- Schedules of live versions.
create table schedule (
  workflow_id uuid not null references workflow (id) on delete cascade,
  trigger_id text not null,
  workspace_id uuid not null references workspace (id) on delete cascade,
  version_id uuid not null references workflow_version (id) on delete cascade,
  -- One JSON object: the trigger as the version has it.
  definition text not null,
  -- When it was first published as it is.
  anchor_at timestamptz not null,
  -- As long as nobody has computed the first tick: the anchor. Null: it never fires again.
  next_at timestamptz,
  primary key (workflow_id, trigger_id)
);
create index schedule_due on schedule (next_at) where next_at is not null;

create table schedule_tick (
  workflow_id uuid not null,
  trigger_id text not null,
  planned_at timestamptz not null,
  -- Null: skipped.
  run_id uuid,
  primary key (workflow_id, trigger_id, planned_at)
);
create index schedule_tick_age on schedule_tick (planned_at);

-- Forms and webhooks have addresses of their own.
alter table live_webhook add column type text not null default 'webhook' check (type in ('webhook', 'form'));
alter table live_webhook drop constraint live_webhook_pkey, add primary key (workspace_id, path, type);

-- Of the version's settings, so that retention need not read documents. Null: the default.
alter table workflow_version
  add column succeeded_days integer,
  add column failed_days integer,
  add column kept_payloads text check (kept_payloads in ('errors', 'none'));
