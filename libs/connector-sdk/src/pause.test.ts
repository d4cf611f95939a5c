import { action } from './action.ts';
import type { ActionContext, PausingContext } from './context.ts';
import { CallPauses } from './hosting/call-pauses.ts';
import { MAX_PAUSE_STATE_BYTES } from './pause.ts';
import { t } from './schema.ts';

const ADDRESS = 'https://millrace.example/callbacks/1';
const UNTIL_MS = Date.UTC(2026, 2, 2);
/** The pauses of a call, and how often its address was opened. */
function pausesOf(changes: Partial<ConstructorParameters<typeof CallPauses>[0]> = {}) {
  const opened: string[] = [];
  const openCallback = (): Promise<string> => {
    opened.push(ADDRESS);
    return Promise.resolve(ADDRESS);
  };
  return { pauses: new CallPauses({ canResume: true, openCallback, ...changes }), opened };
}
const refusal = (code: string) =>
  expect.objectContaining({ connectorFailure: 'fatal', detail: { code: `connector.${code}` } }) as Error;
const giveUp = (pauses: CallPauses, request: unknown) => () => pauses.wait(request as never);

describe('a pause', () => {
  test.each([
    ['until a date', { until: new Date(UNTIL_MS) }, { untilMs: UNTIL_MS, isCallbackAwaited: false }],
    ['until a number of milliseconds', { until: UNTIL_MS - 0.5 }, { untilMs: UNTIL_MS, isCallbackAwaited: false }],
    ['until its address is called', { callback: true }, { isCallbackAwaited: true }],
    ['until either', { callback: true, until: UNTIL_MS }, { untilMs: UNTIL_MS, isCallbackAwaited: true }],
  ])('%s', async (_, ends, expected) => {
    const { pauses } = pausesOf();
    await pauses.callbackUrl();
    const given = pauses.wait({ ...ends, state: { id: 'T-1' } } as never);
    expect(pauses.find(given)).toEqual({ ...expected, state: { id: 'T-1' } });
  });

  test('is of the call that has given it, and of nothing that looks like it', () => {
    const { pauses } = pausesOf();
    const given = pausesOf().pauses.wait({ until: UNTIL_MS, state: null });
    expect([pauses.find(given), pauses.find({ ...given }), pauses.find({ untilMs: 1, state: 1 })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(() => JSON.stringify({ inside: given })).toThrow('A pause is returned as it is');
  });

  test('whose address nobody looks at ends no process when it cannot be opened', async () => {
    const unhandled: unknown[] = [];
    const note = (cause: unknown): number => unhandled.push(cause);
    process.on('unhandledRejection', note);
    const { pauses } = pausesOf({ openCallback: undefined });
    void pauses.callbackUrl();
    // Node tells of it between two turns.
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  test('keeps its state as it was', () => {
    const { pauses } = pausesOf();
    const state = { seen: ['a'] };
    const given = pauses.wait({ until: UNTIL_MS, state });
    state.seen.push('b');
    expect(pauses.find(given)?.state).toEqual({ seen: ['a'] });
  });

  test.each([
    ['no end', { state: 1 }],
    ['nothing', undefined],
    ['an end that is a word', { until: 'tomorrow', state: 1 }],
    ['an end that is no date', { until: new Date(NaN), state: 1 }],
    ['a duration for an end', { until: 60_000, state: 1 }],
    ['seconds for an end', { until: 1_800_000_000, state: 1 }],
    ['an end that never comes', { until: Infinity, state: 1 }],
    ['no state', { until: UNTIL_MS }],
    ['a state that is no JSON', { until: UNTIL_MS, state: { big: 1n } }],
    ['an address that nobody knows', { callback: true, state: 1 }],
  ])('is refused: %s', (_, request) => expect(giveUp(pausesOf().pauses, request)).toThrow(refusal('pause_invalid')));

  test('is refused in an action that would not go on', () =>
    expect(giveUp(pausesOf({ canResume: false }).pauses, { until: UNTIL_MS, state: 1 })).toThrow(
      refusal('pause_invalid'),
    ));

  test('is refused, with its address, where no run would wait', async () => {
    const { pauses } = pausesOf({ openCallback: undefined });
    expect(giveUp(pauses, { until: UNTIL_MS, state: 1 })).toThrow(refusal('pause_unavailable'));
    await expect(pauses.callbackUrl()).rejects.toMatchObject({ detail: { code: 'connector.pause_unavailable' } });
  });

  test('keeps 64 KiB and no more', () => {
    const { pauses } = pausesOf();
    const stateOf = (bytes: number): string => 'x'.repeat(bytes - 2);
    expect(pauses.find(pauses.wait({ until: UNTIL_MS, state: stateOf(MAX_PAUSE_STATE_BYTES) }))).toBeDefined();
    const tooLarge = [stateOf(MAX_PAUSE_STATE_BYTES + 1), 'é'.repeat(40_000)];
    for (const state of tooLarge)
      expect(giveUp(pauses, { until: UNTIL_MS, state })).toThrow(refusal('pause_state_too_large'));
  });
});

describe('the address of a pause', () => {
  test('is opened once', async () => {
    const { pauses, opened } = pausesOf();
    const all = await Promise.all(Array.from({ length: 1000 }, () => pauses.callbackUrl()));
    expect([new Set(all).size, opened.length]).toEqual([1, 1]);
  });

  test('that could not be opened is opened again', async () => {
    let isBroken = true;
    const openCallback = (): Promise<string> =>
      isBroken ? Promise.reject(new Error('no store')) : Promise.resolve(ADDRESS);
    const { pauses } = pausesOf({ openCallback });
    await expect(pauses.callbackUrl()).rejects.toMatchObject({ connectorFailure: 'retryable' });
    expect(giveUp(pauses, { callback: true, state: 1 })).toThrow(refusal('pause_invalid'));
    isBroken = false;
    expect(await pauses.callbackUrl()).toBe(ADDRESS);
    expect(pauses.find(pauses.wait({ callback: true, state: 1 }))).toBeDefined();
  });
});

test('types say what may pause', () => {
  const facts = {
    ...{ title: 'Ask', effects: 'read' as const, input: t.Object({ days: t.Number() }) },
    ...{ output: t.Object({ isApproved: t.Boolean() }), sample: { isApproved: true } },
  };
  const asks = action({
    ...facts,
    async run({ callbackUrl, wait }, { days }) {
      if (days === 0) return { isApproved: true };
      const messageId = (await callbackUrl()).length;
      return wait({ callback: true, state: { messageId, days } });
    },
    resume(context, input, { state, payload }) {
      const days: number = state.days + state.messageId + input.days;
      // @ts-expect-error -- no such member of what `run` keeps.
      const wrong: unknown = state.message;
      if (payload === undefined) return context.wait({ until: days, state });
      return { isApproved: payload.body === true && wrong === undefined };
    },
  });
  expect(typeof asks.resume).toBe('function');
  action({
    ...facts,
    // @ts-expect-error -- without a `resume` there is no `wait`.
    run: ({ wait }) => ({ isApproved: wait === undefined }),
  });
  const pause = (context: PausingContext) => context.wait({ until: 1, state: 'kept' });
  // @ts-expect-error -- a pause is no output, and `resume` is missing.
  action({ ...facts, run: pause });
  // @ts-expect-error -- what is kept is JSON.
  const wrongState = (context: PausingContext) => context.wait({ until: 1, state: () => 1 });
  // @ts-expect-error -- a pause without an end.
  const endless = (context: PausingContext) => context.wait({ state: null });
  // @ts-expect-error -- plain actions have none.
  const plain = (context: ActionContext): unknown => context.callbackUrl;
  expect([wrongState, endless, plain]).toHaveLength(3);
});
