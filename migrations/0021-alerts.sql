-- Alerts: what is watched, where it is told, what was told, and which messages are on their way.
-- breaking: no
-- transaction: yes

create table alert_channel (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  name text not null,
  kind text not null check (kind in ('email', 'slack', 'webhook', 'workflow')),
  -- JSON: what is no secret of it.
  target text not null,
  -- Of the sealed secret, which is bound to it; 0: there is none.
  version integer not null default 0,
  sealed bytea,
  secret_set_at timestamptz,
  used_at timestamptz,
  used_well boolean,
  used_detail text,
  created_by text not null,
  created_at timestamptz not null default now(),
  constraint alert_channel_name unique (workspace_id, name)
);

create table alert_rule (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  workflow_id uuid references workflow (id) on delete cascade,
  name text not null,
  -- JSON.
  condition text not null,
  severity text not null check (severity in ('warning', 'critical')),
  -- JSON. Null: none.
  quiet_hours text,
  remind_minutes integer not null,
  is_enabled boolean not null default true,
  muted_until timestamptz,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- When it is looked at next. Rules of a workspace are looked at together.
  next_at timestamptz not null default now(),
  -- Raised by each look and by each change: who looked before then writes nothing.
  fence integer not null default 0,
  -- JSON: how it stands.
  state text not null default '{"standing":"calm"}'
);
create index alert_rule_workspace on alert_rule (workspace_id);
create index alert_rule_workflow on alert_rule (workflow_id) where workflow_id is not null;
create index alert_rule_due on alert_rule (next_at) where is_enabled;

create table alert_rule_channel (
  rule_id uuid not null references alert_rule (id) on delete cascade,
  channel_id uuid not null references alert_channel (id) on delete cascade,
  primary key (rule_id, channel_id)
);
create index alert_rule_channel_channel on alert_rule_channel (channel_id);

create table alert (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  rule_id uuid references alert_rule (id) on delete set null,
  -- The rule as it was, which may have changed, or be gone.
  rule_name text not null,
  condition text not null,
  severity text not null,
  workflow_id uuid,
  workflow_name text,
  started_at timestamptz not null,
  cleared_at timestamptz,
  -- JSON: what was known when it fired.
  facts text not null,
  acknowledged_by text,
  acknowledged_at timestamptz
);
create index alert_newest on alert (workspace_id, id desc);
create index alert_workflow on alert (workflow_id, id desc) where workflow_id is not null;
create index alert_rule_newest on alert (rule_id, id desc) where rule_id is not null;
create index alert_firing on alert (workspace_id, id desc) where cleared_at is null;
create index alert_cleared on alert (cleared_at) where cleared_at is not null;

create table alert_delivery (
  id uuid primary key,
  workspace_id uuid not null references workspace (id) on delete cascade,
  channel_id uuid references alert_channel (id) on delete set null,
  channel_name text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  -- It waits for the end of quiet hours.
  is_digest boolean not null,
  due_at timestamptz not null,
  attempts integer not null default 0,
  fence integer not null default 0,
  sent_at timestamptz,
  -- Why the last try went wrong.
  failure text,
  created_at timestamptz not null default now()
);
create index alert_delivery_due on alert_delivery (due_at) where state = 'waiting';
-- Whatever else waits for the same moment joins it.
create unique index alert_delivery_digest on alert_delivery (channel_id, due_at)
  where is_digest and state = 'waiting' and attempts = 0;

create table alert_event (
  delivery_id uuid not null references alert_delivery (id) on delete cascade,
  alert_id uuid not null references alert (id) on delete cascade,
  kind text not null check (kind in ('fired', 'reminded', 'cleared')),
  at timestamptz not null,
  primary key (delivery_id, alert_id, kind, at)
);
create index alert_event_alert on alert_event (alert_id);
