import type { InstanceState, InstanceStore } from '@millrace/runtime';
import type { DataSource } from 'typeorm';

interface InstanceRow {
  readonly dispatch_paused: boolean;
  readonly paused_at: Date | null;
  readonly reason: 'restored' | null;
  readonly resumed_at: Date | null;
  readonly resumed_by: string | null;
}

const READ = 'select dispatch_paused, paused_at, reason, resumed_at, resumed_by from instance_state';
const RESUME = `
update instance_state set dispatch_paused = false, resumed_at = clock_timestamp(), resumed_by = $1::text
where dispatch_paused`;

/** What is true of the whole installation, in Postgres. */
export class PostgresInstanceStore implements InstanceStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  async read(): Promise<InstanceState> {
    const [row] = await this.#source.query<InstanceRow[]>(READ);
    if (row === undefined) throw new Error('The table instance_state has no row.');
    return {
      isPaused: row.dispatch_paused,
      ...(row.paused_at === null ? {} : { pausedAtMs: row.paused_at.getTime() }),
      ...(row.reason === null ? {} : { reason: row.reason }),
      ...(row.resumed_at === null ? {} : { resumedAtMs: row.resumed_at.getTime() }),
      ...(row.resumed_by === null ? {} : { resumedBy: row.resumed_by }),
    };
  }

  async resume({ by }: { readonly by: string }): Promise<InstanceState> {
    await this.#source.query(RESUME, [by]);
    return this.read();
  }
}
