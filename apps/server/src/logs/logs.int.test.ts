// What reads the log of a server: whoever follows it live, and whoever it is sent to.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type TestServer } from '../testing/test-server.ts';
import { HttpTransport } from './http-transport.ts';
import { openSyslog } from './syslog-transport.ts';

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly runId?: string;
  readonly workflow?: string;
  readonly step?: string;
  readonly attempt?: number;
}
interface LogEvent {
  readonly kind: string;
  readonly line?: Line;
}

let database: TestDatabase;
let receiver: Server;
let server: TestServer;
let status = 503;
let noted = 'noted';
const posts: { readonly type: string | undefined; readonly tenant: unknown; readonly text: string }[] = [];
const urlOf = (listening: { address(): unknown }): string => `127.0.0.1:${(listening.address() as AddressInfo).port}`;
const shipped = (): readonly Line[] =>
  posts.flatMap(({ text }) => text.trimEnd().split('\n')).map((line) => JSON.parse(line) as Line);

beforeAll(async () => {
  database = await createTestDatabase();
  receiver = createServer((request, response) => {
    void buffer(request).then((body) => {
      if (status === 200) {
        const { 'content-type': type, 'x-tenant': tenant } = request.headers;
        posts.push({ type, tenant, text: gunzipSync(body).toString('utf8') });
      }
      response.writeHead(status).end(noted);
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  server = await startTestServer(database.url, {
    MILLRACE_LOG_LEVEL: 'debug',
    MILLRACE_LOG_STREAM_URL: `http://${urlOf(receiver)}/in`,
    MILLRACE_LOG_STREAM_HEADERS: 'x-tenant=a%20b',
  });
}, 60_000);
afterAll(async () => {
  await server.stop();
  receiver.closeAllConnections();
  receiver.close();
  await database.drop();
}, 60_000);

const LOGGING = webhookWorkflow('logging', {
  Type: 'Task',
  Resource: 'code:javascript',
  Arguments: { source: "export default () => { console.log('said by the step'); return 1; }", input: null },
});

test('lines name the run, its workflow, version, step, attempt and trace', async () => {
  await server.publish(LOGGING);
  const answer = await server.send('/hooks/default/logging', { method: 'POST', json: { a: 1 } });
  expect(answer.status).toBe(200);
  const runId = answer.headers.get('millrace-run-id') ?? '';
  const about = { runId, workflow: 'logging', version: 1, traceId: runId.replaceAll('-', '') };
  const lines = () => server.log.map((line) => JSON.parse(line) as Line).filter((line) => line.runId === runId);
  await until(() => lines().some(({ msg }) => msg === 'A run ended'));
  expect(lines().find(({ msg }) => msg === 'A run ended')).toMatchObject({ ...about, status: 'succeeded' });
  const said = lines().find(({ msg }) => msg.includes('said by the step'));
  expect(said).toMatchObject({ ...about, level: 'debug', step: 'Only', attempt: 1, stepLevel: 'info' });
  const { id } = await server.api(`/api/v1/runs/${runId}`).then(({ body }) => body);
  expect(id).toBe(runId);
  await until(() => lines().some(({ msg }) => msg === 'Answered'));
});

/** Reads the stream until it has told what is looked for. */
async function follow(query: string, isEnough: (events: readonly LogEvent[]) => boolean): Promise<LogEvent[]> {
  const { body } = await server.api('/api/v1/api-keys', { json: { name: 'reader', scopes: ['instance.operate'] } });
  const reading = new AbortController();
  const headers = { authorization: `Bearer ${body.key}` };
  const response = await fetch(`${server.url}/api/v1/logs/stream?${query}`, { headers, signal: reading.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events: LogEvent[] = [];
  let rest = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    events.push(
      ...lines.filter((line) => line.startsWith('data: ')).map((line) => JSON.parse(line.slice(6)) as LogEvent),
    );
    if (isEnough(events)) break;
  }
  reading.abort();
  return events;
}

test('an administrator follows the log, its past first, by level, run and workflow', async () => {
  const events = await follow('workflow=logging', (heard) => heard.some(({ line }) => line?.msg === 'A run ended'));
  expect(events[0]).toMatchObject({ kind: 'process', pid: process.pid, level: 'debug' });
  expect(new Set(events.slice(1).map(({ line }) => line?.workflow))).toEqual(new Set(['logging']));
  const failures = follow('level=info', (heard) => heard.some(({ line }) => line?.msg === 'No such run'));
  await server.api('/api/v1/runs/01a20bb7-0796-715f-a250-e3f038bb1411');
  expect((await failures).some(({ line }) => line?.level === 'debug')).toBe(false);
});

test('who may not operate the installation may not read its log', async () => {
  const { body } = await server.api('/api/v1/api-keys', { json: { name: 'reader', scopes: ['run.read'] } });
  const answer = await server.send('/api/v1/logs/stream', { headers: { authorization: `Bearer ${body.key}` } });
  expect(answer).toMatchObject({ status: 403, body: { code: 'auth.forbidden' } });
  expect((await server.api('/api/v1/logs/stream?level=loud')).status).toBe(400);
});

test('lines are posted once the receiver works, none of them lost, the last when the server stops', async () => {
  await until(() => server.log.some((line) => line.includes('Lines of the log cannot be sent on')));
  status = 200;
  await until(() => posts.length > 0);
  expect(posts[0]).toMatchObject({ type: 'application/x-ndjson', tenant: 'a b' });
  const { text } = await server.api('/metrics');
  expect(text).toMatch(/millrace_log_lines_total\{outcome="shipped"\} [1-9]/);
  await server.stop();
  const messages = shipped().map((line) => JSON.stringify(line));
  expect(messages).toEqual(server.log.map((line) => JSON.stringify(JSON.parse(line))).slice(0, messages.length));
  expect(server.log.length - messages.length).toBe(0);
}, 20_000);

const LINE = JSON.stringify({ time: '2026-12-01T10:00:00.000Z', level: 'info', msg: 'Hello' });

test('batches as Loki and Elasticsearch take them', async () => {
  posts.length = 0;
  for (const format of ['loki', 'elastic'] as const) {
    const transport = new HttpTransport({ url: `http://${urlOf(receiver)}/`, headers: {}, format });
    await transport.send([LINE, LINE]);
    transport.close();
  }
  const [loki, elastic] = posts;
  expect(JSON.parse(loki?.text ?? '')).toEqual({
    streams: [
      {
        stream: { service_name: 'millrace', level: 'info' },
        values: [
          ['1796119200000000000', LINE],
          ['1796119200000000000', LINE],
        ],
      },
    ],
  });
  const [create, document] = elastic?.text.split('\n') ?? [];
  expect(create).toBe('{"create":{}}');
  expect(JSON.parse(document ?? '')).toMatchObject({ '@timestamp': '2026-12-01T10:00:00.000Z', msg: 'Hello' });
});

test('what Elasticsearch answers of single lines tells which are sent again', async () => {
  const transport = new HttpTransport({ url: `http://${urlOf(receiver)}/`, headers: {}, format: 'elastic' });
  const items = [201, 429, 400, 503].map((of) => ({ create: { status: of, error: { type: `of_${of}` } } }));
  noted = JSON.stringify({ errors: true, items });
  try {
    await expect(transport.send([LINE, LINE, LINE, LINE])).rejects.toMatchObject({ again: [1, 3], refused: [2] });
    noted = JSON.stringify({ errors: false, items });
    await transport.send([LINE]);
  } finally {
    noted = 'noted';
    transport.close();
  }
});

test('a syslog receiver gets framed messages over TCP, again after it was away', async () => {
  let heard = '';
  const sockets = new Set<Socket>();
  const listen = async (port = 0) => {
    const tcp = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on('data', (chunk) => (heard += chunk.toString('utf8'))).on('error', () => undefined);
    }).listen(port, '127.0.0.1');
    await once(tcp, 'listening');
    return tcp;
  };
  const close = async (tcp: Awaited<ReturnType<typeof listen>>) => {
    const closed = once(tcp, 'close');
    tcp.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const first = await listen();
  const { port } = first.address() as AddressInfo;
  const transport = openSyslog({ protocol: 'syslog+tcp', host: '127.0.0.1', port });
  await transport.send([LINE, LINE]);
  await until(() => heard.split('Hello').length === 3);
  expect(heard).toMatch(new RegExp(`^\\d+ <134>1 2026-12-01T10:00:00\\.000Z \\S+ millrace ${process.pid} - - \\{`));
  const [length = ''] = heard.split(' ');
  expect(heard.slice(length.length + 1 + Number(length))).toBe(heard.slice(0, heard.length / 2));
  await close(first);
  await until(() =>
    transport.send([LINE]).then(
      () => false,
      () => true,
    ),
  );
  heard = '';
  const second = await listen(port);
  await transport.send([LINE]);
  await until(() => heard.includes('Hello'));
  transport.close();
  await close(second);
});

test('and datagrams over UDP', async () => {
  const udp = createSocket('udp4');
  const message = once(udp, 'message') as Promise<[Buffer]>;
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const transport = openSyslog({ protocol: 'syslog+udp', host: '127.0.0.1', port: udp.address().port });
  await transport.send([LINE]);
  expect((await message)[0].toString('utf8')).toContain('- - {"time"');
  transport.close();
  udp.close();
});
