import { aDesk, aRead, toyFake } from './checks/toy-desk.ts';
import { ConnectorTestError, registerTests, type ConnectorTest } from './connector-test.ts';
import { testConnector, type TestOptions } from './test-connector.ts';

const PACKAGE = {
  version: '1.0.0',
  icon: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="currentColor"><path d="M0 0"/></svg>',
};
const connections = { desk: { auth: 'token', fields: { token: 'toy-token-123' } } };
const reading = aRead(async ({ http }) => (await http.get('/tickets', { as: 'json' })).body);
const suiteOf = (options: Partial<TestOptions<never>> = {}, actions = { reading }): readonly ConnectorTest[] =>
  testConnector(aDesk({ actions }), { package: PACKAGE, connections, ...options } as unknown as TestOptions);
const nameOf = ({ name }: ConnectorTest): string => name;

test('with a package alone: what is wrong with it, at once', () => {
  expect(testConnector(aDesk({ actions: { reading } }), PACKAGE)).toEqual([]);
  expect(testConnector(aDesk({ actions: {} }), PACKAGE)).toEqual(['The connector has no actions.']);
});

test('a suite has the tests that its cases are for', () => {
  expect(suiteOf().map(nameOf)).toEqual(['C1 manifest', 'C14 compatibility']);
  const cases = [
    { action: 'reading', input: {} },
    { action: 'reading', input: { unknown: 1 }, fails: 'Connector.Fatal', because: 'it takes none' },
  ];
  expect(suiteOf({ fake: toyFake() as never, cases, except: { C5: 'no list' } }).map(nameOf)).toEqual([
    ...['C1 manifest', 'C14 compatibility', 'cases', 'C2 hosts', 'C3 connections'],
    ...['case: reading', 'C3 auth: reading', 'C4 errors: reading', 'C6 idempotency: reading'],
    ...['C7 crash: reading', 'C8 compensation: reading', 'C12 cancel: reading'],
    'case: reading, because it takes none',
  ]);
});

test('each test runs by itself, and again', async () => {
  const suite = suiteOf({ fake: toyFake() as never, cases: [{ action: 'reading', input: {} }] });
  for (const { run } of [...suite, ...suite]) await run();
});

test('a test that finds something rejects with sentences', async () => {
  const [manifest] = suiteOf(
    {},
    {
      reading: { ...reading, title: ' ' },
    },
  );
  const failure = await manifest?.run().catch((thrown: unknown) => thrown);
  expect(failure).toBeInstanceOf(ConnectorTestError);
  expect(failure).toMatchObject({ name: 'ConnectorTestError', problems: ['desk/reading: no title.'] });
});

test('a case for a trigger of another kind is told', async () => {
  const suite = suiteOf({
    fake: toyFake() as never,
    cases: [{ trigger: 'made', input: {}, happen: () => undefined }],
  });
  await expect(suite.at(-1)?.run()).rejects.toThrow('desk/made: there is no such trigger.');
});

test('tests are handed to whatever runner there is', async () => {
  const names: string[] = [];
  registerTests(suiteOf(), (name) => names.push(name));
  expect(names).toEqual(['C1 manifest', 'C14 compatibility']);
  await Promise.resolve();
});
