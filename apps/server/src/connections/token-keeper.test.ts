import type { ObtainedToken } from '@millrace/connector-host';
import { PauseError, RetryableError } from '@millrace/connector-sdk';
import { MemoryConnectionTokenStore, VirtualClock } from '@millrace/testing';
import { TokenKeeper, type HeldToken, type TokenOwner } from './token-keeper.ts';

const HOUR_MS = 3_600_000;
const encode = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

/** A service that rotates: each token it gives names the one that it was given for. */
function world() {
  const clock = new VirtualClock();
  const tokens = new MemoryConnectionTokenStore(clock);
  const asked: (HeldToken | undefined)[] = [];
  let answer: () => Promise<ObtainedToken> | ObtainedToken = () => ({
    secrets: { access_token: `a${asked.length}`, refresh_token: `r${asked.length}` },
    expiresAtMs: clock.nowMs() + HOUR_MS,
    scopes: ['read'],
  });
  const owner: TokenOwner = {
    ...{ workspaceId: 'w', connectionId: 'c' },
    obtain: async (current) => {
      asked.push(current);
      return await answer();
    },
  };
  const keeper = (): TokenKeeper =>
    new TokenKeeper({
      ...{ tokens, clock },
      seal: (place, secrets) => encode({ place, secrets }),
      open: (place, sealed) => {
        const envelope = JSON.parse(Buffer.from(sealed).toString()) as {
          place: unknown;
          secrets: Record<string, string>;
        };
        expect(envelope.place).toEqual(place);
        return envelope.secrets;
      },
    });
  return {
    ...{ clock, tokens, asked, owner, keeper },
    answerWith: (next: typeof answer) => {
      answer = next;
    },
  };
}

test('the first use gets one, and later ones take it until most of its life is over', async () => {
  const { clock, asked, owner, keeper } = world();
  const here = keeper();
  expect(await here.current(owner)).toMatchObject({ version: 1, secrets: { access_token: 'a1' } });
  await clock.advance(0.79 * HOUR_MS);
  expect(await here.current(owner)).toMatchObject({ version: 1 });
  expect(asked).toEqual([undefined]);
  await clock.advance(0.07 * HOUR_MS);
  expect(await here.current(owner)).toMatchObject({ version: 2, secrets: { access_token: 'a2' } });
  // The service is given what it gave last.
  expect(asked[1]?.secrets).toEqual({ access_token: 'a1', refresh_token: 'r1' });
});

test('many calls in several processes ask the service once', async () => {
  const { asked, owner, keeper, clock } = world();
  const processes = [keeper(), keeper(), keeper(), keeper()];
  const uses = processes.flatMap((here) => Array.from({ length: 5 }, () => here.current(owner)));
  await clock.advance(1000);
  expect((await Promise.all(uses)).map(({ version }) => version)).toEqual(Array(20).fill(1));
  expect(asked).toHaveLength(1);
});

test('one that the service does not take is replaced once, whoever notices', async () => {
  const { asked, owner, keeper, clock } = world();
  const [one, other] = [keeper(), keeper()];
  await one.current(owner);
  const uses = [one, other, one, other].map((here) => here.fresh(owner, 1));
  await clock.advance(1000);
  expect((await Promise.all(uses)).map(({ version }) => version)).toEqual([2, 2, 2, 2]);
  // Who has not heard of the new one gets it without asking.
  expect(await other.fresh(owner, 1)).toMatchObject({ version: 2 });
  expect(asked).toHaveLength(2);
});

test('while a new one is on its way, the old one is used as long as it lasts', async () => {
  const { clock, owner, keeper, answerWith } = world();
  const [slow, quick] = [keeper(), keeper()];
  await slow.current(owner);
  await clock.advance(0.9 * HOUR_MS);
  let give: (token: ObtainedToken) => void = () => undefined;
  answerWith(() => new Promise((resolve) => (give = resolve)));
  const renewing = slow.current(owner);
  await clock.advance(10);
  expect(await quick.current(owner)).toMatchObject({ version: 1 });
  give({ secrets: { access_token: 'new' }, scopes: [] });
  expect(await renewing).toMatchObject({ version: 2 });
  expect(await quick.current(owner)).toMatchObject({ version: 2, secrets: { access_token: 'new' } });
});

test('who is slower than its lease saves nothing, and takes what the faster one got', async () => {
  const { clock, owner, keeper, answerWith } = world();
  const [slow, quick] = [keeper(), keeper()];
  let give: (token: ObtainedToken) => void = () => undefined;
  answerWith(() => new Promise((resolve) => (give = resolve)));
  const late = slow.current(owner);
  await clock.advance(31_000);
  answerWith(() => ({ secrets: { access_token: 'quick' }, scopes: [] }));
  expect(await quick.current(owner)).toMatchObject({ version: 1, secrets: { access_token: 'quick' } });
  give({ secrets: { access_token: 'slow' }, scopes: [] });
  expect(await late).toMatchObject({ version: 1, secrets: { access_token: 'quick' } });
});

test('a service that cannot be asked is no reason to stop while the old one lasts', async () => {
  const { clock, owner, keeper, answerWith } = world();
  const here = keeper();
  await here.current(owner);
  await clock.advance(0.9 * HOUR_MS);
  answerWith(() => Promise.reject(new RetryableError('Down.')));
  expect(await here.current(owner)).toMatchObject({ version: 1 });
  await clock.advance(0.2 * HOUR_MS);
  await expect(here.current(owner)).rejects.toThrow('Down.');
});

test('when only a person can help, that is said at once, and the lease is free again', async () => {
  const { owner, keeper, answerWith, tokens } = world();
  answerWith(() => Promise.reject(new PauseError('Sign in again.')));
  await expect(keeper().current(owner)).rejects.toThrow('Sign in again.');
  expect(await tokens.takeLease({ connectionId: 'c', leaseSeconds: 1 })).toBeDefined();
});

test('nobody waits for ever for somebody else', async () => {
  const { clock, owner, keeper, tokens } = world();
  await tokens.takeLease({ connectionId: 'c', leaseSeconds: 60 });
  const waiting = keeper().current(owner);
  const failed = expect(waiting).rejects.toMatchObject({ connectorFailure: 'retryable', retryAfterMs: 10_000 });
  await clock.advance(11_000);
  await failed;
});
