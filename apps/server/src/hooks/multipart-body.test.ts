import { DEFAULT_JSON_LIMITS } from '../testing/json-limits.ts';
import { readHookBody } from './hook-body.ts';

const TYPE = 'multipart/form-data; boundary=b';
const read = (text: string, type = TYPE) =>
  readHookBody(Buffer.from(text.replaceAll('\n', '\r\n')), type, DEFAULT_JSON_LIMITS);
const part = (disposition: string, content: string, more = ''): string =>
  `--b\nContent-Disposition: form-data; ${disposition}\n${more}\n${content}\n`;
const refusedAs = (code: string) => expect.objectContaining({ code }) as Error;

test('fields, JSON parts, files, and names that come several times', () => {
  const body =
    part('name="note"', 'two\nlines') +
    part('name="order"', '{"id":1,"__proto__":{"x":1}}', 'Content-Type: application/json\n') +
    part('name="doc"; filename="a.txt"', 'bytes', 'Content-Type: text/plain\n') +
    part('name="doc"; filename=""', '') +
    part('name=tag', 'a') +
    part('name=tag', '') +
    part('name="__proto__"', 'x') +
    '--b--\nthe epilogue is nobody\u2019s';
  expect(read(body)).toEqual({
    note: 'two\r\nlines',
    order: { id: 1 },
    doc: [
      { $base64: 'Ynl0ZXM=', name: 'a.txt', type: 'text/plain' },
      { $base64: '', name: '', type: 'application/octet-stream' },
    ],
    tag: ['a', ''],
  });
});

test.each([
  ['as browsers write them', 'name="a%22b"; filename="ü%0D%0A.txt"', 'a"b', 'ü\r\n.txt'],
  ['as older clients write them', 'name="a\\"b"; filename="C:\\dir\\f.txt"', 'a"b', 'C:\\dir\\f.txt'],
  ['with semicolons', 'filename="a;b=c"; name="d;e"', 'd;e', 'a;b=c'],
])('names %s', (...[, disposition, name, fileName]) => {
  expect(read(`${part(disposition, 'x')}--b--`)).toMatchObject({ [name]: { name: fileName } });
});

test.each([
  ['a preamble', `before\n${part('name=a', '1')}--b--`, { a: '1' }],
  ['blanks behind a boundary', '--b \t\nContent-Disposition: form-data; name=a\n\n1\n--b--', { a: '1' }],
  ['no parts', '--b--', {}],
  ['text like a boundary', `${part('name=a', 'x --b\n-b')}--b--`, { a: 'x --b\r\n-b' }],
])('%s', (...[, body, expected]) => expect(read(body)).toEqual(expected));

test('a boundary in quotes', () => {
  expect(read(`${part('name=a', '1')}--b--`, 'Multipart/Form-Data; charset=utf-8; boundary="b"')).toEqual({ a: '1' });
});

test.each([
  ['no boundary named', `${part('name=a', '1')}--b--`, 'multipart/form-data'],
  ['nothing of it there', 'a=1', TYPE],
  ['cut short', part('name=a', '1'), TYPE],
  ['a part without headers', '--b\nx\n--b--', TYPE],
  ['a part without a name', '--b\nContent-Disposition: form-data\n\nx\n--b--', TYPE],
  ['a part that is no form data', '--b\nContent-Disposition: attachment; name=a\n\nx\n--b--', TYPE],
  ['headers without end', `--b\nX: ${'x'.repeat(9000)}\n\nx\n--b--`, TYPE],
])('refuses %s', (...[, body, type]) => {
  expect(() => read(body, type)).toThrow(refusedAs('request.multipart_malformed'));
});

test('refuses what is made to be expensive, quickly', () => {
  const startedMs = performance.now();
  expect(() => read(`${part(`name="a${'[b]'.repeat(20_000)}"`, 'x')}--b--`)).toThrow(
    refusedAs('request.multipart_malformed'),
  );
  expect(() => read(`${part(`name="a${'[b]'.repeat(200)}"`, 'x')}--b--`)).toThrow(
    refusedAs('request.form_too_complex'),
  );
  expect(() => read(`${part('name=a', '').repeat(1001)}--b--`)).toThrow(refusedAs('request.form_too_complex'));
  const hostile = part(`name=a; filename="x"${';a="\\'.repeat(1500)}`, 'x');
  read(`${hostile.repeat(900)}--b--`);
  expect(performance.now() - startedMs).toBeLessThan(5000);
});
