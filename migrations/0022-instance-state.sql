-- Whether this installation begins anything by itself: one that was restored waits until somebody says so.
-- breaking: no
-- transaction: yes

create table instance_state (
  -- There is one row.
  id boolean primary key default true check (id),
  dispatch_paused boolean not null default false,
  paused_at timestamptz,
  -- 'restored'
  reason text check (reason in ('restored')),
  resumed_at timestamptz,
  resumed_by text
);

insert into instance_state default values;
