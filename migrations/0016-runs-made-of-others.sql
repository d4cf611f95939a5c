-- Retries and replays: runs that are made of others, and what is kept of a run for one that goes on from there.
-- breaking: no
-- transaction: yes

alter table run
  -- The run that this one was made of, how, and the step that it began at.
  add column retry_of uuid,
  add column retry_kind text,
  add column retry_from text,
  -- What the keys of its calls are made of, instead of its id.
  add column key_seed text,
  -- Of the event: a run that is made of this one keeps its place among those of the same key.
  add column ordering_key text,
  -- Its version keeps no payloads of such runs, and they are gone: nothing can be made of it.
  add column payloads_gone boolean not null default false;

create index run_retries on run (retry_of, id desc) where retry_of is not null;
