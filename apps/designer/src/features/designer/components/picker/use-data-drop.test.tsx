import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { type ReactElement, type ReactNode, useState } from 'react';
import { createPortal } from 'react-dom';
import type { PickerRoot } from '../../model/picker-root.ts';
import { PanelContext } from '../panel/panel-context.ts';
import { type Workbench, WorkbenchContext } from '../workbench-context.ts';
import { dragged, PICKED_TYPE, type Picked } from './picked.ts';
import { useDataDrop, useEditorDrop } from './use-data-drop.ts';

const before = { name: 'before' } as unknown as WorkflowDocument;
const kept = { name: 'kept' } as unknown as WorkflowDocument;
const root: PickerRoot = {
  ...{ id: 'look', kind: 'step', label: 'Look up', expression: '$look', sample: undefined },
  prepare: () => kept,
};
const picked: Picked = { root, name: 'email', expression: '$look.email', isMany: false };

let told: string[] = [];
beforeEach(() => {
  told = [];
});
afterEach(cleanup);

function Draft({ children }: { readonly children: ReactNode }): ReactElement {
  const [document, setDocument] = useState(before);
  const change = (next: WorkflowDocument): void => {
    told.push(next.name);
    setDocument(next);
  };
  const workbench = { document, draft: { latest: () => document, change } } as unknown as Workbench;
  return (
    <PanelContext value={{ problems: [], roots: [root], expressions: [], bindings: undefined, wanted: undefined }}>
      <WorkbenchContext value={workbench}>{children}</WorkbenchContext>
    </PanelContext>
  );
}

function Field(): ReactElement {
  return (
    <div {...useDataDrop(({ expression }) => told.push(expression))}>
      <span>Field</span>
      {createPortal(<Editor />, globalThis.document.body)}
    </div>
  );
}

function Editor(): ReactElement {
  return (
    <div onDropCapture={useEditorDrop()}>
      <span>Editor</span>
    </div>
  );
}

const dropOn = (words: string): boolean =>
  fireEvent.drop(screen.getByText(words), {
    dataTransfer: { getData: (type: string) => (type === PICKED_TYPE ? dragged(picked) : '') },
  });

test('what no step keeps yet is kept before it is picked', () => {
  render(<Draft children={<Field />} />);
  expect(dropOn('Field')).toBe(false);
  expect(told).toEqual(['kept', '$look.email']);
});

test('an editor in a dialog of the field takes the text itself, and what it reads is kept', () => {
  render(<Draft children={<Field />} />);
  const word = screen.getByText('Editor');
  word.addEventListener('drop', () => word.remove());
  expect(dropOn('Editor')).toBe(true);
  expect(told).toEqual(['kept']);
});
