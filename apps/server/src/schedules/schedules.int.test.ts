import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import type { ScheduleDto } from './schedules.dto.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
}, 60_000);

afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

const publish = (name: string, triggers: object): Promise<void> =>
  server.publish({
    ...{ millrace: 1, name, triggers },
    machine: { QueryLanguage: 'JSONata', StartAt: 'Only', States: { Only: { Type: 'Pass', End: true } } },
  } as { name: string });
const list = async (name: string) =>
  (await server.api(`/api/v1/workflows/${name}/schedules`)).body as unknown as {
    readonly items: readonly ScheduleDto[];
  };

test('schedules with their next times, of the version that is live', async () => {
  await publish('timed', {
    nightly: { type: 'schedule', cron: '30 2 * * *', timeZone: 'Europe/Oslo', misfire: 'skip' },
    often: { type: 'schedule', everySeconds: 600 },
  });
  const { items } = await list('timed');
  const nightly = items.find(({ triggerId }) => triggerId === 'nightly');
  expect(nightly).toMatchObject({ cron: '30 2 * * *', timeZone: 'Europe/Oslo', misfire: 'skip' });
  expect(nightly?.upcoming).toHaveLength(5);
  expect(nightly?.upcoming[0]).toBe(nightly?.nextAt);
  const oslo = (time: string) => new Date(time).toLocaleTimeString('en-GB', { timeZone: 'Europe/Oslo' });
  expect(new Set(nightly?.upcoming.map(oslo))).toEqual(new Set(['02:30:00']));
  const often = items.find(({ triggerId }) => triggerId === 'often');
  expect(often).toMatchObject({ everySeconds: 600, misfire: 'fireOnce' });
  const times = often?.upcoming.map((time) => Date.parse(time)) ?? [];
  expect(times.slice(1).map((time, index) => time - (times[index] ?? 0))).toEqual(Array<number>(4).fill(600_000));
});

test('none, and no workflow', async () => {
  await publish('plain', { api: { type: 'call' } });
  expect(await list('plain')).toEqual({ items: [] });
  const answer = await server.api('/api/v1/workflows/nothing/schedules');
  expect(answer.body).toMatchObject({ status: 404, code: 'workflow.not_found' });
});

test('the next times of a calendar that nobody has published', async () => {
  const preview = async (body: object) =>
    (await server.api('/api/v1/schedule-previews', { json: body })).body as unknown as { readonly upcoming?: string[] };
  const { upcoming = [] } = await preview({ cron: '0 9 * * MON-FRI', timeZone: 'Asia/Tokyo' });
  expect(upcoming.map((time) => new Date(time).getUTCHours())).toEqual([0, 0, 0, 0, 0]);
  expect(upcoming.map((time) => new Date(time).getUTCDay()).filter((day) => day === 0 || day === 6)).toEqual([]);
  expect(await preview({ cron: '0 9 * *' })).toEqual({ upcoming: [] });
  expect(await preview({ cron: '0 9 * * *', timeZone: 'Moon/Sea' })).toEqual({ upcoming: [] });
  expect(await preview({ cron: '0 0 30 2 *' })).toEqual({ upcoming: [] });
  expect(await preview({ cron: 3 })).toMatchObject({ status: 422 });
});
