-- Drafts are tested: what a test runs, what stands in for its steps, and calls of test addresses.
-- breaking: no
-- transaction: yes

-- Tests, and the runs that they start: they count nowhere, and go after a week.
alter table run add column is_test boolean not null default false;
create index run_tests on run (id) where is_test;

-- Beside the versions, which have numbers and may be live: a run of a test has its id as version_id. An older server that
-- claims such a run finds no version, and ends it without calling anything.
create table draft_test (
  id uuid primary key,
  workflow_id uuid not null references workflow (id) on delete cascade,
  document text not null,
  -- JSON: where it begins and ends, and what stands in for its steps.
  plan text not null,
  kept_payloads text,
  created_at timestamptz not null default now()
);
create index draft_test_age on draft_test (created_at);

-- What tests take instead of calling a step.
create table step_sample (
  workflow_id uuid not null references workflow (id) on delete cascade,
  state text not null,
  kind text not null,
  -- JSON. Null: an error stands in for the step.
  output text,
  error text,
  cause text,
  -- Of a pin: where it is from.
  run_id uuid,
  run_path text,
  updated_at timestamptz not null default now(),
  updated_by text,
  primary key (workflow_id, state)
);

-- Who saved the draft last.
alter table workflow add column draft_saved_by text;

-- Paths of webhooks and forms in drafts: where calls of test addresses go. Several drafts may have one path.
create table draft_hook (
  workspace_id uuid not null references workspace (id) on delete cascade,
  path text not null,
  workflow_id uuid not null references workflow (id) on delete cascade,
  trigger_id text not null,
  primary key (workspace_id, path, workflow_id, trigger_id)
);
create index draft_hook_workflow on draft_hook (workflow_id);

-- One call is one row in each workflow that keeps it.
create table captured_call (
  workflow_id uuid not null references workflow (id) on delete cascade,
  id uuid not null,
  trigger_id text not null,
  method text not null,
  path text not null,
  headers text not null,
  query text not null,
  body text not null,
  -- Of the body as it arrived.
  bytes integer not null,
  captured_at timestamptz not null default now(),
  primary key (workflow_id, id)
);
create index captured_call_age on captured_call (captured_at);

-- Drafts that were there before. One that cannot be read has no paths until it is saved again.
do $$
declare
  each record;
begin
  for each in select id, workspace_id, draft from workflow where deleted_at is null loop
    begin
      insert into draft_hook (workspace_id, path, workflow_id, trigger_id)
      select each.workspace_id, trigger.value ->> 'path', each.id, trigger.key
      from json_each(each.draft::json -> 'triggers') trigger
      where trigger.value ->> 'type' in ('webhook', 'form') and length(trigger.value ->> 'path') between 1 and 400;
    exception when others then
      null;
    end;
  end loop;
end $$;
