-- Connections with their sealed fields, and the keys that opened them last.
-- breaking: no
-- transaction: yes

-- Key-encryption keys by what they open. The keys themselves are never here.
create table encryption_key (
  id uuid primary key,
  state text not null check (state in ('active', 'decrypt_only', 'retired')),
  canary bytea not null,
  created_at timestamptz not null default now()
);
-- Two processes that make the first key at once: one does.
create unique index encryption_key_active on encryption_key (state) where state = 'active';

create table connection (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  name text not null,
  kind text not null check (kind in ('secret')),
  -- Builders delete what they made. Nobody's, once that person is gone.
  created_by uuid references app_user (id) on delete set null,
  field_names text[] not null,
  -- Part of what the envelope is bound to: raised with it, in one statement.
  version integer not null,
  sealed bytea not null,
  -- The fields before, for senders that have not heard of the new ones yet.
  previous_version integer,
  previous_sealed bytea,
  previous_until timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, name)
);
