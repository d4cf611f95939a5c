// What this machine's Postgres can do: single-row commits per second with 16 clients.
import pg from 'pg';

/** Commits per second over `seconds`. */
export async function commitsPerSecond(url, seconds) {
  const pool = new pg.Pool({ connectionString: url, max: 16 });
  await pool.query('create table if not exists bench_commit (id bigserial primary key, body text not null)');
  const endAt = performance.now() + seconds * 1000;
  const startedAt = performance.now();
  let commits = 0;
  const body = 'x'.repeat(300);
  const client = async () => {
    while (performance.now() < endAt) {
      await pool.query({ name: 'bench-commit', text: 'insert into bench_commit (body) values ($1)', values: [body] });
      commits += 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  const elapsedSeconds = (performance.now() - startedAt) / 1000;
  await pool.query('drop table bench_commit');
  await pool.end();
  return commits / elapsedSeconds;
}
