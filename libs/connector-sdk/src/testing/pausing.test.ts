// Actions that pause: in a harness, and put to the checks.
import acmeDesk from '../../examples/acme-desk/src/index.ts';
import { desk } from '../../examples/acme-desk/test/fake.ts';
import { action, type CodeAction } from '../action.ts';
import type { PausingContext } from '../context.ts';
import { FatalError } from '../failures.ts';
import type { Resumed } from '../pause.ts';
import { t } from '../schema.ts';
import { checkCase, checkCoverage } from './checks/check-cases.ts';
import { checkCancel } from './checks/check-cancel.ts';
import { checkCrash } from './checks/check-crash.ts';
import { checkIdempotency } from './checks/check-idempotency.ts';
import { aDesk, aSubject, CLOSED, problemsOfAction, toyFake, type ToyState } from './checks/toy-desk.ts';
import { harness } from './harness.ts';
import type { ActionCase } from './test-case.ts';

const connections = { desk: { auth: 'token', fields: { token: 'toy-token-123' } } };
const DAY_MS = 86_400_000;
interface Ticket {
  readonly id: string;
}
const make = async ({ http, idempotencyKey }: PausingContext, subject: string): Promise<Ticket> => {
  const ref = `${idempotencyKey}-${subject}`;
  return (await http.post<Ticket>('/tickets', { json: { subject, ref } })).body;
};

/** Makes a ticket, waits for an answer of a day at most, and makes another one that says what came. */
const asking = action({
  ...{ title: 'Ask', effects: 'write', idempotency: { naturalKey: 'ref' } },
  ...{ input: t.Object({}, CLOSED), output: t.Object({ ids: t.Array(t.String()), answer: t.String() }) },
  sample: { ids: ['1'], answer: 'yes' },
  async run(context) {
    const { id } = await make(context, `ask at ${new URL(await context.callbackUrl()).pathname}`);
    await context.store.set('asked', id);
    return context.wait({ callback: true, until: context.clock.nowMs() + DAY_MS, state: { ids: [id] } });
  },
  async resume(context, _, { state, payload }) {
    const answer = payload === undefined ? 'nothing' : JSON.stringify(payload.body).replaceAll('"', '');
    if (answer === 'later') return context.wait({ until: context.clock.nowMs() + DAY_MS, state });
    if (answer === 'broken') throw new FatalError('Not this.');
    if (answer === 'wrong') return { ids: 5 } as never;
    const { id } = await make(context, answer);
    return { ids: [...state.ids, id], answer };
  },
});
const aTest = (asked: CodeAction = asking) => harness(aDesk({ actions: { asked } }), { fake: toyFake(), connections });

describe('a harness', () => {
  test('calls the address of a pause', async () => {
    const test = aTest();
    const paused = await test.action('asked');
    expect(paused).toMatchObject({
      ...{ kind: 'paused', isCallbackAwaited: true, untilMs: test.clock.nowMs() + DAY_MS, state: { ids: ['1'] } },
      callbackUrl: 'https://millrace.example/callbacks/test',
    });
    expect(test.platform.values.read('desk')).toEqual({ asked: '1' });
    expect(await test.deliverCallback(paused, { body: 'yes' })).toMatchObject({
      ...{ kind: 'returned', output: { ids: ['1', '2'], answer: 'yes' } },
    });
  });

  test('moves its clock to the moment of a pause, and to that of the next one', async () => {
    const test = aTest();
    const beganMs = test.clock.nowMs();
    const later = await test.deliverCallback(await test.action('asked'), { body: 'later' });
    expect(later).toMatchObject({ kind: 'paused', isCallbackAwaited: false });
    expect(await test.passUntil(later)).toMatchObject({ output: { answer: 'nothing' } });
    expect(test.clock.nowMs()).toBe(beganMs + DAY_MS);
  });

  test.each([
    ['broken', 'Connector.Fatal', 'Not this.'],
    ['wrong', 'Connector.Fatal', 'The output does not fit'],
  ])('tells how it went on: %s', async (body, error, message) => {
    const test = aTest();
    const outcome = await test.deliverCallback(await test.action('asked'), { body });
    expect(outcome).toMatchObject({ kind: 'threw', error, message: expect.stringContaining(message) as unknown });
  });

  test('does not end what is no pause, or another one', async () => {
    const test = aTest();
    const paused = await test.action('asked');
    const done = await test.deliverCallback(paused);
    await expect(test.passUntil(done)).rejects.toThrow('There is no pause to end: the action has returned.');
    const later = await test.deliverCallback(paused, { body: 'later' });
    await expect(test.deliverCallback(later)).rejects.toThrow('The pause waits for no call of its address');
  });
});

test('the worked example waits until a ticket is solved', async () => {
  desk.reset();
  const ticket = { id: 'T-1', subject: 'Fire', status: 'open' as const, updated_at: '2026-03-01T09:30:00Z' };
  desk.state.tickets.push(ticket);
  const acme = { auth: 'token', fields: { subdomain: 'acme', token: 'desk-token-4711' } };
  const test = harness(acmeDesk, { fake: desk, connections: { acme } });
  const paused = await test.action('wait_for_solution', { id: 'T-1', days: 14 });
  expect(desk.state.tickets[0]?.watcher).toBe('https://millrace.example/callbacks/test');
  desk.state.tickets = [{ ...ticket, status: 'solved' }];
  const solved = await test.deliverCallback(paused, { body: { event: 'solved' } });
  expect(solved).toMatchObject({ kind: 'returned', output: { id: 'T-1', status: 'solved' } });
  const late = await test.passUntil(paused);
  expect(late).toMatchObject({ kind: 'returned' });
});

describe('the checks', () => {
  const pauses = [{ callback: { body: 'later' } }, {}];
  const casesOf = (changes: Partial<ActionCase<ToyState>> = {}): ActionCase<ToyState> => ({
    ...{ action: 'tried', input: {}, pauses, ...changes },
  });
  const subjectOf = (tried: ActionCase<ToyState>) => aSubject({ actions: { tried: asking } }, [tried]);

  test('good: it pauses as the case says, and gives its output', async () => {
    const seen: string[] = [];
    const meanwhile = (state: ToyState): void => void seen.push(...state.tickets.map(({ id }) => id));
    const tried = casesOf({
      pauses: [{ callback: { body: 'yes' }, meanwhile }],
      output: { ids: ['1', '2'], answer: 'yes' },
    });
    const subject = subjectOf(tried);
    expect(checkCoverage(subject)).toEqual([]);
    expect(await checkCase(subject, tried as never)).toEqual([]);
    expect(seen).toEqual(['1']);
  });

  test('bad: no case shows it pausing', () =>
    expect(checkCoverage(subjectOf(casesOf({ pauses: [] })))).toEqual([
      'desk/tried: it has a `resume`, and no case shows it pausing (`pauses`).',
    ]));

  test.each([
    [
      'too few',
      [],
      'it was to work, and it ended with States.Timeout (It pauses, and the case does not say what ends that',
    ],
    ['too many', [{}, {}, {}], 'it was to pause 3 times, and paused 1 times.'],
  ])('bad: %s ends of pauses', async (_, ends, problem) => {
    const tried = casesOf({ pauses: ends });
    expect(await checkCase(subjectOf(tried), tried as never)).toContainEqual(
      expect.stringContaining(`desk/tried: ${problem}`),
    );
  });

  test('good: a lost answer, and a death in any of its calls, do nothing twice', async () => {
    expect(await problemsOfAction(checkIdempotency, asking, { tried: { pauses } })).toEqual([]);
    expect(await problemsOfAction(checkCrash, asking, { tried: { pauses } })).toEqual([]);
  });

  test('good: it ends when it is cancelled, in each of its calls', async () =>
    expect(await problemsOfAction(checkCancel, asking, { tried: { pauses } })).toEqual([]));

  test('bad: what goes on after a pause does not end when it is cancelled', async () => {
    const resume = async ({ http }: PausingContext): Promise<unknown> => {
      await http.get('/tickets').catch(() => new Promise(() => undefined));
      return { ids: [], answer: 'never' };
    };
    const tried = { pauses: [{ callback: {} }] };
    expect(await problemsOfAction(checkCancel, { ...asking, resume }, { tried })).toEqual([
      'desk/tried: it goes on 5 s after its signal was aborted.',
    ]);
  });

  test('bad: what goes on after a pause does its work twice when its worker dies', async () => {
    const resume = async ({ http }: PausingContext, _: unknown, { state }: Resumed) => {
      await http.post('/tickets', { json: { subject: 'each time' } });
      return { ...(state as object), answer: 'yes' };
    };
    const problems = await problemsOfAction(
      checkCrash,
      { ...asking, resume },
      { tried: { pauses: [{ callback: {} }] } },
    );
    expect(problems).toEqual([
      expect.stringContaining(
        'when the worker dies after it is sent, after 1 pause, and another one makes the call again,',
      ),
      expect.stringContaining('when the worker dies with the answer in hand, after 1 pause, and another one'),
    ]);
  });
});
