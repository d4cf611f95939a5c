import { changeAfterCreation, changeAfterFailure, nextStepOf, type SubscriptionStep } from './decide-subscription.ts';
import type { TakenSubscription, TriggerFacts } from './trigger.ts';

const NOW_MS = 1_900_000_000_000;
const facts = (canRenew: boolean): TriggerFacts => ({
  ...{ kind: 'subscription', canFind: true, canRenew, isStandardSecret: false },
});
const taken = (changes: Partial<TakenSubscription>): TakenSubscription => ({
  ...{ id: 's', workspaceId: 'w', connector: 'desk', trigger: 't', identity: null, identityHash: '' },
  ...{ sealed: new Uint8Array(), state: 'active', attempts: 0, fence: 1, isWanted: true, isReleasable: false },
  ...changes,
});
const [DUE, LATER] = [NOW_MS - 1, NOW_MS + 1];
const LEFT = { isWanted: false, isReleasable: true };
const AWAITED = { isWanted: false, isReleasable: false };

test.each<[SubscriptionStep, string, Partial<TakenSubscription>, boolean]>([
  ['create', 'is wanted', { state: 'wanted' }, false],
  ['recover', 'was being created when its process died', { state: 'creating' }, false],
  ['rest', 'is active', {}, false],
  ['rest', 'is not to be renewed yet', { renewAtMs: LATER }, true],
  ['renew', 'is to be renewed', { renewAtMs: DUE, expiresAtMs: LATER }, true],
  ['replace', 'is to be renewed and cannot be', { renewAtMs: DUE, expiresAtMs: LATER }, false],
  ['replace', 'has ended', { renewAtMs: DUE, expiresAtMs: DUE }, true],
  ['remove', 'is wanted no more', LEFT, false],
  ['remove', 'may have been created and is wanted no more', { ...LEFT, state: 'creating' }, false],
  ['forget', 'was never created and is wanted no more', { ...LEFT, state: 'wanted' }, false],
  ['rest', 'is wanted no more, but what follows is not active yet', AWAITED, false],
  ['renew', 'must last until what follows is active', { ...AWAITED, renewAtMs: DUE, expiresAtMs: LATER }, true],
  ['remove', 'is wanted again while it is removed', { state: 'removing' }, false],
])('%s: it %s', (...[step, , changes, canRenew]) => {
  expect(nextStepOf(taken(changes), facts(canRenew), NOW_MS)).toBe(step);
});

test('it is renewed when two thirds of its life are over', () => {
  const made = changeAfterCreation({ remoteId: 'r', expiresAtMs: NOW_MS + 90_000 }, NOW_MS);
  expect(made).toMatchObject({ state: 'active', remoteId: 'r', renewInMs: 60_000, dueInMs: 60_000, hasBegun: true });
  expect(changeAfterCreation({ remoteId: 'r' }, NOW_MS)).toMatchObject({
    renewInMs: null,
    dueInMs: null,
    expiresAtMs: null,
  });
  // A service that says nonsense is not asked all the time.
  expect(changeAfterCreation({ remoteId: 'r', expiresAtMs: 0 }, NOW_MS).renewInMs).toBeGreaterThan(5000);
});

describe('what failed', () => {
  const failed = (
    step: SubscriptionStep,
    error: string,
    { cause = {}, attempts = 0 }: { readonly cause?: object; readonly attempts?: number } = {},
  ) => changeAfterFailure(step, taken({ attempts }), { kind: 'threw', error, cause: JSON.stringify(cause) });

  test('and was surely not done is done again', () => {
    expect(failed('create', 'Connector.Fatal')).toMatchObject({ state: 'wanted', attempts: 1 });
    expect(failed('create', 'Connector.RateLimited')).toMatchObject({ state: 'wanted' });
    expect(failed('replace', 'Connector.Auth')).toMatchObject({ state: 'active' });
  });
  test('and may have been done is looked for first', () => {
    for (const error of ['Connector.OutcomeUnknown', 'Connector.Retryable', 'States.Timeout'])
      expect(failed('create', error)).toMatchObject({ state: 'creating', dueInMs: 5000 });
    expect(failed('recover', 'Connector.Retryable')).toMatchObject({ state: 'creating' });
  });
  test('to be renewed is renewed again, or made anew when it is gone', () => {
    expect(failed('renew', 'Connector.Retryable')).toMatchObject({ state: 'active' });
    for (const status of [404, 410]) {
      const anew = failed('renew', 'Connector.Fatal', { cause: { status } });
      expect(anew).toMatchObject({ state: 'wanted', dueInMs: 0, remoteId: null, renewInMs: null, expiresAtMs: null });
    }
  });
  test('to be removed is gone already, or is given up at last', () => {
    expect(failed('remove', 'Connector.Fatal', { cause: { status: 404 } })).toBe('removed');
    expect(failed('remove', 'Connector.Retryable')).toMatchObject({ state: 'removing' });
    expect(failed('remove', 'Connector.Retryable', { attempts: 20 })).toBe('removed');
  });
});
