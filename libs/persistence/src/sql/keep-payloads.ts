// Why this shape: a body is kept once, whoever has it; a use is noted once a day at most, so a value that many runs share costs
// no write for each. Index: primary key. Locks: the rows it writes, in the order given. Runs: for values of more than 64 KiB.
import type pg from 'pg';

const KEEP = `
insert into payload (hash, body, last_used_on) values ($1::bytea, $2::text, current_date)
on conflict (hash) do update set last_used_on = excluded.last_used_on where payload.last_used_on < excluded.last_used_on`;

export async function keepPayload(client: pg.Pool | pg.ClientBase, hash: string, body: string): Promise<void> {
  await client.query({ name: 'keep-payload', text: KEEP, values: [Buffer.from(hash, 'hex'), body] });
}

const READ = `select encode(hash, 'hex') as hash, body from payload where hash = any ($1::bytea[])`;

export async function readPayloads(
  client: pg.Pool | pg.ClientBase,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const values = [hashes.map((hash) => Buffer.from(hash, 'hex'))];
  const { rows } = await client.query<{ hash: string; body: string }>({ name: 'read-payloads', text: READ, values });
  return new Map(rows.map(({ hash, body }) => [hash, body]));
}
