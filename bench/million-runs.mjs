// A month of runs, written by SQL: what an installation would have kept of them, without their steps.
const DAY_MS = 86_400_000;

/** Shares as installations have them: nearly all succeed, some wait for weeks. */
const STATUS = `case when n % 1000 < 28 then 'failed' when n % 1000 < 32 then 'timed_out' when n % 1000 < 38 then 'cancelled'
  when n % 1000 < 42 then 'waiting' else 'succeeded' end`;
const TRIGGERS = `(array['webhook', 'webhook', 'webhook', 'schedule', 'connector', 'call', 'manual'])[1 + (n % 7)::integer]`;

// The first half of the workflows has three quarters of the runs. The id has the time, and a number that none repeats.
const FILL = `
insert into run (id, workspace_id, workflow_id, version_id, trigger_id, trigger_type, status, priority, fence, due_at, accepted_at,
  started_at, ended_at, input, output, step_count, current_state, error, cause, failed_path, search_attributes)
select (lpad(to_hex(at_ms), 12, '0') || '7000' || '8000' || lpad(to_hex(n), 12, '0'))::uuid, $1::uuid,
  ($2::uuid[])[place], ($3::uuid[])[place], 'call', ${TRIGGERS}, status, 0, 1,
  case when status = 'waiting' then now() + interval '30 days' end, to_timestamp(at_ms / 1000.0), to_timestamp(at_ms / 1000.0),
  case when status <> 'waiting' then to_timestamp(at_ms / 1000.0) + (n % 9000) * interval '1 millisecond' end,
  json_build_object('body', json_build_object('id', 'A-' || n, 'amount', n % 500, 'email', 'person-' || n % 50000 || '@example.com',
    'note', repeat('x', 300)))::text,
  '{"ok":true}', 3, case when status = 'waiting' then 'Wait' end,
  case when status = 'failed' then (array['Connector.Fatal', 'Connector.RateLimited', 'States.Timeout'])[1 + (n % 3)::integer] end,
  case when status = 'failed' then 'The service said no.' end, case when status = 'failed' then 'Charge' end,
  case when place <= 5 then json_build_object('orderId', 'A-' || n, 'country', country)::text end
from (
  select n, ($4::bigint + (n - $5::bigint) * $7::bigint / $6::bigint) as at_ms, ${STATUS} as status,
    (case when n % 4 < 3 then 1 + n % 10 else 11 + n % 10 end)::integer as place,
    (array['de', 'fr', 'us', 'uk', 'es', 'nl', 'at', 'no'])[1 + (n % 8)::integer] as country
  from generate_series($5::bigint, $5::bigint + $6::bigint - 1) n) made`;

const ATTRIBUTES = `
insert into search_attribute (workspace_id, name, value, run_id)
select workspace_id, attribute.key, attribute.value, id from run, json_each_text(search_attributes::json) attribute
where search_attributes is not null`;

/** The day's partition, as the server makes it on its day. */
async function makeDay(installation, dayMs) {
  const name = `run_${new Date(dayMs).toISOString().slice(0, 10).replaceAll('-', '')}`;
  const [from, to] = [dayMs, dayMs + DAY_MS].map((ms) => ms.toString(16).padStart(12, '0'));
  const bound = (hex) => `'${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000'`;
  await installation.ask(
    `create table if not exists ${name} partition of run for values from (${bound(from)}) to (${bound(to)})`,
  );
}

/** Fills the workspace with so many runs over the days before now. Gives what the questions need. */
export async function fillRuns(installation, { runs, days }) {
  const [{ id: workspaceId }] = await installation.ask(`select id from workspace where slug = 'default'`);
  const workflows = await installation.ask('select id, name, live_version_id from workflow order by name');
  const ids = workflows.map(({ id }) => id);
  const versions = workflows.map(({ live_version_id: version }) => version);
  const now = Date.now();
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const each = Math.floor(runs / days);
  for (let day = days - 1; day >= 0; day -= 1) {
    const fromMs = today - day * DAY_MS;
    await makeDay(installation, fromMs);
    const lengthMs = day === 0 ? now - today : DAY_MS;
    await installation.ask(FILL, [workspaceId, ids, versions, fromMs, (days - 1 - day) * each, each, lengthMs]);
  }
  await installation.ask(ATTRIBUTES);
  // As the database does by itself, in its own time.
  await installation.ask('vacuum analyze run');
  await installation.ask('vacuum analyze search_attribute');
  return { workspaceId, each, total: each * days };
}
