import { afterEach, expect, test } from '@jest/globals';
import { cleanup, render } from '@testing-library/react';
import type { WorkflowDocument } from '@millrace/machine';
import canvasWords from '../../../../i18n/en/canvas.json' with { type: 'json' };
import words from '../../../../i18n/en/workbench.json' with { type: 'json' };
import type { ConnectorDescription } from '../../../../lib/contract.ts';
import { addWords } from '../../../../lib/i18n.ts';
import { outlineRows } from '../../model/outline-rows.ts';
import { OutlineLine } from './outline-row.tsx';

addWords('canvas', canvasWords);
addWords('workbench', words);
afterEach(cleanup);

const documentOf = (note: string): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  machine: {
    QueryLanguage: 'JSONata',
    StartAt: 'Charge',
    States: { Charge: { Type: 'Task', Resource: 'connector:stripe/charge', End: true, Comment: note } },
  },
});

test('a line is drawn anew only when an edit changes what it says', () => {
  let drawings = 0;
  // The mark of a step looks for its connector whenever it is drawn.
  const connectors = new Proxy<readonly ConnectorDescription[]>([], {
    get: (list, key) => {
      if (key === 'find') drawings += 1;
      return Reflect.get(list, key) as unknown;
    },
  });
  const lineOf = (document: WorkflowDocument) => (
    <>
      {outlineRows(document, new Set()).steps.map((row) => (
        <OutlineLine
          key={row.id}
          {...{ row, connectors, group: 'steps', problems: 0, marks: undefined }}
          {...{ isSelected: false, isStop: false, isFound: false }}
        />
      ))}
    </>
  );
  const { rerender } = render(lineOf(documentOf('Why')));
  expect(drawings).toBeGreaterThan(0);
  const first = drawings;
  rerender(lineOf(documentOf('Why')));
  expect(drawings).toBe(first);
  rerender(lineOf(documentOf('Because')));
  expect(drawings).toBeGreaterThan(first);
});
