import { expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import { renamedStep } from './renamed-step.ts';

const documentOf = (States: Readonly<Record<string, State>>): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  machine: { StartAt: Object.keys(States)[0] ?? '', States },
});
const pass = (more: object = {}): State => ({ Type: 'Pass', End: true, ...more });
const map = (States: Readonly<Record<string, State>>): State => ({
  ...{ Type: 'Map', End: true },
  ItemProcessor: { StartAt: Object.keys(States)[0] ?? '', States },
});
const before = documentOf({ A: pass({ Output: 1 }), B: pass({ Output: 2 }) });

test.each<[string, WorkflowDocument, object | undefined]>([
  ['another name', documentOf({ A: pass({ Output: 1 }), C: pass({ Output: 2 }) }), { from: 'B', to: 'C' }],
  ['another name and another body', documentOf({ A: pass({ Output: 1 }), C: pass({ Output: 3 }) }), undefined],
  ['two other names', documentOf({ C: pass({ Output: 1 }), D: pass({ Output: 2 }) }), undefined],
  ['one more step', documentOf({ A: pass({ Output: 1 }), B: pass({ Output: 2 }), C: pass() }), undefined],
  ['nothing', before, undefined],
])('%s', (_, after, found) => {
  expect(renamedStep(before, after)).toEqual(found);
});

test('a step inside of another is found, and what leads to it does not matter', () => {
  const inside = (name: string): WorkflowDocument => documentOf({ Each: map({ [name]: pass({ Next: name }) }) });
  expect(renamedStep(inside('Old'), inside('New'))).toEqual({ from: 'Old', to: 'New' });
});
