-- Workspaces whose workflows are all paused, those that are published later too.
-- breaking: no
-- transaction: yes

create table paused_workspace (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  paused_at timestamptz not null default now(),
  paused_by text not null
);
