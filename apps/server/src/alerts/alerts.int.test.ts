// Alerts from outside, over a real database, a mail server and receivers of webhooks.
import { createStores, openDatabase, type Database, type Stores } from '@millrace/persistence';
import { verifySignature } from '@millrace/security';
import {
  createTestDatabase,
  startMailServer,
  startWebReceiver,
  until,
  type MailServer,
  type TestDatabase,
  type WebReceiver,
} from '@millrace/testing';
import { startTestServer, webhookWorkflow, type TestServer } from '../testing/test-server.ts';
import type { AlertChannelSecretDto } from './alert-channels.dto.ts';
import type { AlertRuleDto } from './alert-rules.dto.ts';
import type { AlertDetailDto, AlertDto, AlertPage, AlertPreviewDto } from './alerts.dto.ts';

let home: TestDatabase;
let database: Database;
let stores: Stores;
let mail: MailServer;
let web: WebReceiver;
let server: TestServer;

beforeAll(async () => {
  [home, mail, web] = await Promise.all([createTestDatabase(), startMailServer(), startWebReceiver()]);
  server = await startTestServer(home.url, {
    ...{ MILLRACE_SMTP_URL: mail.url, MILLRACE_SMTP_FROM: 'millrace@example.com' },
    MILLRACE_OUTBOUND_ALLOW: new URL(web.url).host,
  });
  database = await openDatabase({ url: home.url });
  stores = createStores(database);
}, 60_000);
afterAll(async () => {
  await server.stop();
  await database.close();
  await Promise.all([home.drop(), mail.stop(), web.stop()]);
}, 60_000);

const CHECK = { Type: 'Pass', Output: `{% $states.input.body.fail ? $error('No') : 'ok' %}` };
const RATE = { kind: 'above', metric: 'error_rate', threshold: 0.05, windowMinutes: 15, minCount: 2 };
const hook = (name: string, fail: boolean) => server.send(`/hooks/default/${name}`, { json: { fail } });
const read = async <T>(path: string): Promise<T> => (await server.api(`/api/v1/alerts${path}`)).body as unknown as T;
const make = async <T>(path: string, json: object): Promise<T> => {
  const answer = await server.api(`/api/v1/alerts${path}`, { json });
  if (answer.status >= 300) throw new Error(answer.text);
  return answer.body as unknown as T;
};
const change = (path: string, json: object) => server.api(`/api/v1/alerts${path}`, { method: 'PATCH', json });
/** What is due later is due now. */
const hasten = () => database.runPool.query(`update alert_delivery set due_at = now() where state = 'waiting'`);
/** A workflow whose newest runs fail, and of which that is known. */
async function failing(name: string): Promise<void> {
  await server.publish(webhookWorkflow(name, CHECK));
  for (const fail of [false, true, true]) await hook(name, fail);
  await until(async () => (await stores.metrics.rollUp()) === 'done');
}
const aMailChannel = (name: string) =>
  make<AlertChannelSecretDto>('/channels', { name, target: { kind: 'email', to: [`${name}@example.com`] } });
const aHookChannel = (name: string) =>
  make<AlertChannelSecretDto>('/channels', { name, target: { kind: 'webhook', url: `${web.url}/${name}` } });
const aRule = (workflow: string, channelIds: readonly string[], more: object = {}) =>
  make<AlertRuleDto>('/rules', { name: `Errors of ${workflow}`, workflow, condition: RATE, channelIds, ...more });
const alertOf = (ruleId: string): Promise<AlertDto> =>
  until(async () => (await read<AlertPage>(`?rule=${ruleId}`)).items[0]);
const mailsTo = (name: string) => mail.mails.filter(({ to }) => to.includes(`${name}@example.com`));
const callsTo = (name: string) => web.calls.filter(({ path }) => path === `/${name}`);

test('a rule that would have fired fires, and is told by mail and webhook in one message each', async () => {
  await failing('sales');
  const preview = await make<AlertPreviewDto>('/preview', { workflow: 'sales', condition: RATE });
  expect(preview).toMatchObject({ isKnown: true, days: 7, firings: [{ count: 3 }] });
  const [team, ops] = [await aMailChannel('team'), await aHookChannel('ops')];
  const rule = await aRule('sales', [team.id, ops.id]);
  expect(rule).toMatchObject({ state: 'calm', channels: [{ name: 'team' }, { name: 'ops' }].reverse() });
  const alert = await alertOf(rule.id);
  expect(alert).toMatchObject({
    state: 'firing',
    count: 3,
    workflow: { name: 'sales' },
    groups: [{ step: 'Only', count: 2 }],
  });
  expect(alert.value).toBeCloseTo(2 / 3);
  const [letter] = await until(() => (mailsTo('team').length > 0 ? mailsTo('team') : undefined));
  expect(letter?.from).toBe('millrace@example.com');
  expect(letter?.text).toContain('Subject: [default] Firing: Error rate of sales is 66.7 %, above 5 %');
  expect(letter?.text).toContain(`/w/default/alerts/${alert.id}`);
  // A message leaves the installation: what a run was given, and how it says what went wrong, stay here.
  expect(letter?.text).not.toContain('"No"');
  const [call] = await until(() => (callsTo('ops').length > 0 ? callsTo('ops') : undefined));
  if (call === undefined) throw new Error('It was called.');
  const request = { headers: call.headers, body: Buffer.from(call.body), nowMs: Date.now() };
  expect(verifySignature('standard-webhooks', [ops.secret ?? ''], request)).toMatchObject({ kind: 'valid' });
  expect(JSON.parse(call.body)).toMatchObject({
    type: 'alert',
    data: { workspace: 'default', events: [{ event: 'fired', alert: { id: alert.id, value: alert.value } }] },
  });
  const detail = await until(async () => {
    const found = await read<AlertDetailDto>(`/${alert.id}`);
    return found.deliveries.every(({ state }) => state === 'sent') ? found : undefined;
  });
  expect(detail.deliveries.map(({ channel, events }) => `${channel} ${events.join()}`).sort()).toEqual([
    'ops fired',
    'team fired',
  ]);
  expect(await read('/count')).toMatchObject({ firing: 1, unseen: 1 });
  await make(`/${alert.id}/acknowledge`, {});
  expect(await read('/count')).toMatchObject({ firing: 1, unseen: 0 });
});

test('what could not be sent while the mail server was away is sent once when it is back', async () => {
  await failing('away');
  const channel = await aMailChannel('away');
  const { port } = mail;
  await mail.stop();
  const rule = await aRule('away', [channel.id]);
  const { id } = await alertOf(rule.id);
  const first = await until(async () => {
    const [delivery] = (await read<AlertDetailDto>(`/${id}`)).deliveries;
    return delivery?.failure === undefined ? undefined : delivery;
  });
  expect(first).toMatchObject({
    state: 'waiting',
    attempts: 1,
    failure: 'The mail server does not answer (ESOCKET).',
  });
  mail = await startMailServer(port);
  await hasten();
  await until(async () => (await read<AlertDetailDto>(`/${id}`)).deliveries[0]?.state === 'sent');
  await hasten();
  expect(mailsTo('away')).toHaveLength(1);
  expect((await read<AlertDetailDto>(`/${id}`)).deliveries).toMatchObject([{ state: 'sent', attempts: 2 }]);
});

test('what a process sent before it was lost is sent once more, and says that it is the same', async () => {
  await failing('lost');
  const channel = await aHookChannel('lost');
  const rule = await aRule('lost', [channel.id], { isEnabled: false });
  await change(`/rules/${rule.id}`, { isEnabled: true });
  const { id } = await alertOf(rule.id);
  await until(async () => (await read<AlertDetailDto>(`/${id}`)).deliveries[0]?.state === 'sent');
  expect(callsTo('lost')).toHaveLength(1);
  // As if the process had been killed after the answer and before it could note it.
  await database.runPool.query(`update alert_delivery set state = 'waiting', due_at = now() where channel_id = $1`, [
    channel.id,
  ]);
  await until(() => callsTo('lost').length === 2);
  const [first, second] = callsTo('lost').map(({ headers }) => headers['webhook-id']);
  expect(second).toBe(first);
  await until(async () => (await read<AlertDetailDto>(`/${id}`)).deliveries[0]?.state === 'sent');
});

function wholeWeek(): object {
  return { timeZone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, untilMinute: 0 };
}

test('what happens in quiet hours waits, and comes as one message', async () => {
  await failing('quiet');
  const channel = await aMailChannel('quiet');
  const first = await aRule('quiet', [channel.id], { quietHours: wholeWeek() });
  const second = await aRule('quiet', [channel.id], {
    quietHours: wholeWeek(),
    condition: { ...RATE, metric: 'failed', threshold: 1 },
  });
  const urgent = await aRule('quiet', [channel.id], { quietHours: wholeWeek(), severity: 'critical', name: 'Urgent' });
  for (const { id } of [first, second, urgent]) await alertOf(id);
  await until(() => mailsTo('quiet').length === 1);
  expect(mailsTo('quiet')[0]?.text).toContain('Urgent');
  const { id } = await alertOf(first.id);
  const [waiting] = (await read<AlertDetailDto>(`/${id}`)).deliveries;
  expect(waiting).toMatchObject({ state: 'waiting', isDigest: true, attempts: 0 });
  expect(Date.parse(waiting?.dueAt ?? '')).toBeGreaterThan(Date.now());
  await hasten();
  await until(() => mailsTo('quiet').length === 2);
  expect(mailsTo('quiet')[1]?.text).toContain('Subject: [default] While it was quiet: 2 firing');
});

test('a workflow is started for each that is told, and once', async () => {
  await failing('source');
  const pager = webhookWorkflow('pager', { Type: 'Pass', Output: '{% $states.input %}' });
  const triggers: object = { api: { type: 'call' } };
  await server.publish(Object.assign({ ...pager }, { triggers }));
  const channel = await make<AlertChannelSecretDto>('/channels', {
    name: 'pager',
    target: { kind: 'workflow', workflow: 'pager' },
  });
  const rule = await aRule('source', [channel.id]);
  const { id } = await alertOf(rule.id);
  const runs = async () => (await server.api('/api/v1/runs?workflow=pager')).body.items;
  const [run] = await until(async () => ((await runs()).length > 0 ? runs() : undefined));
  const { body } = await server.api(`/api/v1/runs/${run?.id ?? ''}`);
  expect(body.input).toMatchObject({ event: 'fired', workspace: 'default', alert: { id } });
  await until(async () => (await read<AlertDetailDto>(`/${id}`)).deliveries[0]?.state === 'sent');
  await database.runPool.query(`update alert_delivery set state = 'waiting', due_at = now() where channel_id = $1`, [
    channel.id,
  ]);
  await until(async () => (await read<AlertDetailDto>(`/${id}`)).deliveries[0]?.attempts === 2);
  await until(async () => (await read<AlertDetailDto>(`/${id}`)).deliveries[0]?.state === 'sent');
  expect(await runs()).toHaveLength(1);
});

describe('channels', () => {
  test('say what happened when they are tried', async () => {
    const channel = await aMailChannel('tried');
    expect(await make(`/channels/${channel.id}/test`, {})).toEqual({
      ...{ isGood: true, detail: 'The mail server took it for 1 of 1 addresses.' },
    });
    expect(mailsTo('tried')[0]?.text).toContain('This is a test');
    mail.refuse('550 No such person');
    expect(await make(`/channels/${channel.id}/test`, {})).toEqual({
      ...{ isGood: false, detail: 'The mail server refused it: 550 No such person' },
    });
    mail.refuse(undefined);
    const { id } = await make<AlertChannelSecretDto>('/channels', {
      ...{ name: 'closed', target: { kind: 'webhook', url: 'http://10.1.2.3/hook' } },
    });
    expect(await make(`/channels/${id}/test`, {})).toMatchObject({
      ...{ isGood: false, detail: expect.stringContaining('closed network') as string },
    });
    web.answer(500);
    const refused = await aHookChannel('refused');
    const answered = await make<{ readonly detail: string }>(`/channels/${refused.id}/test`, {});
    expect(answered.detail).toBe(`${new URL(web.url).host} answered 500.`);
    web.answer(200);
  });

  test('never show what is secret, and sign by the old secret too for a while', async () => {
    const made = await aHookChannel('signed');
    const slack = await make<AlertChannelSecretDto>('/channels', {
      ...{ name: 'chat', target: { kind: 'slack', url: `${web.url}/services/T0/B0/c4nary` } },
    });
    const list = await server.api('/api/v1/alerts/channels');
    expect(list.text).not.toContain('c4nary');
    expect(list.text).not.toContain(made.secret);
    const dump = await database.runPool.query<{ all: string }>(
      'select string_agg(c::text, chr(10)) as all from alert_channel c',
    );
    expect(dump.rows[0]?.all).not.toContain('c4nary');
    const next = (await change(`/channels/${made.id}`, { newSecret: true })).body as unknown as AlertChannelSecretDto;
    expect(next.secret).not.toBe(made.secret);
    await make(`/channels/${made.id}/test`, {});
    const call = callsTo('signed').at(-1);
    const request = { headers: call?.headers ?? {}, body: Buffer.from(call?.body ?? ''), nowMs: Date.now() };
    for (const secret of [made.secret, next.secret]) {
      expect(verifySignature('standard-webhooks', [secret ?? ''], request)).toMatchObject({ kind: 'valid' });
    }
    expect(await make(`/channels/${slack.id}/test`, {})).toEqual({ isGood: true, detail: 'Slack took it.' });
    expect(callsTo('services/T0/B0/c4nary').at(-1)?.body).toContain('This is a test');
  });
});

test('rules are muted, changed and removed, and what makes no sense is refused with its code', async () => {
  await failing('rules');
  const rule = await aRule('rules', []);
  await alertOf(rule.id);
  const muted = await change(`/rules/${rule.id}`, { mutedUntil: new Date(Date.now() + 3_600_000).toISOString() });
  expect(muted.body).toMatchObject({ state: 'muted' });
  const calm = await change(`/rules/${rule.id}`, { mutedUntil: null, condition: { ...RATE, threshold: 0.9 } });
  expect(calm.body).toMatchObject({ state: 'calm' });
  expect((await alertOf(rule.id)).state).toBe('cleared');
  const refusals: readonly (readonly [string, object, number, string])[] = [
    ['/rules', { name: 'x', condition: { kind: 'no_success', windowMinutes: 5 } }, 422, 'request.invalid'],
    ['/rules', { name: 'x', condition: { ...RATE, threshold: 5 } }, 422, 'request.invalid'],
    ['/rules', { name: 'x', condition: RATE, workflow: 'none' }, 404, 'workflow.not_found'],
    ['/rules', { name: 'x', condition: RATE, channelIds: [rule.id] }, 404, 'alert.channel_not_found'],
    ['/preview', { condition: RATE, workflow: 'none' }, 404, 'workflow.not_found'],
    ['/channels', { name: 'team', target: { kind: 'email', to: ['a@example.com'] } }, 409, 'alert.channel_name_taken'],
    [
      '/channels',
      { name: 'no', target: { kind: 'email', to: ['a@example.com\r\nBcc: b@example.com'] } },
      422,
      'request.invalid',
    ],
    ['/channels/01900000-0000-7000-8000-000000000000/test', {}, 404, 'alert.channel_not_found'],
    ['/01900000-0000-7000-8000-000000000000/acknowledge', {}, 404, 'alert.not_found'],
  ];
  for (const [path, json, status, code] of refusals) {
    const answer = await server.api(`/api/v1/alerts${path}`, { json });
    expect([path, answer.status, (answer.body as unknown as { code: string }).code]).toEqual([path, status, code]);
  }
  expect((await server.api(`/api/v1/alerts/rules/${rule.id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await server.api(`/api/v1/alerts/rules/${rule.id}`)).status).toBe(404);
});
