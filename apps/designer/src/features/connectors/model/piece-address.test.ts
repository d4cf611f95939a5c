import { readPieceAddress } from './piece-address.ts';

test('what was typed is trimmed', () =>
  expect(readPieceAddress({ packageName: ' @activepieces/piece-slack ', version: '0.17.9\n' })).toEqual({
    ...{ packageName: '@activepieces/piece-slack', version: '0.17.9' },
  }));

test.each([
  ['', '1.0.0'],
  ['@activepieces/piece-slack', ' '],
])('"%s" in version "%s" is not enough', (packageName, version) =>
  expect(readPieceAddress({ packageName, version })).toBeUndefined(),
);
