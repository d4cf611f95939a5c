import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { ApiError, offlineError } from '../lib/api-error.ts';
import { i18n } from '../lib/i18n.ts';
import { ProblemAlert } from './problem-alert.tsx';
import { StateBadge } from './state-badge.tsx';

const show = (content: React.ReactNode): void => void render(<MantineProvider>{content}</MantineProvider>);

beforeAll(() => expect(i18n.language).toBe('en'));

test('a problem says what to do and under which request id the log has it', () => {
  const problem = {
    type: '',
    title: 'No such run',
    status: 404,
    instance: '/x',
    code: 'run.not_found',
    requestId: 'req-7',
    errors: [],
  };
  show(<ProblemAlert error={new ApiError(problem)} onRetry={() => undefined} />);
  expect(screen.getByRole('alert').textContent).toContain('Go back to the list of runs.');
  expect(screen.getByText('req-7')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
});

test('an unreachable server is named as such', () => {
  show(<ProblemAlert error={offlineError(new Error('refused'))} />);
  expect(screen.getByRole('heading', { name: 'Millrace cannot be reached' })).toBeTruthy();
});

test('a state is a word, not only a colour', () => {
  show(<StateBadge status="timed_out" variant="icon" />);
  expect(screen.getByText('Timed out')).toBeTruthy();
});
