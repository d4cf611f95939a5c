// Checks of actions: each has a good action that passes, and bad ones that do not.
import { httpAction } from '../../action.ts';
import { auth } from '../../auth.ts';
import type { ActionContext } from '../../context.ts';
import { FatalError, RetryableError } from '../../failures.ts';
import { t } from '../../schema.ts';
import { checkCancel } from './check-cancel.ts';
import { checkCompensation } from './check-compensation.ts';
import { checkCrash } from './check-crash.ts';
import { checkErrors } from './check-errors.ts';
import { checkIdempotency } from './check-idempotency.ts';
import { checkPaging } from './check-paging.ts';
import { checkSignIn } from './check-sign-in.ts';
import { aSubject, aList, aRead, aWrite, CLOSED, problemsOfAction, ticketNo, type ToyState } from './toy-desk.ts';

const says = (text: string): unknown => expect.arrayContaining([expect.stringContaining(text)]);
const post = { json: { subject: 'Fire' } };
/** The key in a header, which the platform sends. */
const keyed = aWrite({ header: 'Idempotency-Key' }, async ({ http }) => (await http.post('/tickets', post)).body);
const makeByRef = async ({ http, idempotencyKey }: ActionContext): Promise<unknown> => {
  const { body } = await http.post('/tickets', { json: { subject: 'Fire', ref: idempotencyKey } });
  return body;
};
const natural = aWrite({ naturalKey: 'ref' }, makeByRef);
const asking = aWrite(
  {
    async verify({ http, idempotencyKey }) {
      const { body } = await http.get<{ tickets: unknown[] }>('/tickets', {
        query: { ref: idempotencyKey },
        as: 'json',
      });
      return body.tickets[0] ?? null;
    },
  },
  makeByRef,
);

describe('C3 auth', () => {
  test('good: a 401 is left to the platform, secrets to nobody', async () =>
    expect(
      await problemsOfAction(
        checkSignIn,
        aRead(async ({ http }) => (await http.get('/tickets')).body),
      ),
    ).toEqual([]));

  test('bad: a 401 becomes another failure', async () => {
    const swallows = aRead(async ({ http }) => {
      try {
        return (await http.get('/tickets')).body;
      } catch (cause) {
        throw new FatalError('No.', { cause });
      }
    });
    expect(await problemsOfAction(checkSignIn, swallows)).toEqual([
      'desk/tried: when the service answers 401, it was to end with Connector.Auth, and it ended with Connector.Fatal (No.).',
    ]);
  });

  test('bad: it asks again by itself', async () => {
    const insists = aRead(async ({ http }) => {
      const first = await http.get('/tickets').catch(() => http.get('/tickets'));
      return first.body;
    });
    expect(await problemsOfAction(checkSignIn, insists)).toEqual(says('it was to ask no more, and it sent 2 requests'));
  });

  test.each([
    [
      'log',
      'its log',
      aRead(({ log, connection }) => log.info(JSON.stringify({ connection, token: 'toy-token-123' }))),
    ],
    [
      'output',
      'its output',
      aRead(() => ({ link: `https://x.example/?t=${Buffer.from('a:toy-token-123').toString('base64')}` })),
    ],
    [
      'error',
      'its error',
      aRead(() => {
        throw new FatalError('toy-token-123 is no good.');
      }),
    ],
  ])('bad: a secret in the %s', async (_, place, action) =>
    expect(await problemsOfAction(checkSignIn, action)).toEqual([
      `desk/tried: ${place} shows a secret of the connection.`,
    ]),
  );
});

describe('with a session, which the platform begins', () => {
  const session = auth.custom({
    ...{ title: 'Session', fields: t.Object({ password: t.Secret() }, CLOSED) },
    async exchange({ http }, { password }) {
      const { body } = await http.post<{ token: string }>('/session', { json: { password } });
      return { secrets: { session: body.token } };
    },
    sign: (request, { session: token = '' }) => ({
      ...request,
      credentials: { headers: { authorization: `Bearer ${token}` } },
    }),
  });

  test.each([
    ['C3 auth', checkSignIn],
    ['C4 errors', checkErrors],
    ['C6 idempotency', checkIdempotency],
    ['C7 crash', checkCrash],
    ['C12 cancel', checkCancel],
  ])('good: %s', async (_, check) => {
    const tried = { action: 'tried', input: {} };
    const strict = { ...keyed, output: t.Object({}) };
    const subject = {
      ...aSubject({
        auth: { session },
        actions: { tried: strict },
        permissions: { hosts: ['desk.example'], secrets: true },
      }),
      connections: { desk: { auth: 'session', fields: { password: 'pass-word-123' } } },
    };
    expect(await check(subject, tried)).toEqual([]);
  });
});

describe('C4 errors', () => {
  test.each([
    ['a read', aRead(async ({ http }) => (await http.get('/tickets')).body)],
    ['a keyed write', keyed],
    ['a write that can be asked for', asking],
    [
      'a write that cannot be repeated',
      aWrite({ none: 'a letter' }, async ({ http }) => (await http.post('/tickets', post)).body),
    ],
    ['data', aList()],
    [
      'a status that is meant',
      aRead(async ({ http }) => (await http.get('/tickets', { ok: [200, 404], as: 'json' })).status),
    ],
  ])('good: %s', async (name, action) => {
    // What asks for no form takes a page of HTML for a text.
    const strict = name === 'data' || name === 'a status that is meant' ? action : { ...action, output: t.Object({}) };
    expect(await problemsOfAction(checkErrors, strict)).toEqual([]);
  });

  test('bad: everything becomes "try again"', async () => {
    const hopeful = aRead(({ http }) =>
      http.get('/tickets').catch(() => {
        throw new RetryableError('Later.');
      }),
    );
    const problems = await problemsOfAction(checkErrors, hopeful);
    expect(problems).toEqual(
      says(
        'when the service answers 404, it was to end with Connector.Fatal, and it ended with Connector.Retryable (Later.).',
      ),
    );
    expect(problems).toEqual(says('answers 429 with Retry-After in seconds, it was to end with Connector.RateLimited'));
    expect(problems.some((problem) => problem.includes('answers 500'))).toBe(false);
  });

  test('bad: the time to wait is lost', async () => {
    const forgetful = aRead(({ http }) =>
      http.get('/tickets', { as: 'json' }).catch((cause: unknown) => {
        const { errorName } = cause as { readonly errorName?: string };
        throw errorName === 'Connector.RateLimited' ? new RetryableError('Later.', { name: errorName }) : cause;
      }),
    );
    const problems = await problemsOfAction(checkErrors, { ...forgetful, output: t.Object({}) });
    expect(problems).toEqual([
      'desk/tried: when the service answers 429 with Retry-After in seconds, it was to say retryAfterMs 7000, and said nothing.',
      'desk/tried: when the service answers 429 with Retry-After as a date, it was to say retryAfterMs 90000, and said nothing.',
    ]);
  });

  test('bad: a page of HTML breaks it', async () => {
    const careless = aRead(async ({ http }) => {
      const { body } = await http.get<{ tickets: { id: string }[] }>('/tickets');
      return body.tickets.map(({ id }) => id);
    });
    expect(await problemsOfAction(checkErrors, careless)).toEqual([
      expect.stringContaining(
        'when a page of HTML comes instead of JSON, it was to end with Connector.Fatal, and it ended with States.TaskFailed',
      ),
    ]);
  });

  test('bad: failures are kept to itself', async () =>
    expect(
      await problemsOfAction(
        checkErrors,
        aRead(({ http }) => http.get('/tickets').catch(() => null)),
      ),
    ).toEqual(says('when the service answers 500, it was to end with Connector.Retryable, and it returned.')));
});

describe('C5 paging', () => {
  const fill = (state: ToyState, count: number): void => {
    state.tickets = Array.from({ length: count }, (_, index) => ticketNo(index));
  };
  const pages = { tried: { pages: { fill, size: 5 } } };

  test('good: by cursor, as data', async () => expect(await problemsOfAction(checkPaging, aList(), pages)).toEqual([]));

  test('good: by offset, as data', async () => {
    const paginate = { by: 'offset', send: { query: 'cursor' }, size: { query: 'limit', max: 5 } } as const;
    expect(await problemsOfAction(checkPaging, aList({ paginate }), pages)).toEqual([]);
  });

  test('bad: a list that says nothing of its pages', async () =>
    expect(await problemsOfAction(checkPaging, aList())).toEqual([
      'desk/tried: it reads pages, and no case says how to `fill` them (pages).',
    ]));

  test('bad: only the first page is read', async () => {
    const { paginate: _, ...short } = aList({ map: { items: '{% body.tickets %}', next: null } });
    expect(await problemsOfAction(checkPaging, { ...short, records: 'tickets' }, pages)).toEqual(
      says('of 14 records, asked for at once, it gave 5.'),
    );
  });

  test('bad: `limit` cuts off what nobody can go on with', async () => {
    const cutting = {
      ...aRead(async ({ http }) => {
        const { body } = await http.get<{ tickets: unknown[] }>('/tickets', { query: { limit: 100 } });
        return { items: body.tickets.slice(0, 2), next: null };
      }),
      input: aList().input,
    };
    const problems = await problemsOfAction(checkPaging, cutting, pages);
    expect(problems).toEqual(says('of 11 records, 2 at a time, it gave 2.'));
    expect(problems).toEqual(says('the first call gave no `next` to go on with.'));
  });

  test('bad: the record at the seam comes twice', async () => {
    const doubled = {
      ...aRead(async ({ http }) => {
        const first = (await http.get<{ tickets: unknown[] }>('/tickets')).body.tickets;
        return { items: [...first, ...first.slice(-1)], next: null };
      }),
      input: aList().input,
    };
    expect(await problemsOfAction(checkPaging, doubled, pages)).toEqual(
      says('of 1 records, asked for at once, it gave 2, of which 1 twice.'),
    );
  });
});

describe('C6 idempotency', () => {
  test.each([
    ['a key in a header', keyed],
    ['a natural key', natural],
    ['a write that can be asked for', asking],
    [
      'a write that says it is none',
      aWrite({ none: 'a letter' }, async ({ http }) => (await http.post('/tickets', post)).body),
    ],
    ['a read', aRead(async ({ http }) => (await http.get('/tickets')).body)],
  ])('good: %s', async (_, action) => expect(await problemsOfAction(checkIdempotency, action)).toEqual([]));

  test('bad: the service knows no key, and a hint says how a fake does', async () => {
    const otherHeader = aWrite({ header: 'X-Key' }, async ({ http }) => (await http.post('/tickets', post)).body);
    expect(await problemsOfAction(checkIdempotency, otherHeader)).toEqual([
      expect.stringMatching(/^desk\/tried: .* the work is done twice, or not as before\. A fake does a thing once/),
    ]);
  });

  test('bad: the natural key is left out', async () => {
    const keyless = aWrite({ naturalKey: 'ref' }, async ({ http }) => (await http.post('/tickets', post)).body);
    const problems = await problemsOfAction(checkIdempotency, keyless);
    expect(problems).toEqual(
      says('when the service does the work and the answer is lost, it does not leave what one call leaves'),
    );
    expect(problems).toEqual(says('its natural key "ref" is missing on attempt 1.'));
  });

  test('bad: the natural key is another one each time', async () => {
    let count = 0;
    const restless = aWrite({ naturalKey: 'ref' }, async ({ http }) => {
      count += 1;
      return (await http.post('/tickets', { json: { subject: 'Fire', ref: `n-${count}` }, attempts: 1 })).body;
    });
    expect(await problemsOfAction(checkIdempotency, restless)).toEqual(
      says('its natural key "ref" is another one on each attempt.'),
    );
  });

  test('bad: nobody finds what has happened', async () => {
    const blind = aWrite({ verify: () => null }, async ({ http }) => (await http.post('/tickets', post)).body);
    expect(await problemsOfAction(checkIdempotency, blind)).toEqual(says('the work is done twice'));
  });

  test('bad: a read that writes', async () =>
    expect(
      await problemsOfAction(
        checkIdempotency,
        aRead(async ({ http }) => (await http.post('/tickets', post)).body),
      ),
    ).toEqual(['desk/tried: it is declared as a read, and it changes what the service holds.']));
});

describe('C7 crash', () => {
  test.each([
    ['a key in a header', keyed],
    ['a natural key', natural],
    ['a write that can be asked for', asking],
    [
      'a write of which at least once is promised',
      aWrite({ none: 'a letter' }, async ({ http }) => (await http.post('/tickets', post)).body),
    ],
    ['a read', aRead(async ({ http }) => (await http.get('/tickets')).body)],
  ])('good: %s', async (_, action) => expect(await problemsOfAction(checkCrash, action)).toEqual([]));

  test('bad: the key depends on the attempt', async () => {
    const counting = aWrite({ naturalKey: 'ref' }, async ({ http, idempotencyKey, run }) => {
      const { body } = await http.post('/tickets', {
        json: { subject: 'Fire', ref: `${idempotencyKey}-${run.attempt}` },
      });
      return body;
    });
    const problems = await problemsOfAction(checkCrash, counting);
    expect(problems).toHaveLength(3);
    expect(problems).toEqual(
      says(
        'when the worker dies after it is sent and another one makes the call again, it does not leave what one call leaves',
      ),
    );
  });

  test('bad: `verify` fails on what is not there', async () => {
    const strict = aWrite(
      {
        verify: () => {
          throw new FatalError('There is none.');
        },
      },
      makeByRef,
    );
    expect(await problemsOfAction(checkCrash, strict)).toEqual(says('Looking whether it did failed: There is none.).'));
  });
});

describe('C8 compensation', () => {
  const undo = (ok: readonly number[]) =>
    httpAction({
      ...{ title: 'Delete', effects: 'write', idempotency: 'method', output: t.Unknown(), sample: null },
      input: t.Object({ id: t.String() }, CLOSED),
      request: { method: 'DELETE', path: '/tickets/{id}', empty: ok },
    });
  const made = (id: string) => ({ ...keyed, compensate: { action: 'undo', arguments: { id } } });
  const BY_ID = '{% $states.result.id %}';

  test('good: gone is gone', async () =>
    expect(await problemsOfAction(checkCompensation, made(BY_ID), { more: { undo: undo([204, 404]) } })).toEqual([]));

  test('bad: what is gone already makes it fail', async () =>
    expect(await problemsOfAction(checkCompensation, made(BY_ID), { more: { undo: undo([204]) } })).toEqual([
      expect.stringContaining('desk/tried: undoing it twice was to work, and it ended with Connector.Fatal'),
      expect.stringContaining(
        'desk/tried: undoing what is gone already was to work, and it ended with Connector.Fatal',
      ),
    ]));

  test('bad: it undoes something else', async () =>
    expect(await problemsOfAction(checkCompensation, made('another'), { more: { undo: undo([204, 404]) } })).toEqual([
      'desk/tried: what it did is still there after undo.',
    ]));

  test('bad: there is no such action', async () =>
    expect(await problemsOfAction(checkCompensation, made(BY_ID))).toEqual([
      'desk/tried: it is undone by "undo", and there is no such action.',
    ]));
});

describe('C12 cancel', () => {
  test('good: requests end with the signal', async () =>
    expect(
      await problemsOfAction(
        checkCancel,
        aRead(async ({ http }) => (await http.get('/tickets')).body),
      ),
    ).toEqual([]));

  test('good: an action that asks nobody', async () =>
    expect(
      await problemsOfAction(
        checkCancel,
        aRead(() => 1),
      ),
    ).toEqual([]));

  test.each([
    [
      'it waits for something of its own',
      aRead(({ http }) => http.get('/tickets').catch(() => new Promise(() => undefined))),
    ],
    [
      'it tries for ever',
      aRead(async ({ http }) => {
        for (;;) await http.get('/tickets').catch(() => null);
      }),
    ],
  ])('bad: %s', async (_, action) =>
    expect(await problemsOfAction(checkCancel, action)).toEqual([
      'desk/tried: it goes on 5 s after its signal was aborted.',
    ]),
  );
});
