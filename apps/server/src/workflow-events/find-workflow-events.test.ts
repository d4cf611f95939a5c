import { findWorkflowEvents } from './find-workflow-events.ts';

const before = { workflowId: 'w', revision: 1, captures: ['a', 'b'] };

test.each([
  ['nothing', {}, []],
  ['a save', { revision: 2, savedBy: 'Ada' }, [{ kind: 'draft.saved', revision: 2, by: 'Ada' }]],
  ['a save by nobody known', { revision: 3 }, [{ kind: 'draft.saved', revision: 3 }]],
  ['a version', { published: { number: 1, by: 'Ada' } }, [{ kind: 'version.published', number: 1, by: 'Ada' }]],
  ['a rollout that begins, changes or ends', { rollout: 'r 2' }, [{ kind: 'rollout.changed' }]],
  ['calls, of which old ones went', { captures: ['b', 'c'] }, [{ kind: 'call.captured', id: 'c' }]],
  ['calls that were removed', { captures: [] }, []],
])('%s', (_, changes, expected) => {
  expect(findWorkflowEvents(before, { ...before, ...changes })).toEqual(expected);
});

test('a version that was there is no news', () => {
  const published = { published: { number: 2 } };
  expect(findWorkflowEvents({ ...before, ...published }, { ...before, ...published })).toEqual([]);
});
