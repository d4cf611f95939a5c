-- Runs are searched, counted by status over weeks, and searches are kept by name.
-- breaking: no
-- transaction: yes

-- The same entries as before, without those of tests: counting real runs by status reads the index and no row.
create index run_list_status_live on run (workspace_id, status, id desc) where not is_test;
drop index run_list_status;
alter index run_list_status_live rename to run_list_status;

-- Only of runs that have failed. Cut: a name may be as long as its author likes, an entry of an index may not.
create index run_error on run (workspace_id, left(error, 100), id desc) where error is not null;

create table run_view (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  name text not null,
  query text not null,
  -- A JSON array of names. Null: those that a list has by itself.
  columns text,
  created_by text not null,
  created_at timestamptz not null default now()
);
create unique index run_view_name on run_view (workspace_id, lower(name));
