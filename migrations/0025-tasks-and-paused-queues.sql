-- Steps that wait for an answer are found at once, however many tokens there are; and queues that somebody has paused.
-- breaking: no
-- transaction: yes

create index task_token_open on task_token (workspace_id, opened_at, run_id, path)
  where held_path is null and answered_at is null and withdrawn_at is null;
create index task_token_answered on task_token (workspace_id, opened_at, run_id, path)
  where held_path is null and answered_at is not null;

-- What is accepted for such a workflow waits.
create table paused_queue (
  workflow_id uuid primary key references workflow (id) on delete cascade,
  workspace_id uuid not null references workspace (id) on delete cascade,
  paused_at timestamptz not null default now(),
  paused_by text not null
);
