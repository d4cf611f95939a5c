import type { Finding } from '../../../../lib/contract.ts';
import { joinProblems } from './join-problems.ts';

const finding = (code: string, severity: Finding['severity'], path = '/machine'): Finding => ({
  ...{ code, severity, path, message: code, hint: '' },
});
const codes = (found: readonly Finding[], refused: readonly Finding[]): readonly string[] =>
  joinProblems(found, refused).map(({ code }) => code);

test('what the server refused is shown beside warnings, first and once', () => {
  const warning = finding('a', 'warning');
  expect(codes([warning, finding('b', 'warning')], [finding('test.failed', 'error'), warning])).toEqual([
    'test.failed',
    'a',
    'b',
  ]);
});

test('errors that the page found come first: the server has not seen more', () => {
  const found = [finding('a', 'error')];
  expect(joinProblems(found, [finding('b', 'error')])).toBe(found);
  expect(joinProblems(found, [])).toBe(found);
});
