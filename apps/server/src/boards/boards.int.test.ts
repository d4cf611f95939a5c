// Boards from outside, over a real database.
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import type { BoardDto, BoardForm } from './boards.dto.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
}, 120_000);
afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

const PATH = '/api/v1/boards';
const TILES = [
  { kind: 'error_rate', workflow: 'orders', width: 'small' },
  { kind: 'connector_p95', connector: 'http', title: 'How slow the shop is', width: 'wide' },
  { kind: 'by_version', workflow: 'orders', width: 'full' },
] as const satisfies BoardForm['tiles'];

async function create(name: string, tiles: readonly object[] = TILES): Promise<BoardDto> {
  const made = await server.api(PATH, { json: { name, tiles } });
  expect(made.status).toBe(201);
  return made.body as unknown as BoardDto;
}
const put = (board: BoardDto, form: object, headers: Readonly<Record<string, string>>) =>
  server.api(`${PATH}/${board.id}`, { method: 'PUT', json: form, headers });

test('a board is made, read, listed without its tiles, and deleted', async () => {
  const answer = await server.api(PATH, { json: { name: ' Shop ', tiles: TILES } });
  const made = answer.body as unknown as BoardDto;
  expect(answer.status).toBe(201);
  expect(answer.headers.get('etag')).toBe('"1"');
  expect(answer.headers.get('location')).toBe(`${PATH}/${made.id}`);
  // Nobody has asked whether there is such a workflow: its tile shows that there is none.
  expect(made).toMatchObject({ name: 'Shop', tiles: TILES, revision: 1 });
  const read = await server.api(`${PATH}/${made.id}`);
  expect(read.body).toEqual(made);
  expect(read.headers.get('etag')).toBe('"1"');
  const { tiles: _, ...head } = made;
  expect((await server.api(PATH)).body).toEqual({ items: [head] });
  const remove = () => server.api(`${PATH}/${made.id}`, { method: 'DELETE' });
  expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
  expect((await server.api(`${PATH}/${made.id}`)).body).toMatchObject({ status: 404, code: 'board.not_found' });
});

test('an edit names the revision that it was made on, and never writes over another', async () => {
  const board = await create('Orders');
  const form = { name: 'Orders', tiles: [...TILES].reverse() };
  const missing = { status: 428, code: 'board.if_match_required' };
  expect((await put(board, form, {})).body).toMatchObject(missing);
  const kept = await put(board, form, { 'if-match': '"1"' });
  expect(kept.body).toMatchObject({ revision: 2, tiles: form.tiles });
  expect(kept.headers.get('etag')).toBe('"2"');
  const late = await put(board, { name: 'Mine', tiles: [] }, { 'if-match': '"1"' });
  expect(late.body).toMatchObject({ status: 412, code: 'board.changed' });
  expect((await server.api(`${PATH}/${board.id}`)).body).toEqual(kept.body);
});

test('names are taken once, and limits are kept', async () => {
  const board = await create('Night', []);
  const taken = { status: 409, code: 'board.name_taken' };
  expect((await server.api(PATH, { json: { name: 'NIGHT', tiles: [] } })).body).toMatchObject(taken);
  const other = await create('Day', []);
  expect((await put(other, { name: 'night', tiles: [] }, { 'if-match': '"1"' })).body).toMatchObject(taken);
  const tile = { kind: 'runs', width: 'small' };
  const full = { name: 'Night', tiles: Array.from({ length: 24 }, () => tile) };
  expect((await put(board, full, { 'if-match': '"1"' })).status).toBe(200);
  const more = await put(board, { ...full, tiles: [...full.tiles, tile] }, { 'if-match': '"2"' });
  expect(more.body).toMatchObject({ status: 422, code: 'request.invalid' });
});

test.each([
  ['a list of workflows is of no workflow', { kind: 'slowest', workflow: 'orders', width: 'small' }],
  ['health is of everything', { kind: 'health', workflow: 'orders', width: 'small' }],
  ['versions are of a workflow', { kind: 'by_version', width: 'small' }],
  ['runs are of no connector', { kind: 'runs', connector: 'http', width: 'small' }],
  ['the weather is not measured', { kind: 'weather', width: 'small' }],
  ['there are three widths', { kind: 'runs', width: 'huge' }],
  ['a title has words', { kind: 'runs', title: ' ', width: 'small' }],
])('%s', async (_, tile) => {
  const refused = await server.api(PATH, { json: { name: 'Refused', tiles: [tile] } });
  expect(refused.body).toMatchObject({ status: 422, code: 'request.invalid' });
});
