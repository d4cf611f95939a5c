// What this machine's Postgres can do: single-row commits per second with 16 clients.
import pg from 'pg';

const CLIENTS = 16;

/** Commits per second over `seconds`. */
export async function commitsPerSecond(url, seconds) {
  const pool = new pg.Pool({ connectionString: url, max: CLIENTS });
  await pool.query('create table if not exists bench_commit (id bigserial primary key, body text not null)');
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;
  let commits = 0;
  const body = 'x'.repeat(300);
  const client = async () => {
    while (performance.now() < endAt) {
      await pool.query({ name: 'bench-commit', text: 'insert into bench_commit (body) values ($1)', values: [body] });
      commits += 1;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const elapsedSeconds = (performance.now() - startedAt) / 1000;
  await pool.query('drop table bench_commit');
  await pool.end();
  return commits / elapsedSeconds;
}
