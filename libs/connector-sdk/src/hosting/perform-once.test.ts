import { action, t, type Idempotency } from '../index.ts';
import { OutcomeUnknownError } from './outcome-unknown.ts';
import { isLeftToPerson, performOnce, verifyOf, type EarlierCall } from './perform-once.ts';

const none = { none: 'a letter' };
const verified = (verify: () => unknown): Idempotency => ({ verify });
const actionWith = (idempotency: Idempotency) =>
  action({
    ...{ title: 'Send', effects: 'write', idempotency, input: t.Object({}), output: t.Any(), sample: null },
    run: () => null,
  });
const unknown = new OutcomeUnknownError('It broke.', { code: 'broke' });

/** What was done, and how it ended. */
async function perform(
  idempotency: Idempotency,
  { earlier, fails }: { readonly earlier?: EarlierCall; readonly fails?: Error } = {},
) {
  const done: string[] = [];
  const ended = performOnce(actionWith(idempotency), {
    earlier,
    run: () => {
      done.push('called');
      if (fails !== undefined) throw fails;
      return 'made';
    },
    ask: (verify) => {
      done.push('asked');
      return verify({} as never, {});
    },
  });
  const end = await ended.catch((thrown: unknown) => thrown as Error & { readonly connectorFailure?: string });
  return { done, end };
}

interface Told {
  readonly of: Idempotency;
  readonly earlier?: EarlierCall;
  readonly done: readonly string[];
  readonly end: string;
}
test.each<[string, Told]>([
  ['the first call is made', { of: verified(() => 'found'), done: ['called'], end: 'made' }],
  [
    'a second one asks, and takes what is found',
    { of: verified(() => 'found'), earlier: 'ended', done: ['asked'], end: 'found' },
  ],
  ['so does one whose process died', { of: verified(() => 'found'), earlier: 'lost', done: ['asked'], end: 'found' }],
  [
    'a natural key may have a verify too',
    { of: { naturalKey: 'ref', verify: () => 'found' }, earlier: 'lost', done: ['asked'], end: 'found' },
  ],
  [
    'it is called when nothing is found',
    { of: verified(() => null), earlier: 'lost', done: ['asked', 'called'], end: 'made' },
  ],
  [
    'nothing at all is null',
    { of: verified(() => undefined), earlier: 'ended', done: ['asked', 'called'], end: 'made' },
  ],
  ['others are called again', { of: none, earlier: 'lost', done: ['called'], end: 'made' }],
  [
    'what Retry wants is called again',
    { of: { ...none, onCrash: 'unknown' }, earlier: 'ended', done: ['called'], end: 'made' },
  ],
])('%s', async (_, { of, done, end, ...how }) => {
  expect(await perform(of, how)).toEqual({ done, end });
});

test('a call whose process died is left to a person where the action says so', async () => {
  const { done, end } = await perform({ ...none, onCrash: 'unknown' }, { earlier: 'lost' });
  expect(done).toEqual([]);
  expect(end).toMatchObject({ isOutcomeUnknown: true, detail: { code: 'connector.call_lost' } });
});

describe('a write without an answer', () => {
  test('is asked for at once: what is found is the output', async () => {
    expect(
      await perform(
        verified(() => 'found'),
        { fails: unknown },
      ),
    ).toEqual({
      done: ['called', 'asked'],
      end: 'found',
    });
  });

  test('that did not happen can be made again', async () => {
    const { end } = await perform(
      verified(() => null),
      { fails: unknown },
    );
    expect(end).toMatchObject({ connectorFailure: 'retryable' });
  });

  test('stays unknown when there is nobody to ask', async () => {
    expect((await perform(none, { fails: unknown })).end).toBe(unknown);
  });

  test('stays unknown when asking fails, and says why', async () => {
    const failing = verified(() => {
      throw new Error('No route.');
    });
    for (const how of [{ fails: unknown }, { earlier: 'lost' as const }]) {
      const { end } = await perform(failing, how);
      expect(end).toMatchObject({ isOutcomeUnknown: true, message: expect.stringContaining('No route.') as string });
    }
  });
});

test('other failures are what they are, and so is that of asking before a second attempt', async () => {
  const plain = new Error('No.');
  expect(
    await perform(
      verified(() => 'found'),
      { fails: plain },
    ),
  ).toEqual({ done: ['called'], end: plain });
  const failing = verified(() => {
    throw plain;
  });
  expect((await perform(failing, { earlier: 'ended' })).end).toBe(plain);
});

test('reads have nothing to look for, whatever they say', () => {
  const read = { ...actionWith(verified(() => 'found')), effects: 'read' as const };
  expect(verifyOf(read)).toBeUndefined();
  expect(isLeftToPerson({ effects: 'read', idempotency: { ...none, onCrash: 'unknown' } })).toBe(false);
});
