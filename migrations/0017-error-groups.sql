-- Failed runs are grouped by what failed, and each group has a state that people set.
-- breaking: no
-- transaction: yes

-- Of a failure that counts. What an older server ends meanwhile has none, and is in no group.
alter table run add column fingerprint text;
-- Only failed runs are in it: one that ends well pays nothing.
create index run_fingerprint on run (workspace_id, fingerprint, id desc) where fingerprint is not null;

create table error_group (
  workspace_id uuid not null references workspace (id) on delete cascade,
  fingerprint text not null,
  workflow_id uuid not null references workflow (id) on delete cascade,
  -- Names of states, without item indexes and visit counts. Empty: no step failed.
  state_path text not null,
  -- Of the failed step, as it was seen last.
  resource text,
  error text not null,
  normalised_cause text not null,
  -- Of the newest run.
  sample_cause text not null,
  sample_run_id uuid not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  seen_count bigint not null,
  newest_version integer,
  state text not null default 'open' check (state in ('open', 'resolved', 'ignored')),
  -- Kept when it is open again, to say since when.
  resolved_in integer,
  ignored_until timestamptz,
  -- So many more times.
  ignored_for integer,
  is_regressed boolean not null default false,
  assignee text,
  changed_at timestamptz,
  changed_by text,
  primary key (workspace_id, fingerprint),
  constraint error_group_resolved_in check (state <> 'resolved' or resolved_in is not null)
);
create index error_group_newest on error_group (workspace_id, last_seen_at desc, fingerprint desc);
create index error_group_frequent on error_group (workspace_id, seen_count desc, fingerprint desc);
create index error_group_age on error_group (last_seen_at);

-- How often, hour by hour and version by version. 0: a version that is gone.
create table error_group_hour (
  workspace_id uuid not null,
  fingerprint text not null,
  hour timestamptz not null,
  version integer not null,
  seen_count integer not null,
  primary key (workspace_id, fingerprint, hour, version),
  foreign key (workspace_id, fingerprint) references error_group (workspace_id, fingerprint) on delete cascade
);
create index error_group_hour_age on error_group_hour (hour);
