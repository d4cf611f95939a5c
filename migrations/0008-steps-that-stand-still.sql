-- Steps that have failed and stand still, until somebody decides or mends their connection.
-- breaking: no
-- transaction: yes

alter table task_token
  -- Of the step, as its records show it. Null: the token waits for something else than a decision.
  add column held_path text,
  add column held_state text,
  add column held_resource text,
  add column held_error text,
  add column held_cause text,
  -- By name. Null: it waits for a person alone.
  add column held_connection text,
  -- When the call began that is held, with what its connection held then.
  add column held_called_at timestamptz,
  add constraint task_token_held_check check (
    (held_path is null) = (held_error is null) and (held_path is null) = (held_cause is null)
      and (held_path is null) = (held_state is null) and (held_path is null) = (held_resource is null)
      and (held_path is null) = (held_called_at is null)
      and (held_connection is null or held_path is not null)
  );

create index task_token_held_connection on task_token (workspace_id, held_connection, held_called_at)
  where held_connection is not null and answered_at is null and withdrawn_at is null;

create index task_token_held on task_token (workspace_id, opened_at)
  where held_path is not null and answered_at is null and withdrawn_at is null;

alter table connection
  -- A person has mended it: what stood still for it before goes on.
  add column mended_at timestamptz,
  -- Some of that was let go at that moment: more follow a little later.
  add column released_at timestamptz;
