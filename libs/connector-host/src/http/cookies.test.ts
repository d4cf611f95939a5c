import { readCookies } from './cookies.ts';

test.each([
  ['a=1', [{ name: 'a', value: '1', attributes: {} }]],
  [
    ' session = x=y ; Path=/; EXPIRES=Wed, 21 Oct 2026 07:28:00 GMT; Secure',
    [
      {
        name: 'session',
        value: 'x=y',
        attributes: { path: '/', expires: 'Wed, 21 Oct 2026 07:28:00 GMT', secure: '' },
      },
    ],
  ],
  ['empty=; ;', [{ name: 'empty', value: '', attributes: {} }]],
  ['no equals sign', []],
  ['=no name', []],
  ['', []],
])('%j', (header, cookies) => expect(readCookies(header)).toEqual(cookies));

test('none, and several', () => {
  expect(readCookies(undefined)).toEqual([]);
  expect(readCookies(['a=1', 'a=2']).map(({ value }) => value)).toEqual(['1', '2']);
});
