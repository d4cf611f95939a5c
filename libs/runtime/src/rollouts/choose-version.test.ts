import fc from 'fast-check';
import type { WorkflowDocument } from '@millrace/machine';
import { isForCandidate, takesEventsOf } from './choose-version.ts';

const percents = fc.integer({ min: 1, max: 100 });

describe('which events are the candidate’s', () => {
  test('a key keeps its answer, and stays with the candidate as the share grows', () => {
    fc.assert(
      fc.property(fc.record({ id: fc.uuid(), key: fc.string(), one: percents, other: percents }), (facts) => {
        const { id, key, one, other } = facts;
        const [less, more] = one < other ? [one, other] : [other, one];
        const choose = (percent: number): boolean => isForCandidate({ id, percent }, key);
        expect(choose(less)).toBe(choose(less));
        if (choose(less)) expect(choose(more)).toBe(true);
        expect(choose(100)).toBe(true);
      }),
    );
  });

  test('of many keys the share is as wished, also of keys that differ in their end only', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string(), fc.constantFrom(1, 5, 10, 25, 50, 99), (id, start, percent) => {
        const count = 2000;
        const keys = Array.from({ length: count }, (_, index) => `${start}${index}`);
        const chosen = keys.filter((key) => isForCandidate({ id, percent }, key)).length;
        // Six standard deviations: one in a billion of all samples is outside.
        const margin = 6 * Math.sqrt(count * (percent / 100) * (1 - percent / 100));
        expect(Math.abs(chosen - (count * percent) / 100)).toBeLessThan(margin);
      }),
      { numRuns: 20 },
    );
  });

  test('another rollout chooses others', () => {
    const keys = Array.from({ length: 100 }, (_, index) => `order-${index}`);
    const chosenBy = (id: string) => keys.map((key) => isForCandidate({ id, percent: 50 }, key)).join();
    expect(chosenBy('first')).not.toBe(chosenBy('second'));
  });
});

describe('whether a version takes events of another version’s trigger', () => {
  type Version = Pick<WorkflowDocument, 'triggers'>;
  const version = (triggers?: Version['triggers']): Version => (triggers === undefined ? {} : { triggers });
  const hook = { type: 'webhook', path: 'in' } as const;
  const told = { type: 'connector', use: 'desk/ticket' } as const;

  test.each<readonly [string, readonly Version[], boolean]>([
    ['what neither declares', [version(), version()], true],
    ['the same trigger', [version({ t: hook }), version({ t: hook })], true],
    ['the same trigger at another path', [version({ t: hook }), version({ t: { ...hook, path: 'other' } })], true],
    ['one that is gone', [version({ t: hook }), version()], false],
    ['one of another name', [version({ t: hook }), version({ u: hook })], false],
    ['one of another type', [version({ t: hook }), version({ t: { type: 'form', path: 'in' } })], false],
    ['items of the same service', [version({ t: told }), version({ t: told })], true],
    ['items of another service', [version({ t: told }), version({ t: { ...told, use: 'mail/message' } })], false],
  ])('%s', (_, [base = {}, candidate = {}], expected) => {
    expect(takesEventsOf(candidate, base, { id: 't' })).toBe(expected);
  });

  test('a name that all objects have is none of a trigger', () => {
    expect(takesEventsOf(version(), version(), { id: 'constructor' })).toBe(true);
    expect(takesEventsOf(version(), version({ constructor: hook }), { id: 'constructor' })).toBe(false);
  });
});
