// The outline is drawn after the canvas: what is done in it before it is drawn anew is done to what is selected by then.
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { type CanvasSelection, selectOnly } from '../../../../components/canvas/canvas-events.ts';
import canvasWords from '../../../../i18n/en/canvas.json' with { type: 'json' };
import words from '../../../../i18n/en/workbench.json' with { type: 'json' };
import { addWords } from '../../../../lib/i18n.ts';
import { allConnectionsQuery } from '../../../../lib/queries/connections.ts';
import { type Testing, TestingContext } from '../../hooks/testing/testing-context.ts';
import { type Workbench, WorkbenchContext } from '../workbench-context.ts';
import { DeferredOutline } from './deferred-outline.tsx';

addWords('canvas', canvasWords);
addWords('workbench', words);

const document: WorkflowDocument = {
  millrace: 1,
  name: 'orders',
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'One',
    States: {
      One: { Type: 'Pass', Next: 'Two' },
      Two: { Type: 'Pass', Next: 'Three' },
      Three: { Type: 'Pass', Next: 'Four' },
      Four: { Type: 'Pass', End: true },
    },
  },
};
const testing = {} as unknown as Testing;

let pastedBehind: string[] = [];
let selected: CanvasSelection = selectOnly('Four');
const environment = globalThis as typeof globalThis & { IS_REACT_ACT_ENVIRONMENT?: boolean };

// jsdom has none, and these names need none.
Object.assign(globalThis, { CSS: { escape: (name: string) => name } });

beforeEach(() => {
  pastedBehind = [];
});
afterEach(() => {
  environment.IS_REACT_ACT_ENVIRONMENT = true;
  cleanup();
});

function Page(): ReactElement {
  const [selection, setSelection] = useState(selectOnly('Four'));
  useEffect(() => {
    selected = selection;
  });
  const paste = (_text: string, slot: { readonly from?: string }): void => {
    pastedBehind.push(JSON.stringify(slot));
  };
  const workbench = { document, connectors: [], selection, setSelection, commands: { paste } } as unknown as Workbench;
  const tree = useRef<HTMLUListElement>(null);
  return (
    <WorkbenchContext value={workbench}>
      <TestingContext value={testing}>
        <DeferredOutline tree={tree} problems={{}} marks={{}} found={[]} />
      </TestingContext>
    </WorkbenchContext>
  );
}

/** Events as the browser gives them: React draws what is deferred only once it has the time. */
function openPage(): (name: string) => HTMLElement {
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, gcTime: Infinity } } });
  cache.setQueryData(allConnectionsQuery.queryKey, []);
  render(
    <QueryClientProvider client={cache}>
      <Page />
    </QueryClientProvider>,
  );
  environment.IS_REACT_ACT_ENVIRONMENT = false;
  return (name) => screen.getByRole('treeitem', { name: new RegExp(name) });
}

test('a paste that follows a click at once goes behind what was clicked', async () => {
  const line = openPage();
  line('One').click();
  await Promise.resolve();
  expect(line('Four').getAttribute('aria-selected')).toBe('true');
  fireEvent.paste(line('One'), { clipboardData: { getData: () => 'steps' } });
  expect(pastedBehind).toEqual([expect.stringContaining('"One"')]);
});

test('arrows that follow each other at once walk a line each', async () => {
  const line = openPage();
  line('One').click();
  for (const key of ['ArrowDown', 'ArrowDown']) {
    await Promise.resolve();
    line('One').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  }
  await waitFor(() => expect(selected.current).toBe('Three'));
});
