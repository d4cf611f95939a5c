// C2: requests go where the manifest says, by `http`, and what it asks for is used.
import { Socket } from 'node:net';
import type { Connector } from '../../connector.ts';
import { isPermittedHost } from '../../hosting/permitted-hosts.ts';
import type { JsonObject } from '../../json.ts';
import { openConnection } from '../platform/test-connection.ts';
import type { TestOutcome } from '../platform/test-outcome.ts';
import type { ActionCase, OptionsCase, TestCase } from '../test-case.ts';
import { callCase } from './check-cases.ts';
import { prepare, type Problems, type Subject } from './subject.ts';

/** Runs all cases of actions and options, and looks where they go. */
export async function checkHosts(subject: Subject): Promise<Problems> {
  const problems: string[] = [];
  const outcomes: TestOutcome[] = [];
  for (const tried of subject.cases.filter(isCall)) {
    prepare(subject, tried);
    const { outcome, dialled } = await watchSockets(() => callCase(subject, tried));
    outcomes.push(outcome);
    const member = `${subject.connector.name}/${'action' in tried ? tried.action : tried.options}`;
    problems.push(
      ...dialled.map((address) => `${member}: it opens a socket to ${address}, where only \`http\` and \`net\` may.`),
    );
    if (outcome.kind === 'threw' && outcome.cause.code === 'outbound.host_not_permitted')
      problems.push(
        `${member}: it calls ${JSON.stringify(outcome.cause.host)}, which permissions.hosts does not name.`,
      );
    if (outcome.kind === 'threw' && outcome.cause.code === 'outbound.socket_not_permitted')
      problems.push(
        `${member}: it connects to ${JSON.stringify(outcome.cause.socket)}, which permissions.sockets does not name.`,
      );
  }
  return [...new Set([...problems, ...unusedOf(subject, outcomes)])];
}

const isCall = (tried: TestCase): tried is ActionCase | OptionsCase => 'action' in tried || 'options' in tried;

/** What asks to be approved and is not needed. */
function unusedOf(subject: Subject, outcomes: readonly TestOutcome[]): Problems {
  const { connector, cases } = subject;
  const { hosts = [], secrets = false } = connector.permissions ?? {};
  const untried = Object.keys(connector.actions).some(
    (name) => !cases.some((found) => 'action' in found && found.action === name),
  );
  if (untried || Object.keys(connector.triggers ?? {}).length > 0 || subject.fake === undefined) return [];
  const called = outcomes.flatMap(({ sent }) => sent.map(({ wire }) => new URL(wire.url).hostname));
  const fields = fieldsOf(subject);
  const unused = hosts.filter((host) => host !== '*' && !called.some((name) => isPermittedHost(name, [host], fields)));
  const kinds = Object.values(connector.auth ?? {});
  const readsSecrets = outcomes.some(({ read }) => read.length > 0) || kinds.some(({ kind }) => kind === 'custom');
  return [
    ...unused.map((host) => `${connector.name}: permissions.hosts names ${host}, and no case calls it.`),
    ...unusedSocketsOf(connector, outcomes),
    ...(secrets && !readsSecrets ? [`${connector.name}: permissions.secrets is set, and no case reads a secret.`] : []),
  ];
}

function unusedSocketsOf({ name, permissions }: Connector, outcomes: readonly TestOutcome[]): Problems {
  const { sockets = [] } = permissions ?? {};
  return sockets
    .filter((socket) => !outcomes.some(({ dialled }) => dialled.includes(socket)))
    .map((socket) => `${name}: permissions.sockets names ${socket}, and no case connects to it.`);
}

function fieldsOf({ connector, connections }: Subject): JsonObject {
  const all = Object.entries(connections).map(([name, given]) => openConnection(connector, name, given).current.fields);
  return Object.assign({}, ...all) as JsonObject;
}

/** Where sockets go while `work` runs; none of them gets there. */
async function watchSockets(
  work: () => Promise<TestOutcome>,
): Promise<{ readonly outcome: TestOutcome; readonly dialled: readonly string[] }> {
  const dialled: string[] = [];
  const connect = Object.getOwnPropertyDescriptor(Socket.prototype, 'connect') ?? {};
  Object.defineProperty(Socket.prototype, 'connect', {
    configurable: true,
    writable: true,
    value: function refuse(this: Socket, ...given: unknown[]): Socket {
      dialled.push(addressOf(given));
      queueMicrotask(() => this.destroy(new Error('A test of a connector opens no sockets.')));
      return this;
    },
  });
  try {
    return { outcome: await work(), dialled };
  } finally {
    Object.defineProperty(Socket.prototype, 'connect', connect);
  }
}

/** Of `connect(options)`, `connect(port, host)`, and what Node itself makes of them. */
function addressOf(given: readonly unknown[]): string {
  const [first, second] = given.flat();
  if (typeof first !== 'object' || first === null)
    return `${typeof second === 'string' ? second : 'localhost'}:${String(first)}`;
  const {
    host = 'localhost',
    port,
    path = '',
  } = first as {
    readonly host?: string;
    readonly port?: number | string | null;
    readonly path?: string;
  };
  return typeof port === 'number' || typeof port === 'string' ? `${host}:${port}` : path;
}
