-- A part of what starts a workflow may start another version than the live one, while both are measured.
-- breaking: no
-- transaction: yes

-- An older server sends everything to the live version, and ends no rollout when it publishes: the newer ones see then that its
-- base is not live, and send nothing to its candidate.
create table rollout (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  workflow_id uuid not null references workflow (id) on delete cascade,
  base_version_id uuid not null references workflow_version (id) on delete cascade,
  candidate_version_id uuid not null references workflow_version (id) on delete cascade,
  percent integer not null check (percent between 1 and 99),
  max_error_points double precision not null,
  min_runs integer not null,
  started_by text,
  started_at timestamptz not null default now(),
  -- When anything of it changed: who follows the workflow looks here.
  changed_at timestamptz not null default now(),
  -- When a process last took it, to compare the two versions.
  checked_at timestamptz not null default now(),
  ended_at timestamptz,
  outcome text,
  reason text,
  ended_by text,
  -- The rule ended it, and no person.
  is_automatic boolean not null default false
);
create unique index rollout_active on rollout (workflow_id) where ended_at is null;
create index rollout_newest on rollout (workflow_id, started_at desc);
