-- What connectors keep between calls.
-- breaking: no
-- transaction: yes

create table connector_value (
  workspace_id uuid not null references workspace (id) on delete cascade,
  connector text not null,
  -- By name. Empty: none.
  connection text not null,
  key text not null,
  -- JSON.
  value text not null,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, connector, connection, key)
);
