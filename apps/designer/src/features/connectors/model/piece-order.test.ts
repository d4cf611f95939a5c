import { readPieceOrder } from './piece-order.ts';

test('what was typed is trimmed, and actions are named once', () =>
  expect(
    readPieceOrder({
      packageName: ' @activepieces/piece-slack ',
      version: '0.17.9\n',
      reads: 'list_users, find_user,list_users ',
    }),
  ).toEqual({ packageName: '@activepieces/piece-slack', version: '0.17.9', reads: ['list_users', 'find_user'] }));

test.each([
  ['', '1.0.0'],
  ['@activepieces/piece-slack', ' '],
])('"%s" in version "%s" is not enough', (packageName, version) =>
  expect(readPieceOrder({ packageName, version, reads: '' })).toBeUndefined(),
);
