import type { ConnectionToken, ConnectionTokenStore } from '@millrace/runtime';
import type { DataSource } from 'typeorm';

interface TokenRow {
  readonly version: number;
  readonly sealed: Buffer | null;
  readonly expires_at: Date | null;
  readonly renewable_until: Date | null;
  readonly obtained_at: Date | null;
  readonly scopes: readonly string[];
}
interface LeasedRow extends TokenRow {
  readonly refresh_fence: number;
}

const COLUMNS = 'version, sealed, expires_at, renewable_until, obtained_at, scopes';

/** Tokens in Postgres. No transaction is held while a service is asked: the lease has an end instead. */
export class PostgresConnectionTokenStore implements ConnectionTokenStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async find(connectionId: string): Promise<ConnectionToken | undefined> {
    const [row] = await this.#source.query<TokenRow[]>(
      `select ${COLUMNS} from connection_token where connection_id = $1::uuid`,
      [connectionId],
    );
    return row === undefined ? undefined : toToken(row);
  }

  async takeLease({
    connectionId,
    leaseSeconds,
  }: Parameters<ConnectionTokenStore['takeLease']>[0]): ReturnType<ConnectionTokenStore['takeLease']> {
    const [row] = await this.#source.query<LeasedRow[]>(
      `insert into connection_token as token (connection_id, refresh_fence, refresh_lease_until)
       values ($1::uuid, 1, now() + make_interval(secs => $2::double precision))
       on conflict (connection_id) do update set refresh_fence = token.refresh_fence + 1,
         refresh_lease_until = excluded.refresh_lease_until
       where token.refresh_lease_until is null or token.refresh_lease_until <= now()
       returning ${COLUMNS}, refresh_fence`,
      [connectionId, leaseSeconds],
    );
    if (row === undefined) return undefined;
    const token = toToken(row);
    return { fence: row.refresh_fence, version: row.version, ...(token === undefined ? {} : { token }) };
  }

  async save({ connectionId, fence, token }: Parameters<ConnectionTokenStore['save']>[0]): Promise<boolean> {
    const { version, sealed, expiresAtMs, renewableUntilMs, scopes } = token;
    const [, count] = await this.#source.query<[unknown, number]>(
      `update connection_token set version = $3::integer, sealed = $4::bytea, expires_at = $5::timestamptz,
         renewable_until = $6::timestamptz, scopes = $7::text[], obtained_at = now(), refresh_lease_until = null
       where connection_id = $1::uuid and refresh_fence = $2::integer and version = $3::integer - 1`,
      [
        ...[connectionId, fence, version, Buffer.from(sealed)],
        timeOf(expiresAtMs),
        timeOf(renewableUntilMs),
        [...scopes],
      ],
    );
    return count > 0;
  }

  async releaseLease({ connectionId, fence }: Parameters<ConnectionTokenStore['releaseLease']>[0]): Promise<void> {
    await this.#source.query(
      `update connection_token set refresh_lease_until = null where connection_id = $1::uuid and refresh_fence = $2::integer`,
      [connectionId, fence],
    );
  }
}

const timeOf = (epochMs: number | undefined): Date | null => (epochMs === undefined ? null : new Date(epochMs));

function toToken(row: TokenRow): ConnectionToken | undefined {
  const { version, sealed, expires_at, renewable_until, obtained_at, scopes } = row;
  if (sealed === null || obtained_at === null) return undefined;
  return {
    ...{ version, sealed, scopes },
    obtainedAtMs: obtained_at.getTime(),
    ...(expires_at === null ? {} : { expiresAtMs: expires_at.getTime() }),
    ...(renewable_until === null ? {} : { renewableUntilMs: renewable_until.getTime() }),
  };
}
