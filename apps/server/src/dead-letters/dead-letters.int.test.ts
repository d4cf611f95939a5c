import { createHmac } from 'node:crypto';
import { openDatabase, type Database } from '@millrace/persistence';
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { makeEventConnector } from '../testing/event-connector.ts';
import { EventService } from '../testing/event-service.ts';
import { startTestServer, webhookWorkflow, type Answer, type TestServer } from '../testing/test-server.ts';
import type { DeadLetterDetailDto, DeadLetterDto, DeadLetterGroupPage } from './dead-letters.dto.ts';

const LETTERS = '/api/v1/dead-letters';
const BULK = '/api/v1/bulk';
let database: TestDatabase;
let own: Database;
let service: EventService;
let server: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  own = await openDatabase({ url: database.url });
  service = await EventService.open();
  const settings = { MILLRACE_OUTBOUND_ALLOW: new URL(service.url).host };
  server = await startTestServer(database.url, settings, { connectors: [makeEventConnector(service.url)] });
}, 60_000);
afterAll(async () => {
  await service.close();
  await server.stop();
  await own.close();
  await database.drop();
}, 60_000);

const list = async (query: string): Promise<readonly DeadLetterDto[]> =>
  (await server.api(`${LETTERS}?${query}`)).body.items as unknown as readonly DeadLetterDto[];
const read = async (id: string) => (await server.api(`${LETTERS}/${id}`)).body as unknown as DeadLetterDetailDto;
const only = async (query: string): Promise<DeadLetterDto> => {
  const [letter, ...others] = await list(query);
  expect(others).toEqual([]);
  if (letter === undefined) throw new Error(`No letter: ${query}`);
  return letter;
};
const redrive = (id: string, json: object = {}): Promise<Answer> => server.api(`${LETTERS}/${id}/redrive`, { json });
const runOf = async (runId: string | undefined) => (await server.api(`/api/v1/runs/${runId ?? ''}`)).body;
const untilEnded = (runId: string | undefined, status: string) =>
  until(async () => (await runOf(runId)).status === status);
const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const ECHO = { Type: 'Pass', Output: '{% $states.input.body %}' };
const KEYED = { dedupe: '{% $number($states.input.body.order) %}' };
const post = (path: string, body: string): Promise<Answer> =>
  server.send(`/hooks/default/${path}`, {
    body,
    headers: { 'content-type': 'application/json', authorization: 'Bearer hush', 'x-shop-token': 'hush' },
    method: 'POST',
  });

test('a poison call is kept with what its sender was told, mended beside the original, and becomes a run', async () => {
  await server.publish(webhookWorkflow('poison', ECHO, KEYED));
  expect((await post('poison', '{"order": 7,}')).status).toBe(400);
  expect((await post('poison', '{"order": 7,}')).status).toBe(400);
  expect((await post('poison', '{"order":"lemon"}')).status).toBe(400);
  // One poison event in a hundred keeps no other from anything.
  expect((await post('poison', '{"order":8}')).status).toBe(200);
  expect((await server.send('/hooks/default/nobody', { json: {} })).status).toBe(404);

  const malformed = await only('workflow=poison&stage=decode');
  expect(malformed).toMatchObject({
    ...{
      source: 'webhook',
      state: 'open',
      error: 'request.json_malformed',
      answered: 400,
      occurrences: 2,
      attempts: 1,
    },
    ...{ workflow: { name: 'poison' }, bytes: 13, contentType: 'application/json' },
  });
  const whole = await read(malformed.id);
  expect(whole).toMatchObject({ text: '{"order": 7,}', isGone: false, request: { method: 'POST', path: 'poison' } });
  expect(JSON.stringify(whole.request)).not.toContain('hush');
  expect(await list('workflow=poison&text=lemon')).toHaveLength(1);
  const groups = (await server.api(`${LETTERS}/groups?workflow=poison`)).body as unknown as DeadLetterGroupPage;
  expect(groups.items.map(({ stage, count }) => [stage, count])).toEqual([
    ['map', 1],
    ['decode', 1],
  ]);

  // As it came it fails again, and says so.
  expect(await redrive(malformed.id)).toMatchObject({ status: 422, body: { code: 'dead_letter.failed_again' } });
  expect(await read(malformed.id)).toMatchObject({ state: 'open', attempts: 2 });
  const mended = await redrive(malformed.id, { data: { order: 7, note: 'mended' } });
  expect(mended.status).toBe(200);
  const resolved = mended.body as unknown as DeadLetterDetailDto;
  expect(resolved).toMatchObject({ state: 'resolved', text: '{"order": 7,}', edited: { order: 7, note: 'mended' } });
  await untilEnded(resolved.newRunId, 'succeeded');
  expect(await runOf(resolved.newRunId)).toMatchObject({ output: { order: 7, note: 'mended' } });
  expect(await redrive(malformed.id)).toMatchObject({ status: 409, body: { code: 'dead_letter.not_open' } });

  // One that did get in by another way is not doubled.
  const lemon = await only('workflow=poison&stage=map');
  const again = (await redrive(lemon.id, { data: { order: 8 } })).body as unknown as DeadLetterDetailDto;
  expect(again.state).toBe('resolved');
  expect((await server.api('/api/v1/runs?workflow=poison')).body.items).toHaveLength(2);
});

test('it is discarded for a reason, and exported line by line', async () => {
  await server.publish(webhookWorkflow('dull', ECHO, KEYED));
  await post('dull', '{"order":"a"}');
  await server.send('/hooks/default/dull', {
    ...{ body: new Uint8Array([0xff, 0xfe]), method: 'POST', headers: { 'content-type': 'application/json' } },
  });
  const [bytes, text] = await list('workflow=dull');
  const id = text?.id ?? '';
  expect((await server.api(`${LETTERS}/${id}/discard`, { json: {} })).status).toBe(422);
  expect((await server.api(`${LETTERS}/${id}/discard`, { json: { reason: '' } })).status).toBe(422);
  const answer = await server.api(`${LETTERS}/${id}/discard`, { json: { reason: 'A test of theirs.' } });
  expect(answer.body).toMatchObject({ state: 'discarded', reason: 'A test of theirs.', changedBy: 'ada' });
  expect((await redrive(id)).status).toBe(409);
  expect((await server.api(`${LETTERS}/${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}`)).status).toBe(404);

  const file = await server.api(`${LETTERS}/export?workflow=dull`);
  expect(file.headers.get('content-type')).toContain('application/jsonl');
  const lines = file.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as DeadLetterDetailDto);
  expect(lines.map((line) => line.id)).toEqual([bytes?.id, id]);
  expect(lines.map((line) => line.text ?? line.base64)).toEqual(['//4=', '{"order":"a"}']);
  expect((await server.send('/metrics')).text).toMatch(
    /millrace_dead_letters\{source="webhook",stage="decode"\} [1-9]/,
  );
});

test('a failed run is one where its workflow says so, and is resolved by a run that succeeds', async () => {
  const CHECK = {
    Type: 'Pass',
    Output: `{% $states.input.amount = 1 ? 'ok' : $error('Too much') %}`,
  };
  const settings = { deadLetterFailedRuns: true };
  await server.publish({ ...webhookWorkflow('strict', CHECK), settings } as { name: string });
  const start = async (amount: number): Promise<string> =>
    (await server.api('/api/v1/workflows/strict/runs', { json: { input: { amount } } })).body.runId;
  const runId = await start(5);
  await untilEnded(runId, 'failed');
  await start(1);
  const letter = await only('source=run');
  expect(letter).toMatchObject({
    id: runId,
    sourceRef: runId,
    stage: 'run',
    state: 'open',
    workflow: { name: 'strict' },
  });
  const { fingerprint } = (await runOf(runId)) as unknown as { fingerprint: string };
  expect(letter.fingerprint).toBe(fingerprint);
  expect(await read(runId)).toMatchObject({ text: '{"amount":5}', isGone: false });

  // What is made of it and fails is told of here, and nowhere else.
  const worse = (await redrive(runId, { data: { amount: 6 } })).body as unknown as DeadLetterDetailDto;
  await untilEnded(worse.newRunId, 'failed');
  await until(async () => (await read(runId)).attempts === 2);
  expect(await only('source=run')).toMatchObject({ id: runId, state: 'open', isEdited: true });
  const better = (await redrive(runId, { data: { amount: 1 } })).body as unknown as DeadLetterDetailDto;
  expect(await runOf(better.newRunId)).toMatchObject({ retryOf: { id: runId, kind: 'replay' } });
  await until(async () => (await read(runId)).state === 'resolved');
});

test('a try whose process was lost is made once', async () => {
  await server.publish(webhookWorkflow('lost', ECHO, { key: '{% $states.input.body.fails ? $error("no") : "k" %}' }));
  await post('lost', '{"fails":true}');
  const { id } = await only('workflow=lost');
  // Somebody has begun it, and has accepted the event, and was lost before saying so: nothing but the letter tells.
  const begun = `update dead_letter set state = 'redriving', redrives = 1, edited = '{"fails":false}',
    redriven_at = now() - interval '2 minutes' where id = $1::uuid`;
  await own.runPool.query(begun, [id]);
  await until(async () => (await read(id)).state === 'resolved');
  const { newRunId } = await read(id);
  await untilEnded(newRunId, 'succeeded');
  await own.runPool.query(
    `update dead_letter set state = 'redriving', new_run_id = null, redriven_at = now() - interval '2 minutes'
    where id = $1::uuid`,
    [id],
  );
  await until(async () => (await read(id)).state === 'resolved');
  expect((await read(id)).newRunId).toBe(newRunId);
  expect((await server.api('/api/v1/runs?workflow=lost')).body.items).toHaveLength(1);
});

test('many are tried again until too many fail again; many are discarded for one reason', async () => {
  await server.publish(webhookWorkflow('flood', ECHO, KEYED));
  for (const n of many(40, (at) => at)) await post('flood', `{"order":"x${n}"}`);
  const deadLetters = { workflow: 'flood', state: ['open'] };
  const planned = await server.api(`${BULK}?dryRun=true`, { json: { action: 'redrive', deadLetters } });
  expect(planned.body).toMatchObject({ total: 40, runs: [] });
  const make = async (json: object): Promise<string> => (await server.api(BULK, { json })).body.id;
  const id = await make({ action: 'redrive', deadLetters });
  await until(async () => (await stateOf(id)) === 'failed');
  const stopped = (await server.api(`${BULK}/${id}`)).body as unknown as { counts: { failed: number }; reason: string };
  expect(stopped.reason).toContain('failed again');
  expect(stopped.counts.failed).toBeGreaterThan(10);
  expect(stopped.counts.failed).toBeLessThan(40);
  expect(await list('workflow=flood&limit=200&state=open')).toHaveLength(40);

  expect((await server.api(BULK, { json: { action: 'discard', deadLetters } })).status).toBe(422);
  expect((await server.api(BULK, { json: { action: 'redrive', filter: {} } })).status).toBe(422);
  const discarding = await make({ action: 'discard', deadLetters, reason: 'A flood.' });
  await until(async () => (await stateOf(discarding)) === 'done');
  expect(await list('workflow=flood&state=open')).toEqual([]);
  expect((await list('workflow=flood'))[0]).toMatchObject({ state: 'discarded', reason: 'A flood.' });
});
const stateOf = async (id: string): Promise<string> =>
  ((await server.api(`${BULK}/${id}`)).body as unknown as { readonly state: string }).state;

test('an item whose key cannot be told is kept, those beside it become runs, and what a service sent can be mended', async () => {
  await server.publish({
    ...{ millrace: 1, name: 'told' },
    triggers: {
      told: {
        ...{ type: 'connector', use: 'events/event_told', arguments: { label: 'told' } },
        key: `{% $states.input.data.number = 13 ? $error('unlucky') : 'k' %}`,
      },
    },
    machine: { QueryLanguage: 'JSONata', StartAt: 'Only', States: { Only: { Type: 'Pass', End: true } } },
  } as { name: string });
  const hook = await until(() => [...service.hooks.values()][0]);
  const send = (body: string, secret = hook.secret): Promise<Answer> => {
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-signature': signature };
    return server.send(new URL(hook.url).pathname, { body, headers, method: 'POST' });
  };
  await until(async () => (await send('{"number":1,"at":"2030-01-01T00:00:00Z"}')).status === 200);
  expect((await send('{"number":13,"at":"2030-01-01T00:00:00Z"}')).status).toBe(200);
  expect((await send('{"number":2', 'forged')).status).toBe(401);
  expect((await send('{"number":2')).status).toBe(400);

  const item = await only('workflow=told&source=trigger');
  expect(item).toMatchObject({ sourceRef: 'told', stage: 'map', error: 'trigger.key_invalid', state: 'open' });
  expect(item.message).toContain('unlucky');
  expect(await redrive(item.id, { data: { number: 14 } })).toMatchObject({
    body: { code: 'dead_letter.data_invalid' },
  });
  expect(await redrive(item.id)).toMatchObject({ body: { code: 'dead_letter.failed_again' } });
  const data = { id: 'event-13', data: { number: 14 } };
  const taken = (await redrive(item.id, { data })).body as unknown as DeadLetterDetailDto;
  expect(await runOf(taken.newRunId)).toMatchObject({ input: data });

  const cut = await only('workflow=told&source=webhook');
  expect(cut).toMatchObject({ stage: 'decode', answered: 400, occurrences: 1 });
  expect(JSON.stringify(await read(cut.id))).not.toContain('sha256=');
  const event = { number: 2, at: '2030-01-01T00:00:00Z' };
  const mended = (await redrive(cut.id, { data: event })).body as unknown as DeadLetterDetailDto;
  expect(mended.state).toBe('resolved');
  expect(await runOf(mended.newRunId)).toMatchObject({ input: { data: event } });
});

test('a workflow that keeps no payloads keeps none of these', async () => {
  const settings = { retention: { payloads: 'none' } };
  await server.publish({ ...webhookWorkflow('quiet', ECHO, KEYED), settings } as { name: string });
  await post('quiet', '{"order":"secret"}');
  const { id } = await only('workflow=quiet');
  expect(await read(id)).toMatchObject({ isGone: true });
  expect(JSON.stringify(await read(id))).not.toContain('secret');
  expect(await redrive(id)).toMatchObject({ status: 409, body: { code: 'dead_letter.body_gone' } });
  expect((await redrive(id, { data: { order: 3 } })).status).toBe(200);
});
