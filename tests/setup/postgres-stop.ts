// Stops the Postgres of `postgres.ts` and removes its data.
export default async function stopPostgres(): Promise<void> {
  await globalThis.millraceTestPostgres?.stop();
}
