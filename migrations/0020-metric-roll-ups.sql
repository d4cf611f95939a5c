-- Figures of runs, queues and calls are rolled up by minute, hour and day; baselines, and how long integrations took to add.
-- breaking: no
-- transaction: yes

-- What ended when: the runs of a minute are counted again and again until it is long over.
create index run_ended on run (ended_at) where ended_at is not null and not is_test;

-- Of a workspace, of each workflow, and of each of its versions; of calls, of each connector and each connection.
create table metric_rollup (
  workspace_id uuid not null references workspace (id) on delete cascade,
  kind text not null check (kind in ('run', 'call', 'queue')),
  -- Zeros: of all. A workflow that is gone keeps its figures.
  workflow_id uuid not null,
  -- 0: of all.
  version integer not null,
  -- Empty: of all.
  connector text not null,
  connection text not null,
  step_seconds integer not null check (step_seconds in (60, 3600, 86400)),
  bucket_at timestamptz not null,
  -- Runs, calls, or samples in which something stood in the queue.
  total bigint not null,
  succeeded bigint not null default 0,
  failed bigint not null default 0,
  -- Of calls: those that failed because there were too many.
  limited bigint not null default 0,
  -- Bucket by bucket of a logarithmic scale, those that are not empty.
  duration_buckets smallint[] not null default '{}',
  duration_counts bigint[] not null default '{}',
  wait_buckets smallint[] not null default '{}',
  wait_counts bigint[] not null default '{}',
  -- Of the queue.
  depth_sum bigint not null default 0,
  oldest_ms bigint not null default 0,
  primary key (workspace_id, kind, workflow_id, version, connector, connection, step_seconds, bucket_at)
);
create index metric_rollup_span on metric_rollup (step_seconds, bucket_at);

-- How often somebody looked: what has no row then was 0, and else is not known.
create table metric_look (
  step_seconds integer not null,
  bucket_at timestamptz not null,
  looks integer not null,
  primary key (step_seconds, bucket_at)
);

-- How far runs are rolled up, by the database's clock. One row.
create table metric_progress (
  id boolean primary key default true check (id),
  rolled_until timestamptz,
  -- When all minutes that are kept were last compared with the runs.
  compared_at timestamptz,
  -- Calls of that time came late: what was made of their minutes is made anew.
  fold_from timestamptz
);
insert into metric_progress default values;

-- The newest batch of calls of each process, so that one that is sent again counts once.
create table metric_sender (
  sender text primary key,
  sequence bigint not null,
  sent_at timestamptz not null
);

create table metric_success (
  workspace_id uuid not null references workspace (id) on delete cascade,
  workflow_id uuid not null,
  ended_at timestamptz not null,
  primary key (workspace_id, workflow_id)
);

-- From the first edit of a workflow to its first run that succeeded in earnest. Written once.
create table integration_time (
  workspace_id uuid not null references workspace (id) on delete cascade,
  workflow_id uuid primary key references workflow (id) on delete cascade,
  begun_at timestamptz not null,
  -- Null, like the end: it was there before anybody measured.
  published_at timestamptz,
  succeeded_at timestamptz
);
create index integration_time_newest on integration_time (workspace_id, succeeded_at desc) where succeeded_at is not null;
insert into integration_time (workspace_id, workflow_id, begun_at)
select workspace_id, id, created_at from workflow where live_version_id is not null;

-- Figures of a time that people compare with later.
create table metric_baseline (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  name text not null,
  -- One JSON object each: names of what it is about, and figure by figure.
  scope text not null,
  figures text not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  created_at timestamptz not null default now(),
  created_by text not null
);
create index metric_baseline_newest on metric_baseline (workspace_id, id desc);
