import { safeNext } from './safe-next.ts';

test.each([
  ['/w/main/runs?status=failed', '/w/main/runs?status=failed'],
  ['//evil.example', '/w/main'],
  ['https://evil.example', '/w/main'],
  ['/w//evil.example', '/w/main'],
  [undefined, '/w/main'],
])('after signing in, %s leads to %s', (next, place) => expect(safeNext(next, '/w/main')).toBe(place));
