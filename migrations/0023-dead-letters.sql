-- What could not be processed is kept, to be looked at, mended and tried again; bulk actions may be over it too.
-- breaking: no
-- transaction: yes

create table dead_letter (
  -- Of source 'run': the id of the run.
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  source text not null check (source in ('run', 'webhook', 'trigger')),
  -- What the source calls it: a run's id, else the id of a trigger in its workflow.
  source_ref text not null,
  stage text not null check (stage in ('decode', 'schema', 'filter', 'map', 'deliver', 'run')),
  workflow_id uuid references workflow (id) on delete cascade,
  -- As it came. Null: it is the input of the run, or the workflow keeps none.
  body bytea,
  body_hash bytea,
  content_type text,
  -- JSON: an object of texts, without those that open doors elsewhere.
  headers text,
  -- JSON: what else its source needs to take it in again.
  envelope text,
  -- JSON: what it was last tried again with, in place of the body.
  edited text,
  error_code text not null,
  message text not null,
  stack text,
  fingerprint text not null,
  -- What its sender was told, as an HTTP status. Null: nothing, or that all was well.
  answered smallint,
  -- How often it was tried and failed; how often the same bytes came.
  attempts integer not null default 1,
  occurrences integer not null default 1,
  -- Others that failed so and were not kept, because there were too many.
  unkept integer not null default 0,
  first_failed_at timestamptz not null default now(),
  last_failed_at timestamptz not null default now(),
  state text not null default 'open' check (state in ('open', 'redriving', 'resolved', 'discarded')),
  -- Counted up each time that it is tried again: one attempt makes one run, however often it is repeated.
  redrives integer not null default 0,
  redriven_at timestamptz,
  -- The run that was made of it.
  new_run_id uuid,
  -- Why it was discarded.
  reason text,
  changed_by text,
  changed_at timestamptz,
  constraint dead_letter_reason check (state <> 'discarded' or reason is not null)
);
create index dead_letter_newest on dead_letter (workspace_id, last_failed_at desc, id desc);
create index dead_letter_open on dead_letter (workspace_id, workflow_id, source, stage) where state = 'open';
create index dead_letter_alike on dead_letter (workspace_id, fingerprint, last_failed_at desc);
-- What came twice is found by its bytes.
create index dead_letter_same on dead_letter (workspace_id, fingerprint, body_hash) where state = 'open';
create index dead_letter_redriving on dead_letter (id) where state = 'redriving';
create index dead_letter_age on dead_letter (last_failed_at);

-- The list of such an action is of dead letters: its `filter` narrows those, and `run_id` of an item is a dead letter's id.
alter table bulk_action drop constraint bulk_action_action_check;
alter table bulk_action add constraint bulk_action_action_check
  check (action in ('retry', 'replay', 'cancel', 'redrive', 'discard'));
-- Of 'discard': why.
alter table bulk_action add column because text;
-- How the last of them went.
create index bulk_item_settled on bulk_item (bulk_id, settled_at desc) where settled_at is not null;
