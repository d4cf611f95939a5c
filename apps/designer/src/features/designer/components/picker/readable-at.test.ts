import { expect, test } from '@jest/globals';
import type { PickerRoot } from '../../model/picker-root.ts';
import { readableAt } from './readable-at.ts';

const roots = (['trigger', 'result', 'errorOutput'] as const).map((kind): PickerRoot => ({
  ...{ id: kind, kind, label: kind, expression: `$${kind}`, sample: undefined },
}));

test.each([
  ['/machine/States/A/Arguments/Output', ['trigger']],
  ['/machine/States/A/Arguments/url', ['trigger']],
  ['/machine/States/A/Output', ['result', 'trigger']],
  ['/machine/States/A/Assign/x', ['result', 'trigger']],
  ['/machine/States/A/Compensate/Arguments/id', ['result', 'trigger']],
  ['/machine/States/A/Catch/0/Assign/x', ['errorOutput', 'trigger']],
])('at %s', (path, kinds) => {
  expect(readableAt(roots, path).map(({ kind }) => kind)).toEqual(kinds);
});
