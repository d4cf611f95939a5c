// Why this shape: what is sealed is bound to its version, which therefore only ever follows the stored one. Indexes:
// `alert_channel_name`, primary key. Locks: the channel's row. Runs: when a person changes something, and after each message.
import {
  MAX_ALERT_CHANNELS,
  RuntimeError,
  type AlertChannel,
  type AlertStore,
  type SealedAlertChannel,
} from '@millrace/runtime';
import type pg from 'pg';
import { CHANNEL_COLUMNS, toChannel, toSealedChannel, type ChannelRow } from '../alert-rows.ts';
import { isUniqueViolation } from '../postgres-errors.ts';
import { storable } from '../storable.ts';

const MAX_DETAIL_CHARACTERS = 500;

const INSERT = `
insert into alert_channel (id, workspace_id, name, kind, target, version, sealed, secret_set_at, created_by)
select $1::uuid, $2::uuid, $3::text, $4::text, $5::text, case when $6::bytea is null then 0 else 1 end, $6::bytea,
  case when $6::bytea is not null then clock_timestamp() end, $7::text
where (select count(*) from alert_channel where workspace_id = $2::uuid) < $8::integer
returning ${CHANNEL_COLUMNS}`;

export async function insertChannel(
  pool: pg.Pool,
  { id, workspaceId, name, target, sealed, createdBy }: Parameters<AlertStore['createChannel']>[0],
): Promise<AlertChannel> {
  const kept = sealed === undefined ? null : Buffer.from(sealed);
  const values = [id, workspaceId, name, target.kind, JSON.stringify(target), kept, createdBy, MAX_ALERT_CHANNELS];
  const { rows } = await nameTaken(name, () =>
    pool.query<ChannelRow>({ name: 'insert-alert-channel', text: INSERT, values }),
  );
  if (rows[0] !== undefined) return toChannel(rows[0]);
  throw new RuntimeError('alert.too_many', `A workspace has at most ${MAX_ALERT_CHANNELS} channels. Remove one first.`);
}

async function nameTaken<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!isUniqueViolation(cause)) throw cause;
    throw new RuntimeError(
      'alert.channel_name_taken',
      `There is a channel named "${name}" already. Choose another name.`,
      {
        cause,
      },
    );
  }
}

const LIST = `
select ${CHANNEL_COLUMNS} from alert_channel where workspace_id = $1::uuid
order by name collate "C" limit ${MAX_ALERT_CHANNELS}`;

export async function listChannels(pool: pg.Pool, workspaceId: string): Promise<readonly AlertChannel[]> {
  const { rows } = await pool.query<ChannelRow>({ name: 'list-alert-channels', text: LIST, values: [workspaceId] });
  return rows.map(toChannel);
}

interface Named {
  readonly workspaceId: string;
  readonly id: string;
}

const FIND = `select ${CHANNEL_COLUMNS} from alert_channel where workspace_id = $1::uuid and id = $2::uuid`;

export async function findChannel(pool: pg.Pool, { workspaceId, id }: Named): Promise<SealedAlertChannel | undefined> {
  const { rows } = await pool.query<ChannelRow>({ name: 'find-alert-channel', text: FIND, values: [workspaceId, id] });
  return rows[0] && toSealedChannel(rows[0]);
}

const CHANGE = `
update alert_channel set name = $3::text, target = $4::text,
  version = coalesce($5::integer, version), sealed = coalesce($6::bytea, sealed),
  secret_set_at = case when $6::bytea is null then secret_set_at else clock_timestamp() end
where workspace_id = $1::uuid and id = $2::uuid and kind = $7::text and ($5::integer is null or version = $5::integer - 1)
returning ${CHANNEL_COLUMNS}`;

export async function changeChannel(
  pool: pg.Pool,
  { workspaceId, id, name, target, next }: Parameters<AlertStore['changeChannel']>[0],
): Promise<AlertChannel | undefined> {
  const secret = next === undefined ? [null, null] : [next.version, Buffer.from(next.sealed)];
  const values = [workspaceId, id, name, JSON.stringify(target), ...secret, target.kind];
  const { rows } = await nameTaken(name, () =>
    pool.query<ChannelRow>({ name: 'change-alert-channel', text: CHANGE, values }),
  );
  return rows[0] && toChannel(rows[0]);
}

// What is sent already stays in what is told of an alert; what waits has nowhere to go.
const REMOVE = `
with waiting as (
  delete from alert_delivery where channel_id = $2::uuid and workspace_id = $1::uuid and state = 'waiting'
)
delete from alert_channel where workspace_id = $1::uuid and id = $2::uuid`;

export async function removeChannel(pool: pg.Pool, { workspaceId, id }: Named): Promise<boolean> {
  const { rowCount } = await pool.query({ name: 'remove-alert-channel', text: REMOVE, values: [workspaceId, id] });
  return rowCount === 1;
}

const NOTE_USE = `
update alert_channel set used_at = clock_timestamp(), used_well = $2::boolean, used_detail = $3::text where id = $1::uuid`;

export async function noteChannelUse(
  pool: pg.Pool | pg.ClientBase,
  { id, isGood, detail }: Parameters<AlertStore['noteUse']>[0],
): Promise<void> {
  const values = [id, isGood, storable(detail.slice(0, MAX_DETAIL_CHARACTERS))];
  await pool.query({ name: 'note-alert-channel-use', text: NOTE_USE, values });
}
