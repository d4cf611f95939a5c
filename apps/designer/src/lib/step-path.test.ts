import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describePath, outermostState, pathOfUndoing, pathOfVisit, readPath } from './step-path.ts';

const one = (name: string, visit = 1): object => ({ name, visit });

test.each([
  ['Charge', { parts: [one('Charge')], isUndoing: false, parent: undefined }],
  ['Charge#2', { parts: [one('Charge', 2)], isUndoing: false, parent: undefined }],
  ['Charge/Compensate', { parts: [one('Charge')], isUndoing: true, parent: undefined }],
  [
    'Each order[17]/Charge#2',
    { parts: [{ ...one('Each order'), index: 17 }, one('Charge', 2)], isUndoing: false, parent: 'Each order' },
  ],
  [
    'Each#3[0]/Fan out[1]/Charge/Compensate',
    {
      parts: [{ ...one('Each', 3), index: 0 }, { ...one('Fan out'), index: 1 }, one('Charge')],
      isUndoing: true,
      parent: 'Each#3[0]/Fan out',
    },
  ],
  ['A[[0]//B', { parts: [one('A[0]/B')], isUndoing: false, parent: undefined }],
  ['A[0]///B', { parts: [{ ...one('A'), index: 0 }, one('/B')], isUndoing: false, parent: 'A' }],
  ['A///Compensate', { parts: [one('A/')], isUndoing: true, parent: undefined }],
  ['A//Compensate', { parts: [one('A/Compensate')], isUndoing: false, parent: undefined }],
  [
    'Each[0]/Compensate',
    { parts: [{ ...one('Each'), index: 0 }, one('Compensate')], isUndoing: false, parent: 'Each' },
  ],
  ['A/B', { parts: [one('A/B')], isUndoing: false, parent: undefined }],
])('%s is read', (path, place) => {
  expect(readPath(path)).toEqual(place);
});

const visit = fc.record({
  name: fc.string({ unit: fc.constantFrom('A', '#', '[', ']', '/', '0', '2', ' '), minLength: 1, maxLength: 6 }),
  visit: fc.integer({ min: 1, max: 12 }),
});
const thread = fc.record({ at: visit, index: fc.nat(30) });

test('whatever states are called, a path says what it was made of', () => {
  fc.assert(
    fc.property(fc.array(thread, { maxLength: 3 }), visit, fc.boolean(), (threads, last, isUndoing) => {
      const own = (part: { readonly name: string; readonly visit: number }): string =>
        pathOfVisit(part.name, part.visit);
      const around = threads.map(({ at, index }) => `${own(at)}[${index}]/`).join('');
      const path = `${around}${own(last)}`;
      expect(readPath(isUndoing ? pathOfUndoing(path) : path)).toEqual({
        parts: [...threads.map(({ at, index }) => ({ ...at, index })), last],
        isUndoing,
        parent: threads.length === 0 ? undefined : around.replace(/\[\d+\]\/$/, ''),
      });
    }),
  );
});

test('a path has words, and a state of the canvas', () => {
  expect(describePath('Each order#2[17]/Charge//Pay')).toBe('Each order #2 [17] › Charge/Pay');
  expect(describePath('Charge/Compensate')).toBe('Charge');
  expect(outermostState('Each order[17]/Charge')).toBe('Each order');
});
