import { afterEach, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import type { Trigger } from '@millrace/machine';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import canvasWords from '../../../../i18n/en/canvas.json' with { type: 'json' };
import words from '../../../../i18n/en/designer.json' with { type: 'json' };
import { addWords } from '../../../../lib/i18n.ts';
import { type Workbench, WorkbenchContext } from '../workbench-context.ts';
import { TriggerPanel } from './trigger-panel.tsx';

addWords('designer', words);
addWords('canvas', canvasWords);
afterEach(cleanup);

/** Draws the panel of a trigger; gives what the newest edit made of it. */
function open(trigger: Trigger): () => Trigger | undefined {
  let edited: Trigger | undefined;
  const workbench = { openDrawer: () => undefined, document: {} } as unknown as Workbench;
  // No server answers here.
  const cache = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  const panel = { id: 't', workspace: 'default', isLive: true, onClose: () => undefined };
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={cache}>
        <WorkbenchContext value={workbench}>
          <TriggerPanel {...panel} trigger={trigger} onChange={(next) => (edited = next)} />
        </WorkbenchContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return () => edited;
}
const type = (label: string, value: string): void =>
  void fireEvent.change(screen.getByLabelText(label), { target: { value } });

test('a schedule shows when it fires, and keeps what is not edited', () => {
  const trigger = { type: 'schedule', cron: '0 9 * * *', timeZone: 'Europe/Zurich', misfire: 'skip' } as const;
  const edited = open(trigger);
  expect(screen.getAllByDisplayValue('Europe/Zurich')).not.toEqual([]);
  type('Times', '30 8 * * 1');
  expect(edited()).toEqual({ ...trigger, cron: '30 8 * * 1' });
});

test('a schedule that fires again and again does not fire by the calendar too', () => {
  const edited = open({ type: 'schedule', cron: '0 9 * * *', timeZone: 'Europe/Zurich', misfire: 'fireAll' });
  fireEvent.click(screen.getByLabelText('Again and again'));
  expect(edited()).toEqual({ type: 'schedule', everySeconds: 3600, misfire: 'fireAll' });
});

test('a form shows its address, and keeps what is not edited', () => {
  const trigger = { type: 'form', path: 'signup', title: 'Sign up', respond: 'result', key: '{% $x %}' } as const;
  const edited = open(trigger);
  expect(screen.getByText(/\/forms\/default\/signup$/)).toBeDefined();
  type('Title of the page', '');
  expect(edited()).toEqual({ type: 'form', path: 'signup', respond: 'result', key: '{% $x %}' });
});

test('a webhook shows who may call it, and keeps what is not edited', () => {
  const trigger = { type: 'webhook', path: 'a', verify: 'github', connection: 'hub', dedupeDays: 2 } as const;
  const edited = open(trigger);
  expect(screen.getByDisplayValue('GitHub')).toBeDefined();
  expect(screen.getAllByDisplayValue('hub')).not.toEqual([]);
  expect(screen.getByText(/within 2 days/)).toBeDefined();
  type('Path', 'b');
  expect(edited()).toEqual({ ...trigger, path: 'b' });
});
