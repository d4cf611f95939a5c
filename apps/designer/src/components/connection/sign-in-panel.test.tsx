import { afterEach, expect, jest, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { act } from 'react';
import { ApiError } from '../../lib/api-error.ts';
import type { ConnectorDescription, OAuthSignIn } from '../../lib/contract.ts';
import { oauthClientQuery } from '../../lib/queries/oauth.ts';
import { sessionQuery } from '../../lib/queries/session.ts';
import { ConnectAccountButton } from './connect-account-button.tsx';
import type { SignInPorts } from './model/sign-in.ts';
import { SignInPortsContext } from './sign-in-ports.ts';

afterEach(cleanup);

const REDIRECT_URL = 'https://millrace.example.com/api/v1/oauth/callback';
const REQUEST = { connector: 'desk', authKind: 'account', name: 'desk', reconnect: false };
const connector = {
  name: 'desk',
  title: 'Desk',
  auth: [{ name: 'account', oauth2: { grant: 'authorization_code', scopes: { read: 'Read' } } }],
} as unknown as ConnectorDescription;

interface Scene {
  readonly onConnected: jest.Mock<(name: string) => void>;
  readonly opened: string[];
  /** The service has sent the person back. */
  readonly end: (end: Partial<OAuthSignIn>) => Promise<void>;
}

/** Draws the button for somebody with these permissions, and clicks it. */
async function connect(options: { permissions?: string[]; isBlocked?: boolean; refusal?: Error } = {}): Promise<Scene> {
  const { permissions = [], isBlocked = false, refusal } = options;
  const hearers = new Set<(id: string) => void>();
  const opened: string[] = [];
  let answer: Partial<OAuthSignIn> = { status: 'pending' };
  const ports: SignInPorts = {
    openWindow: () =>
      isBlocked ? null : { closed: false, close: () => undefined, go: (url) => void opened.push(url) },
    start: () =>
      refusal === undefined
        ? Promise.resolve({ id: 'one', authorizeUrl: 'https://id.example.com/auth', expiresAt: '' })
        : Promise.reject(refusal),
    read: () => Promise.resolve(answer as OAuthSignIn),
    onEnded: (hear) => {
      hearers.add(hear);
      return () => void hearers.delete(hear);
    },
    onReturn: () => () => undefined,
    every: () => () => undefined,
  };
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, gcTime: Infinity } } });
  client.setQueryData(sessionQuery.queryKey, { permissions } as never);
  client.setQueryData(oauthClientQuery(REQUEST).queryKey, {
    ...{ connector: 'desk', authKind: 'account', redirectUrl: REDIRECT_URL, isEntered: false, hasSecret: false },
  });
  const onConnected = jest.fn<(name: string) => void>();
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <SignInPortsContext value={ports}>
          <ConnectAccountButton connector={connector} request={REQUEST} onConnected={onConnected} />
        </SignInPortsContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Connect account' }));
    await Promise.resolve();
  });
  return {
    ...{ onConnected, opened },
    end: (end) =>
      act(async () => {
        answer = end;
        for (const hear of hearers) hear('one');
        for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      }),
  };
}

const client = { permissions: ['connection.manage_clients'] };
const words = (): string => screen.getByRole('alert').textContent;

test('whoever allows it is connected', async () => {
  const { opened, end, onConnected } = await connect();
  expect(opened).toEqual(['https://id.example.com/auth']);
  expect(screen.getByRole('status').textContent).toContain('Sign in in the window of Desk');
  await end({ id: 'one', status: 'connected', connection: 'desk-2' });
  expect(onConnected).toHaveBeenCalledWith('desk-2');
});

test('a browser that opens no window leaves a link to the same address', async () => {
  await connect({ isBlocked: true });
  const link = screen.getByRole('link', { name: 'Sign in with Desk' });
  expect(link.getAttribute('href')).toBe('https://id.example.com/auth');
});

test.each([
  ['access_denied', 'Desk was told not to allow it.'],
  ['state_expired', 'Nobody came back within ten minutes'],
  ['token_exchange_failed', 'then gave no token'],
  ['provider_unreachable', 'Desk cannot be reached'],
] as const)('%s is said, with a way on', async (status, text) => {
  const { end, opened } = await connect();
  await end({ id: 'one', status, requestId: 'req-7', providerText: '<b>their words</b>' });
  expect(words()).toContain('Not connected');
  expect(words()).toContain(text);
  expect(within(screen.getByRole('alert')).getByText('req-7')).toBeDefined();
  // A stranger's words are text.
  expect(screen.getByText('<b>their words</b>').tagName).toBe('PRE');
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await Promise.resolve();
  });
  expect(opened).toHaveLength(2);
});

test('a redirect URL that is not registered is shown, and copied', async () => {
  const { end } = await connect();
  await end({ id: 'one', status: 'redirect_uri_mismatch', redirectUrl: REDIRECT_URL });
  expect(screen.getByText(REDIRECT_URL)).toBeDefined();
  expect(screen.getByRole('button', { name: 'Copy redirect URL' })).toBeDefined();
});

test.each(['invalid_client', 'invalid_scope'] as const)(
  '%s opens the client’s form for whoever may',
  async (status) => {
    const { end } = await connect(client);
    await end({ id: 'one', status });
    expect(screen.getByRole('form', { name: 'Client of Desk' })).toBeDefined();
    expect(screen.getByLabelText('Client ID', { exact: false })).toBeDefined();
  },
);

test('others are told whom to ask', async () => {
  const { end } = await connect();
  await end({ id: 'one', status: 'invalid_client' });
  expect(words()).toContain('An administrator registers it');
  expect(screen.queryByRole('form')).toBeNull();
});

test('the first time an administrator sees what to register, and what is missing', async () => {
  const problem = { type: '', title: 'No client yet', status: 409, instance: '', code: 'oauth.client_missing' };
  await connect({ ...client, refusal: new ApiError({ ...problem, requestId: '', errors: [] }) });
  expect(screen.getByLabelText<HTMLInputElement>('Redirect URL').value).toBe(REDIRECT_URL);
  fireEvent.click(screen.getByRole('button', { name: 'Save and connect' }));
  expect(screen.getByText('Client ID is missing.')).toBeDefined();
});

test('what is connected with less than was asked for says so first', async () => {
  const { end, onConnected } = await connect();
  await end({ id: 'one', status: 'connected', connection: 'desk', missingScopes: ['write'] });
  expect(onConnected).not.toHaveBeenCalled();
  expect(screen.getByText(/did not allow: write/)).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Use it' }));
  expect(onConnected).toHaveBeenCalledWith('desk');
});
