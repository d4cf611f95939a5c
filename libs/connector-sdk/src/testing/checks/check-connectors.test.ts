// Checks of a connector as a whole, and of its options.
import { connect } from 'node:net';
import type { OptionSource } from '../../connector.ts';
import { describeConnector } from '../../describe-connector.ts';
import { FatalError } from '../../failures.ts';
import { t } from '../../schema.ts';
import { checkCase, checkCoverage } from './check-cases.ts';
import { checkCompatibility } from './check-compatibility.ts';
import { checkHosts } from './check-hosts.ts';
import { checkOptions } from './check-options.ts';
import { checkConnections } from './check-sign-in.ts';
import type { Problems, Subject } from './subject.ts';
import { aDesk, aList, aRead, aSubject } from './toy-desk.ts';

const reading = aRead(async ({ http }) => (await http.get('/tickets')).body);

describe('cases', () => {
  test('good: each member is tried, and ends as it says', async () => {
    const subject = aSubject({ actions: { reading } }, [
      { action: 'reading', input: {}, output: { tickets: [], next: null } },
    ]);
    expect(checkCoverage(subject)).toEqual([]);
    expect(await checkCase(subject, subject.cases[0] as never)).toEqual([]);
  });

  test('bad: a member without a case, and one that is only shown failing', () =>
    expect(
      checkCoverage(
        aSubject({ actions: { reading, other: reading } }, [
          { action: 'reading', input: {}, fails: 'Connector.Fatal' },
        ]),
      ),
    ).toEqual(['desk/reading: no case shows it working.', 'desk/other: no case tries it.']));

  test.each([
    [
      { output: { tickets: [1], next: null } },
      'it was to give {"next":null,"tickets":[1]}, and gave {"next":null,"tickets":[]}.',
    ],
    [{ fails: 'Desk.Closed' }, 'it was to end with Desk.Closed, and it returned.'],
    [{ input: { unknown: 1 } }, 'it was to work, and it ended with Connector.Fatal (The arguments do not fit'],
  ])('bad: %j', async (changes, problem) => {
    const subject = aSubject({ actions: { reading } }, [{ action: 'reading', input: {}, ...changes }]);
    expect(await checkCase(subject, subject.cases[0] as never)).toEqual([
      expect.stringContaining(`desk/reading: ${problem}`),
    ]);
  });
});

describe('C2 hosts', () => {
  const check = (changes: Parameters<typeof aSubject>[0], run = reading.run): Promise<Problems> =>
    checkHosts(aSubject({ actions: { reading: { ...reading, run } }, ...changes }, [{ action: 'reading', input: {} }]));

  test('good: it calls its own host', async () => expect(await check({})).toEqual([]));

  test('bad: it calls another host', async () =>
    expect(await check({}, ({ http }) => http.get('https://evil.example/'))).toEqual([
      'desk/reading: it calls "evil.example", which permissions.hosts does not name.',
      'desk: permissions.hosts names desk.example, and no case calls it.',
    ]));

  test.each([
    ['fetch', () => fetch('http://127.0.0.1:4711/')],
    [
      'a socket',
      () =>
        new Promise((_, reject) => {
          connect(4711, '127.0.0.1').on('error', reject);
        }),
    ],
  ])('bad: it goes round the platform by %s', async (_, leave) => {
    const problems = await check({}, async ({ http }) => {
      await http.get('/tickets');
      return leave();
    });
    expect(problems).toEqual(['desk/reading: it opens a socket to 127.0.0.1:4711, where only `http` and `net` may.']);
  });

  test('bad: it asks for hosts and secrets that it does not need', async () =>
    expect(await check({ permissions: { hosts: ['desk.example', '*.cdn.example'], secrets: true } })).toEqual([
      'desk: permissions.hosts names *.cdn.example, and no case calls it.',
      'desk: permissions.secrets is set, and no case reads a secret.',
    ]));
});

describe('C3 connections', () => {
  test('good: the test says yes, and a 401 is no', async () =>
    expect(await checkConnections(aSubject({ actions: { reading } }))).toEqual([]));

  test('bad: a test that says yes to everything', async () => {
    const { auth: { token } = {} } = aDesk();
    const subject = aSubject({ auth: { token: { ...token!, test: () => ({ label: 'fine' }) } } });
    expect(await checkConnections(subject)).toEqual([
      'desk: the test of the connection "desk" was to end with Connector.Auth after a 401, and it returned.',
    ]);
  });
});

describe('C13 options', () => {
  const check = (agents: OptionSource, input = {}): Promise<Problems> =>
    checkOptions(aSubject({ options: { agents } }, [{ options: 'agents', input }]), { options: 'agents', input });
  const list: OptionSource = async ({ http }, { search }) => {
    const { body } = await http.get<{ agents: string[] }>('/agents', { query: { q: search }, as: 'json' });
    return { items: body.agents.map((name) => ({ value: name, label: name })) };
  };

  test('good: a list, whatever was asked', async () => expect(await check(list)).toEqual([]));

  test('good: an empty list that says why', async () =>
    expect(
      await check(
        ({ http }, { input }) => {
          if (input.team === undefined) return { items: [], reason: 'Choose a team first.' };
          return list({ http } as never, { input });
        },
        { team: 'blue' },
      ),
    ).toEqual([]));

  test('bad: it throws while nothing is filled in', async () =>
    expect(
      await check(
        (context, request) => {
          if (request.input.team === undefined) throw new FatalError('No team.');
          return list(context, request);
        },
        { team: 'blue' },
      ),
    ).toEqual([
      'desk/agents: when nothing is filled in yet, it was to give a list, an empty one with a `reason` at least, and it ended with Connector.Fatal (No team.).',
    ]));

  test('bad: it breaks when the service does', async () => {
    const careless: OptionSource = async ({ http }) => {
      const { body } = await http.get<{ agents: string[] }>('/agents', { ok: 'any' });
      return { items: body.agents.map((name) => ({ value: name, label: name })) };
    };
    expect(await check(careless)).toEqual(
      expect.arrayContaining([expect.stringContaining('desk/agents: when the service answers 500, it breaks: ')]),
    );
  });

  test('bad: it offers a value twice, or gives no list', async () => {
    const [one] = [{ value: 1, label: 'one' }];
    expect(await check(() => ({ items: [one, { ...one, label: 'uno' }] }))).toEqual(
      expect.arrayContaining(['desk/agents: as the case asks, it offers a value twice.']),
    );
    expect(await check(() => [one] as never)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('desk/agents: as the case asks, it gives no list of options: /'),
      ]),
    );
  });
});

describe('C14 compatibility', () => {
  const before = describeConnector(aDesk({ actions: { list: aList() } }), '1.2.0');
  const after = (version: string, changes: Parameters<typeof aSubject>[0]): Subject => ({
    ...aSubject(changes),
    about: { version, icon: '' },
    previous: before,
  });

  test('good: a new action in a minor version, a removed one in a major', () => {
    expect(checkCompatibility(after('1.3.0', { actions: { list: aList(), reading } }))).toEqual([]);
    expect(checkCompatibility(after('2.0.0', { actions: { reading } }))).toEqual([]);
    expect(checkCompatibility({ ...after('0.0.1', {}), previous: undefined })).toEqual([]);
  });

  test('bad: the version says too little', () => {
    expect(checkCompatibility(after('1.2.1', { actions: { list: aList(), reading } }))).toEqual([
      expect.stringContaining(
        'desk: version 1.2.1 follows 1.2.0, where 1.3.0 is the least, because of actions/reading',
      ),
    ]);
    const narrowed = { ...aList(), input: t.Object({ must: t.String() }, { additionalProperties: false }) };
    expect(checkCompatibility(after('1.3.0', { actions: { list: narrowed } }))).toEqual([
      expect.stringContaining('where 2.0.0 is the least'),
    ]);
  });
});
