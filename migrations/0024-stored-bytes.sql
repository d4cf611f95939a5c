-- How many bytes the runs of each workflow hold, by day, and how many a workflow may hold at most.
-- breaking: no
-- transaction: yes

-- Days of runs, by when they were measured last.
create table storage_day (
  day date primary key,
  measured_at timestamptz not null
);

create table workflow_storage (
  workflow_id uuid not null references workflow (id) on delete cascade,
  day date not null,
  runs bigint not null,
  bytes bigint not null,
  -- Of so large a day only a part was read.
  is_sampled boolean not null,
  primary key (workflow_id, day)
);
create index workflow_storage_day on workflow_storage (day);

create table workflow_quota (
  workflow_id uuid primary key references workflow (id) on delete cascade,
  max_bytes bigint not null check (max_bytes > 0),
  set_by text not null,
  set_at timestamptz not null default now(),
  -- What it has removed since it was set.
  removed_at timestamptz,
  removed_runs bigint not null default 0,
  removed_bytes bigint not null default 0
);

alter table run add column payloads_removed_at timestamptz;
