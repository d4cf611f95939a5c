-- Boards that people put together of the figures that are kept, for everybody of a workspace.
-- breaking: no
-- transaction: yes

create table board (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  name text not null,
  -- A JSON array, in the order in which they are shown. Workflows are named: one that is gone leaves its tile.
  tiles text not null,
  -- One more with each edit, so that nobody writes over what they have not seen.
  revision integer not null default 1,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_by text not null,
  updated_at timestamptz not null default now()
);
create unique index board_name on board (workspace_id, lower(name));
