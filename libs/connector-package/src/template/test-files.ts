import { errorPrefixOf } from '@millrace/connector-sdk';
import type { TemplateNames } from './template-names.ts';

/** Whose runner tests are written for: Node's own, which needs no install, or the one of a repository. */
export interface TestStyle {
  /** The line that brings `test`, and the one that brings what `equal` uses. */
  readonly imports: string;
  readonly assertions: string;
  readonly equal: (actual: string, expected: string) => string;
  /** Behind a suite: with whom it is registered, where `test` is no global. */
  readonly runner: string;
}

export const NODE_TESTS: TestStyle = {
  imports: `import { test } from 'node:test';\n`,
  assertions: `import assert from 'node:assert/strict';\n`,
  equal: (actual, expected) => `assert.deepEqual(${actual}, ${expected});`,
  runner: ', test',
};

export const JEST_TESTS: TestStyle = {
  imports: '',
  assertions: '',
  equal: (actual, expected) => `expect(${actual}).toEqual(${expected});`,
  runner: '',
};

/** A service to test with, the suite that every connector has to pass, and a test of the author's own. */
export function testFiles(names: TemplateNames, style: TestStyle): Readonly<Record<string, string>> {
  return {
    'test/fake.ts': fake(names),
    'src/index.test.ts': suiteTest(names, style),
    'src/actions/create-ticket.test.ts': createTicketTest(style),
  };
}

const fake = ({
  name,
  title,
  host,
}: TemplateNames): string => `import { cutPage, fakeApi, type FakeApi, type TestConnection } from '@millrace/connector-sdk/testing';
import type { Ticket } from '../src/ticket.ts';

/** What the service holds. Each test begins with none of it. */
export interface ServiceState {
  tickets: Ticket[];
}
const TOKEN = 'a-token-of-tests-only';
/** Fields as a person fills them in. */
export const connections: Readonly<Record<string, TestConnection>> = {
  main: { auth: 'token', fields: { token: TOKEN } },
};

export const aTicket = (index: number, at = new Date('2026-03-01T09:30:00Z')): Ticket => ({
  id: \`T-\${index + 1}\`,
  subject: \`Printer \${index + 1}\`,
  updated_at: at.toISOString(),
});

/** ${title} as far as the connector knows it: what it is sent it keeps, and gives back. */
export const service: FakeApi<ServiceState> = fakeApi<ServiceState>({
  base: 'https://${host}/v1',
  state: () => ({ tickets: [] }),
  accepts: ({ headers }) => headers.authorization === \`Bearer \${TOKEN}\`,
  routes: {
    'GET /me': () => ({ json: { email: 'me@${name}.example' } }),
    'GET /tickets': ({ query }, { state }) => {
      const { subject = '', updated_since = '', cursor, per_page = '100' } = query;
      const found = state.tickets.filter((ticket) => ticket.subject.includes(subject));
      const changed = found.filter(({ updated_at }) => updated_at >= updated_since);
      if (query.sort === 'updated_at') changed.sort((a, b) => a.updated_at.localeCompare(b.updated_at));
      const { records, next } = cutPage(changed, { cursor, size: Number(per_page) });
      return { json: { tickets: records, next } };
    },
    'POST /tickets': ({ json, headers }, { state, nowMs, once }) =>
      once(headers['idempotency-key'], () => {
        const { subject } = json as { subject: string };
        if (state.tickets.some((ticket) => ticket.subject === subject))
          return { status: 409, json: { message: \`There is an open ticket "\${subject}".\` } };
        const ticket = { ...aTicket(state.tickets.length, new Date(nowMs())), subject };
        state.tickets.push(ticket);
        return { status: 201, json: ticket };
      }),
    'DELETE /tickets/{id}': ({ params }, { state }) => {
      const isThere = state.tickets.some(({ id }) => id === params.id);
      state.tickets = state.tickets.filter(({ id }) => id !== params.id);
      return { status: isThere ? 204 : 404 };
    },
  },
});
`;

const suiteTest = (
  { name }: TemplateNames,
  { imports, runner }: TestStyle,
): string => `${imports}import { readPackage, registerTests, testConnector } from '@millrace/connector-sdk/testing';
import { aTicket, connections, service } from '../test/fake.ts';
import connector from './index.ts';

/** A case is input that works, or that fails as it should: whichever of the checks C1 to C14 apply to it do the rest. */
const suite = testConnector(connector, {
  package: readPackage(new URL('..', import.meta.url)),
  fake: service,
  connections,
  recordings: new URL('../test/recordings/', import.meta.url),
  cases: [
    {
      action: 'list_tickets',
      input: {},
      pages: { fill: (state, count) => (state.tickets = Array.from({ length: count }, (_, index) => aTicket(index))) },
    },
    { action: 'create_ticket', input: { subject: 'Printer on fire' } },
    {
      action: 'create_ticket',
      input: { subject: 'Printer 1' },
      given: (state) => state.tickets.push(aTicket(0)),
      fails: '${errorPrefixOf(name)}.DuplicateTicket',
      because: 'there is one with this subject',
    },
    { action: 'delete_ticket', input: { id: 'T-1' }, given: (state) => state.tickets.push(aTicket(0)), output: null },
    {
      trigger: 'ticket_updated',
      input: {},
      happen: (state, { index, at }) => state.tickets.push(aTicket(index, at)),
      forget: (state, index) => (state.tickets = state.tickets.filter(({ id }) => id !== \`T-\${index + 1}\`)),
    },
  ],
});
registerTests(suite${runner});
`;

const createTicketTest = ({
  imports,
  assertions,
  equal,
}: TestStyle): string => `${assertions}${imports}import { harness } from '@millrace/connector-sdk/testing';
import { connections, service } from '../../test/fake.ts';
import connector from '../index.ts';

test('the ticket that is made has the subject', async () => {
  service.reset();
  const { action } = harness(connector, { fake: service, connections });
  const made = await action('create_ticket', { subject: 'Printer on fire' });
  ${equal('made.kind', "'returned'")}
  ${equal('service.state.tickets.map(({ subject }) => subject)', "['Printer on fire']")}
});
`;

/** The test of a connector that was made of something else. */
export const indexTest = ({
  imports,
  runner,
}: TestStyle): string => `${imports}import { readPackage, registerTests, testConnector } from '@millrace/connector-sdk/testing';
import connector from './index.ts';

registerTests(testConnector(connector, { package: readPackage(new URL('..', import.meta.url)) })${runner});
`;
