import { expect, test } from '@jest/globals';
import type { OAuthSignIn } from '../../../lib/contract.ts';
import { SignIn, type SignInPorts, type SignInWindow } from './sign-in.ts';

const ID = '7b0e7f6e-0000-4000-8000-000000000001';
const REQUEST = { connector: 'desk', authKind: 'account', name: 'desk', reconnect: false };
const flush = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

interface World {
  readonly signIn: SignIn;
  readonly log: string[];
  readonly window: { closed: boolean };
  readonly connected: OAuthSignIn[];
  end: Partial<OAuthSignIn> | Error;
  readonly ended: (id: string) => Promise<void>;
  readonly returns: () => Promise<void>;
  readonly ticks: () => Promise<void>;
  readonly start: (steps?: { readonly prepare?: () => Promise<unknown> }) => Promise<void>;
}

/** A browser and a server by script. */
function world(changes: Partial<SignInPorts> = {}): World {
  const log: string[] = [];
  const hearers = { ended: new Set<(id: string) => void>(), back: new Set<() => void>(), tick: new Set<() => void>() };
  const listen = <T>(set: Set<T>, hear: T) => {
    set.add(hear);
    return () => void set.delete(hear);
  };
  const window = { closed: false };
  const opened: SignInWindow = {
    get closed() {
      return window.closed;
    },
    go: (url) => void log.push(`go ${url}`),
    close: () => void log.push('close'),
  };
  const ports: SignInPorts = {
    openWindow: () => {
      log.push('open');
      return opened;
    },
    start: () => {
      log.push('start');
      return Promise.resolve({ id: ID, authorizeUrl: 'https://id.example.com/auth', expiresAt: '' });
    },
    read: () => (made.end instanceof Error ? Promise.reject(made.end) : Promise.resolve(made.end as OAuthSignIn)),
    onEnded: (hear) => listen(hearers.ended, hear),
    onReturn: (hear) => listen(hearers.back, hear),
    every: (_, work) => listen(hearers.tick, work),
    ...changes,
  };
  const signIn = new SignIn(ports);
  const connected: OAuthSignIn[] = [];
  const tell = async <T>(set: Set<(value: T) => void>, value: T): Promise<void> => {
    for (const hear of set) hear(value);
    await flush();
  };
  const made: World = {
    ...{ signIn, log, window, connected },
    end: { status: 'pending' },
    ended: (id) => tell(hearers.ended, id),
    returns: () => tell(hearers.back as Set<(value: undefined) => void>, undefined),
    ticks: () => tell(hearers.tick as Set<(value: undefined) => void>, undefined),
    start: (steps = {}) => signIn.start(REQUEST, { ...steps, onConnected: (end) => connected.push(end) }),
  };
  return made;
}

test('the window is open before anybody is asked, and then goes to the service', async () => {
  const { log, signIn, start } = world();
  const starting = start({
    prepare: () => {
      log.push('prepare');
      return Promise.resolve();
    },
  });
  expect(log).toEqual(['open', 'prepare']);
  expect(signIn.read()).toEqual({ kind: 'asking' });
  await starting;
  expect(log).toEqual(['open', 'prepare', 'start', 'go https://id.example.com/auth']);
  expect(signIn.read()).toEqual({ kind: 'waiting', url: 'https://id.example.com/auth', window: 'open' });
});

test('another page tells that it has ended, and the server how', async () => {
  const made = world();
  await made.start();
  made.end = { id: ID, status: 'connected', connection: 'desk' };
  await made.ended('somebody else’s');
  expect(made.signIn.read().kind).toBe('waiting');
  await made.ended(ID);
  expect(made.signIn.read()).toEqual({ kind: 'ended', end: made.end });
  expect(made.connected).toEqual([made.end]);
  // It is told once.
  await made.ticks();
  expect(made.connected).toHaveLength(1);
});

test('where no page tells, the server is asked again and again', async () => {
  const made = world();
  await made.start();
  await made.ticks();
  expect(made.signIn.read().kind).toBe('waiting');
  made.end = { id: ID, status: 'access_denied' };
  await made.ticks();
  expect(made.signIn.read()).toEqual({ kind: 'ended', end: made.end });
  expect(made.connected).toEqual([]);
});

test('a browser that opens no window leaves a link', async () => {
  const made = world({ openWindow: () => null });
  await made.start();
  expect(made.signIn.read()).toMatchObject({ kind: 'waiting', window: 'blocked' });
  made.end = { id: ID, status: 'connected', connection: 'desk' };
  await made.ticks();
  expect(made.connected).toHaveLength(1);
});

test('somebody who comes back without an end may have closed the window; an end still counts', async () => {
  const made = world();
  await made.start();
  await made.returns();
  expect(made.signIn.read()).toMatchObject({ window: 'open' });
  made.window.closed = true;
  await made.returns();
  expect(made.signIn.read()).toMatchObject({ kind: 'waiting', window: 'left' });
  made.end = { id: ID, status: 'connected', connection: 'desk' };
  await made.ticks();
  expect(made.signIn.read().kind).toBe('ended');
});

test('what cannot be begun closes the window, and says why', async () => {
  const error = Object.assign(new Error('No client.'), { code: 'oauth.client_missing' });
  const made = world({ start: () => Promise.reject(error) });
  await made.start();
  expect(made.log).toEqual(['open', 'close']);
  expect(made.signIn.read()).toEqual({ kind: 'refused', error });
});

test('a server that is away for a moment is asked again, one that knows nothing is not', async () => {
  const made = world();
  await made.start();
  made.end = Object.assign(new Error('Away.'), { status: 0 });
  await made.ticks();
  expect(made.signIn.read().kind).toBe('waiting');
  made.end = Object.assign(new Error('Not found.'), { status: 404 });
  await made.ticks();
  expect(made.signIn.read()).toEqual({ kind: 'refused', error: made.end });
});

test('whoever stops waiting hears no more of it, and a new start forgets the old one', async () => {
  const made = world();
  await made.start();
  made.signIn.stop();
  expect(made.log.at(-1)).toBe('close');
  made.end = { id: ID, status: 'connected', connection: 'desk' };
  await made.ended(ID);
  expect(made.signIn.read()).toEqual({ kind: 'idle' });
  expect(made.connected).toEqual([]);
});
