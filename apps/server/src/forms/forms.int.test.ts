import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, type Answer, type TestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;

const input = {
  type: 'object',
  required: ['name', 'seats'],
  properties: {
    name: { type: 'string', title: 'Your name' },
    seats: { type: 'integer', minimum: 1, maximum: 8 },
    note: { type: 'string', 'x-ui': { control: 'longText' } },
  },
};

function formWorkflow(
  name: string,
  state: object,
  { trigger = {}, ...more }: { trigger?: object; input?: object } = {},
) {
  return {
    millrace: 1,
    name,
    title: `Book ${name}`,
    description: 'We answer within a day.',
    triggers: { page: { type: 'form', path: name, ...trigger } },
    input,
    machine: { QueryLanguage: 'JSONata', StartAt: 'Only', States: { Only: { End: true, ...state } } },
    ...more,
  };
}

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
  await server.publish(formWorkflow('table', { Type: 'Pass' }));
  const greeting = { Type: 'Pass', Output: { seats: '{% $states.input.seats %}', to: '{% $states.input.name %}' } };
  await server.publish(formWorkflow('answering', greeting, { trigger: { respond: 'result', title: 'Ask <us>' } }));
}, 60_000);

afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

const open = (path: string) => server.send(`/forms/default/${path}`);
const submissionOf = ({ text }: Answer) => /name="~submission" value="([\w-]+)"/.exec(text)?.[1] ?? '';
const send = (path: string, fields: Record<string, string>) =>
  server.send(`/forms/default/${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
const referenceIn = ({ text }: Answer) => /reference: <code>([\w-]+)<\/code>/.exec(text)?.[1] ?? '';

test('the page: a form that needs no script, under a policy that allows none', async () => {
  const page = await open('table');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(page.text).toContain('<h1>Book table</h1>');
  expect(page.text).toContain('We answer within a day.');
  expect(page.text).toContain('<label for="f-name">Your name</label>');
  expect(submissionOf(page)).not.toBe(submissionOf(await open('table')));
});

test('what is sent becomes a run, of which the page gives the reference', async () => {
  const answer = await send('table', { name: 'Ada', seats: '4', note: 'one\r\ntwo' });
  expect(answer.status).toBe(202);
  const runId = referenceIn(answer);
  expect(answer.headers.get('location')).toBe(`/api/v1/runs/${runId}`);
  expect(answer.headers.get('millrace-run-id')).toBe(runId);
  const run = await server.api(`/api/v1/runs/${runId}`);
  expect(run.body).toMatchObject({
    trigger: { id: 'page', type: 'form' },
    input: { name: 'Ada', seats: 4, note: 'one\ntwo' },
  });
  await until(async () => (await server.api(`/api/v1/runs/${runId}`)).body.status === 'succeeded');
});

test('faults stand at their fields, and what was sent is kept', async () => {
  const page = await open('table');
  const fields = { '~submission': submissionOf(page), name: '<b>Ada</b>', seats: '9' };
  const answer = await send('table', fields);
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('<p class="fault" id="f-seats-fault">Enter 8 or less.</p>');
  expect(answer.text).toContain('value="&lt;b&gt;Ada&lt;/b&gt;"');
  expect(answer.text).not.toContain('<b>');
  expect(submissionOf(answer)).toBe(submissionOf(page));
  expect((await send('table', { ...fields, seats: '8' })).status).toBe(202);
});

test('a page sent twice is one run; sent again with other values it is another', async () => {
  const fields = { '~submission': submissionOf(await open('table')), name: 'Ada', seats: '2' };
  const answers = await Promise.all([send('table', fields), send('table', fields), send('table', fields)]);
  expect(new Set(answers.map(referenceIn)).size).toBe(1);
  expect(answers.filter(({ text }) => text.includes('You had sent this already'))).toHaveLength(2);
  expect(referenceIn(await send('table', { ...fields, seats: '3' }))).not.toBe(answers.map(referenceIn)[0]);
});

test('the result of the workflow, as text', async () => {
  const answer = await send('answering', { name: '<i>Ada</i>', seats: '2' });
  expect(answer.status).toBe(200);
  expect(answer.text).toContain('<h1>Ask &lt;us&gt;</h1>');
  expect(answer.text).toContain('<dt>to</dt><dd>&lt;i&gt;Ada&lt;/i&gt;</dd>');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('a run that fails says so, and gives its reference and nothing of what was sent', async () => {
  const failing = { Type: 'Pass', Output: '{% $error($states.input.name) %}' };
  await server.publish(formWorkflow('failing', failing, { trigger: { respond: 'result' } }));
  const answer = await send('failing', { name: 'CANARY-NAME', seats: '2' });
  expect(answer.status).toBe(500);
  expect(answer.headers.get('content-type')).toContain('text/html');
  expect(referenceIn(answer)).toBe(answer.headers.get('millrace-run-id') ?? referenceIn(answer));
  expect(answer.text).not.toContain('CANARY-NAME');
});

test('a file comes with its name', async () => {
  const photo = { type: 'object', properties: { photo: { 'x-ui': { control: 'file' } } } };
  await server.publish(formWorkflow('photo', { Type: 'Pass' }, { input: photo }));
  const form = new FormData();
  form.append('photo', new Blob(['bytes'], { type: 'text/csv' }), 'ü.csv');
  const response = await fetch(`${server.url}/forms/default/photo`, { method: 'POST', body: form });
  const run = await server.api(`/api/v1/runs/${response.headers.get('millrace-run-id') ?? ''}`);
  expect(run.body.input).toEqual({ photo: { $base64: 'Ynl0ZXM=', name: 'ü.csv', type: 'text/csv' } });
});

test.each([
  ['no form', '/forms/default/nothing', 404, 'There is no form at this address'],
  ['a webhook is no form', '/forms/default/orders', 404, 'There is no form at this address'],
  ['another workspace', '/forms/other/table', 404, 'There is no form at this address'],
])('%s', async (...[, path, status, text]) => {
  const answer = await server.send(path);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toContain('text/html');
  expect(answer.text).toContain(text);
});

test('a form is no webhook, takes nothing but forms, and answers to any host', async () => {
  expect((await server.send('/hooks/default/table', { json: {} })).body).toMatchObject({ code: 'hook.not_found' });
  expect(await server.send('/forms/default/table', { json: { name: 'Ada', seats: 1 } })).toMatchObject({ status: 415 });
  expect(await server.send('/forms/default/table', { method: 'PUT', body: 'x' })).toMatchObject({ status: 405 });
  const tooMany = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`f${index}`, '1']));
  const answer = await send('table', tooMany);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('<h1>Form too complex</h1>');
});
