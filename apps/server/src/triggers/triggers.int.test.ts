import { createHmac } from 'node:crypto';
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { makeEventConnector } from '../testing/event-connector.ts';
import { EventService } from '../testing/event-service.ts';
import { startTestServer, type Answer, type TestServer } from '../testing/test-server.ts';
import type { ConnectorTriggerDto } from './triggers.dto.ts';

let database: TestDatabase;
let service: EventService;
let server: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await EventService.open();
  const settings = { MILLRACE_OUTBOUND_ALLOW: new URL(service.url).host };
  server = await startTestServer(database.url, settings, { connectors: [makeEventConnector(service.url)] });
}, 60_000);
afterAll(async () => {
  await service.close();
  await server.stop();
  await database.drop();
}, 60_000);

const documentOf = (name: string, trigger: object, more: object = {}) => ({
  ...{ millrace: 1, name, triggers: { told: { type: 'connector', ...trigger } } },
  machine: { QueryLanguage: 'JSONata', StartAt: 'Only', States: { Only: { Type: 'Pass', End: true } } },
  ...more,
});
const read = async (name: string): Promise<ConnectorTriggerDto | undefined> => {
  const { body } = await server.api(`/api/v1/workflows/${name}/triggers`);
  return (body as unknown as { readonly items: readonly ConnectorTriggerDto[] }).items[0];
};
const runsOf = async (name: string) => (await server.api(`/api/v1/runs?workflow=${name}&limit=200`)).body.items;
const publish = async (name: string, trigger: object, more: object = {}): Promise<ConnectorTriggerDto> => {
  await server.publish(documentOf(name, trigger, more));
  return until(async () => {
    const found = await read(name);
    return found?.kind === undefined ? undefined : found;
  });
};
const subscribe = async (name: string, label: string): Promise<{ readonly url: string; readonly secret: string }> => {
  const known = new Set(service.hooks.keys());
  await publish(name, { use: 'events/event_told', arguments: { label } });
  await until(async () => (await read(name))?.subscription?.state === 'active');
  const hook = [...service.hooks.values()].find(({ id }) => !known.has(id));
  return hook ?? { url: '', secret: '' };
};
const pathOf = (url: string): string => new URL(url).pathname;
const EVENT = { number: 1, at: '2030-01-01T00:00:00Z' };
const send = (url: string, secret: string, body = JSON.stringify(EVENT)): Promise<Answer> => {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-signature': signature };
  return server.send(pathOf(url), { body, headers, method: 'POST' });
};

describe('what a service tells of a subscription', () => {
  test('sent three times, at once too, starts one run, which has the item as its input', async () => {
    const { url, secret } = await subscribe('thrice', 'thrice');
    const answers = [await send(url, secret), ...(await Promise.all([send(url, secret), send(url, secret)]))];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ text }) => JSON.parse(text) as unknown)).toEqual([
      { started: 1, repeated: 0 },
      { started: 0, repeated: 1 },
      { started: 0, repeated: 1 },
    ]);
    const [run, ...others] = await runsOf('thrice');
    expect(others).toEqual([]);
    const whole = await server.api(`/api/v1/runs/${run?.id ?? ''}`);
    expect(whole.body).toMatchObject({
      input: { id: 'event-1', data: EVENT },
      trigger: { id: 'told', type: 'connector' },
    });
  });

  test('is refused without its signature, and nothing is kept', async () => {
    const { url, secret } = await subscribe('signed', 'signed');
    const unsigned = await server.send(pathOf(url), { json: EVENT });
    expect(unsigned).toMatchObject({ status: 401, body: { code: 'hook.signature_missing' } });
    expect(await send(url, `${secret}x`)).toMatchObject({ status: 401, body: { code: 'hook.signature_invalid' } });
    expect(await runsOf('signed')).toEqual([]);
    expect(await send(url, secret, '{"number":')).toMatchObject({
      status: 400,
      body: { code: 'request.json_malformed' },
    });
    expect(await send(url, secret, '{"number":"no"}')).toMatchObject({ body: { code: 'trigger.receive_failed' } });
    expect(await runsOf('signed')).toEqual([]);
  });

  test('a question is answered, and is no event', async () => {
    const { url } = await subscribe('asked', 'asked');
    const answer = await server.send(`${pathOf(url)}?challenge=${encodeURIComponent('<b>42</b>')}`);
    expect(answer).toMatchObject({ status: 200, text: '<b>42</b>' });
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(answer.headers.get('content-security-policy')).toBe('sandbox');
    expect(await runsOf('asked')).toEqual([]);
  });

  test('starts a run of each workflow that wants it, by one subscription', async () => {
    const { url, secret } = await subscribe('first-of-two', 'shared');
    const before = service.hooks.size;
    await publish('second-of-two', { use: 'events/event_told', arguments: { label: 'shared' } });
    await until(async () => (await read('second-of-two'))?.subscription?.state === 'active');
    expect(service.hooks.size).toBe(before);
    expect(JSON.parse((await send(url, secret)).text)).toEqual({ started: 2, repeated: 0 });
    expect([(await runsOf('first-of-two')).length, (await runsOf('second-of-two')).length]).toEqual([1, 1]);
  });

  test('while a workflow is paused is refused, to be sent again; and kept when it goes on', async () => {
    const { url, secret } = await subscribe('on-and-off', 'on-and-off');
    await server.api('/api/v1/workflows/on-and-off/pause', { method: 'POST' });
    const refused = await send(url, secret);
    expect(refused).toMatchObject({ status: 503, body: { code: 'trigger.paused' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await read('on-and-off')).toBeUndefined();
    await server.api('/api/v1/workflows/on-and-off/versions/1/activate', { method: 'POST' });
    expect(JSON.parse((await send(url, secret)).text)).toEqual({ started: 1, repeated: 0 });
    await server.api('/api/v1/workflows/on-and-off', { method: 'DELETE' });
    expect(await send(url, secret)).toMatchObject({ status: 404, body: { code: 'hook.not_found' } });
  });

  test('is refused when too many runs wait, and starts its run when there is room', async () => {
    const known = new Set(service.hooks.keys());
    const settings = { concurrency: { max: 1, backlog: 1 } };
    const slow = { StartAt: 'Only', States: { Only: { Type: 'Wait', Seconds: 600, End: true } } };
    await publish('busy', { use: 'events/event_told', arguments: { label: 'busy' } }, { settings, machine: slow });
    const hook = await until(() => [...service.hooks.values()].find(({ id }) => !known.has(id)));
    const sendNumber = (number: number) => send(hook.url, hook.secret, JSON.stringify({ ...EVENT, number }));
    expect([(await sendNumber(1)).status, (await sendNumber(2)).status]).toEqual([200, 200]);
    const refused = await sendNumber(3);
    expect(refused).toMatchObject({ status: 429, body: { code: 'intake.backlog_full' } });
    for (const { id } of await runsOf('busy')) await server.api(`/api/v1/runs/${id}/cancel`, { json: {} });
    await until(async () => (await sendNumber(3)).status === 200);
    expect(await runsOf('busy')).toHaveLength(3);
  });

  test.each([
    ['no subscription', '/hooks/~/subscriptions/00000000-0000-4000-8000-000000000000'],
    ['no id', '/hooks/~/subscriptions/none'],
    ['no pasted address', '/hooks/~/triggers/none'],
    ['no workspace', '/hooks/app/none/events'],
    ['no connector', '/hooks/app/default/none'],
    ['a connector without an app', '/hooks/app/default/http'],
  ])('%s', async (_, path) => {
    expect(await server.send(path, { json: EVENT })).toMatchObject({ status: 404, body: { code: 'hook.not_found' } });
  });
});

describe('what an app tells', () => {
  const secretOf = (account: string): string => `secret-of-${account}`;
  beforeAll(async () => {
    for (const account of ['one', 'two']) {
      const fields = { account, webhookSecret: secretOf(account) };
      const connection = { name: `app-${account}`, kind: 'connector', connector: 'events', authKind: 'app', fields };
      expect((await server.api('/api/v1/connections', { json: connection })).status).toBe(201);
      await publish(`app-${account}`, { use: 'events/app_told', connection: `app-${account}` });
    }
  });
  const tell = (account: string, secret: string): Promise<Answer> => {
    const body = JSON.stringify(EVENT);
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-signature': signature, 'x-account': account };
    return server.send('/hooks/app/default/events', { body, headers, method: 'POST' });
  };
  const counts = async () => [(await runsOf('app-one')).length, (await runsOf('app-two')).length];

  test('goes to the workflows of the connections that it is for, if it is signed by them', async () => {
    expect((await read('app-one'))?.address).toBe(`${server.url}/hooks/app/default/events`);
    expect(await tell('one', secretOf('one'))).toMatchObject({ status: 200, body: { started: 1 } });
    expect(await counts()).toEqual([1, 0]);
    expect(await tell('two', secretOf('one'))).toMatchObject({ status: 401, body: { code: 'hook.signature_invalid' } });
    expect(await tell('none', secretOf('one'))).toMatchObject({ status: 200, body: { started: 0 } });
    expect(await counts()).toEqual([1, 0]);
    expect(await tell('two', secretOf('two'))).toMatchObject({ body: { started: 1 } });
    expect(await tell('two', secretOf('two'))).toMatchObject({ body: { started: 0, repeated: 1 } });
    expect(await counts()).toEqual([1, 1]);
  });
});

test('an address that somebody pastes is the same over all versions', async () => {
  const { address = '', kind } = await publish('pasted', { use: 'events/pasted_told' });
  expect(kind).toBe('manual');
  expect(await server.send(pathOf(address), { json: EVENT })).toMatchObject({ status: 200, body: { started: 1 } });
  await server.api('/api/v1/workflows/pasted/publish', { json: {} });
  await until(async () => (await read('pasted'))?.address === address);
  expect(await server.send(pathOf(address), { json: EVENT })).toMatchObject({ status: 200, body: { repeated: 1 } });
});

describe('polls', () => {
  test.each(['event_found', 'event_listed'])(
    '%s: nothing older than the publishing, and each thing once',
    async (use) => {
      const name = use.replace('_', '-');
      service.happen();
      await publish(name, { use: `events/${use}` });
      const first = await until(async () => {
        const found = await read(name);
        return found?.lastPollAt === undefined ? undefined : found;
      });
      expect(first).toMatchObject({ use: `events/${use}`, kind: 'polling', state: 'ok', everySeconds: 15 });
      expect(Date.parse(first.nextPollAt ?? '')).toBeGreaterThan(Date.now());
      const numbers = [service.happen(), service.happen()].map(({ number }) => number);
      const check = () => server.api(`/api/v1/workflows/${name}/triggers/told/poll`, { method: 'POST' });
      expect((await check()).status).toBe(204);
      await until(async () => (await runsOf(name)).length === 2);
      await check();
      await until(async () => ((await read(name))?.lastPollAt ?? '') > (first.lastPollAt ?? ''));
      const runs = await Promise.all((await runsOf(name)).map(({ id }) => server.api(`/api/v1/runs/${id}`)));
      const started = runs.map(
        ({ body }) => (body as unknown as { input: { data: { number: number } } }).input.data.number,
      );
      expect(started.sort()).toEqual(numbers);
    },
  );

  test('what does not poll cannot be asked', async () => {
    await publish('no-poll', { use: 'events/pasted_told' });
    const answer = await server.api('/api/v1/workflows/no-poll/triggers/told/poll', { method: 'POST' });
    expect(answer).toMatchObject({ status: 404, body: { code: 'trigger.not_found' } });
    const unknown = await server.api('/api/v1/workflows/nothing/triggers');
    expect(unknown).toMatchObject({ status: 404, body: { code: 'workflow.not_found' } });
  });
});

test('services are told when the server is reached elsewhere', async () => {
  const { url } = await subscribe('moving', 'moving');
  expect(url.startsWith(server.url)).toBe(true);
  const settings = { MILLRACE_OUTBOUND_ALLOW: new URL(service.url).host };
  const moved = await startTestServer(database.url, settings, { connectors: [makeEventConnector(service.url)] });
  try {
    await until(() => [...service.hooks.values()].some((hook) => hook.url === url.replace(server.url, moved.url)));
    await until(() => ![...service.hooks.values()].some((hook) => hook.url === url));
  } finally {
    await moved.stop();
  }
});

test('a document that names what is not there is not published', async () => {
  const { body } = await server.api('/api/v1/validate', {
    json: documentOf('wrong', { use: 'events/none_told', arguments: {}, connection: 'none' }),
  });
  const codes = (body as unknown as { readonly problems: readonly { readonly code: string }[] }).problems;
  expect(codes.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['connector.trigger_unknown', 'connection.not_found']),
  );
});

test('what triggers do is counted', async () => {
  const { text } = await server.send('/metrics');
  expect(text).toMatch(/millrace_trigger_items_total\{by="subscription",item="new"\} [1-9]/);
  expect(text).toMatch(/millrace_trigger_items_total\{by="subscription",item="repeated"\} [1-9]/);
  expect(text).toMatch(/millrace_trigger_polls_total\{outcome="ok"\} [1-9]/);
  expect(text).toMatch(/millrace_subscription_steps_total\{step="create",outcome="ok"\} [1-9]/);
  expect(text).toContain('millrace_trigger_polls_running 0');
});
