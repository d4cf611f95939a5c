import { ServerError } from '../errors.ts';
import { DEFAULT_JSON_LIMITS } from '../testing/json-limits.ts';
import { parseJsonBody } from './json-body.ts';
import { findJsonFault } from './json-position.ts';

const parse = (text: string) => parseJsonBody(Buffer.from(text), DEFAULT_JSON_LIMITS);

function faultOf(bytes: Buffer): ServerError {
  try {
    parseJsonBody(bytes, DEFAULT_JSON_LIMITS);
  } catch (cause) {
    if (cause instanceof ServerError) return cause;
  }
  throw new Error('It was accepted.');
}

describe('the place of a fault', () => {
  test.each([
    ['', 0, 1, 1],
    ['{', 1, 1, 2],
    ['{"a":1,}', 7, 1, 8],
    ['{"a" 1}', 5, 1, 6],
    ["{'a':1}", 1, 1, 2],
    ['[1,,2]', 3, 1, 4],
    ['[1 2]', 3, 1, 4],
    ['[1}', 2, 1, 3],
    ['{"a":1}\n\n}', 9, 3, 1],
    ['"abc', 4, 1, 5],
    ['"a\nb"', 2, 1, 3],
    ['"\\x"', 1, 1, 2],
    ['"\\u12g4"', 1, 1, 2],
    ['nul', 0, 1, 1],
    ['01', 1, 1, 2],
    ['-', 0, 1, 1],
    ['1.', 1, 1, 2],
    ['{\n "a": tru\n}', 8, 2, 7],
    ['NaN', 0, 1, 1],
  ])('%j', (...[text, offset, line, column]) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(findJsonFault(text).position).toEqual({ offset, line, column });
    expect(faultOf(Buffer.from(text))).toMatchObject({ code: 'request.json_malformed' });
  });

  test('is found however deep the text nests', () => {
    const text = '['.repeat(200_000);
    expect(findJsonFault(text).position.offset).toBe(200_000);
  });

  test('of a byte that begins no character', () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"é'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
    const fault = faultOf(bytes);
    expect(fault.message).toContain('byte 9');
    const lower = faultOf(Buffer.concat([Buffer.from('{\n"a":"'), Buffer.from([0xff])]));
    expect(lower.options.detail).toEqual({ position: { offset: 7, line: 2, column: 6 } });
    expect(faultOf(Buffer.from([0xed, 0xa0, 0x80])).code).toBe('request.json_malformed');
  });
});

describe('what is kept and dropped', () => {
  test.each([
    ['[1e400, -1E+999, 1e308, 1e-999]', [null, null, 1e308, 0]],
    [`{"n":{"m":${'9'.repeat(309)}}}`, { n: { m: null } }],
    [`[${'9'.repeat(308)}]`, [Number('9'.repeat(308))]],
    ['{"1e999":"1e999"}', { '1e999': '1e999' }],
    ['{"id":9007199254740993}', { id: 9_007_199_254_740_992 }],
  ])('numbers as JavaScript has them, null beyond them: %.40s', (text, value) => expect(parse(text)).toEqual(value));

  test('U+0000, lone surrogates and a byte order mark are no trouble', () => {
    expect(parse('"\\u0000\\ud800"')).toBe('\u0000\ud800');
    expect(parse('\ufeff{"a":1}')).toEqual({ a: 1 });
  });

  test.each(['{"a":{"__proto__":{"isAdmin":true},"b":1}}', '{"a":{"\\u005f_proto__":{"isAdmin":true},"b":1}}'])(
    'an own __proto__ is dropped from %s',
    (text) => {
      const value = parse(text) as { a: Record<string, unknown> };
      expect(Object.keys(value.a)).toEqual(['b']);
      expect(value.a.isAdmin).toBeUndefined();
    },
  );

  test('constructor and prototype are plain data', () => {
    expect(parse('{"constructor":{"prototype":{"x":1}}}')).toEqual({ constructor: { prototype: { x: 1 } } });
  });
});

describe('limits', () => {
  test('depth and members, at their edges', () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(() => parse(nested(100))).not.toThrow();
    expect(faultOf(Buffer.from(nested(101)))).toMatchObject({
      code: 'request.json_too_deep',
      options: { detail: { limit: 100, actual: 101, setting: 'MILLRACE_MAX_JSON_DEPTH' } },
    });
    const wide = (members: number) => `{${Array.from({ length: members }, (_, index) => `"k${index}":1`).join(',')}}`;
    expect(() => parse(wide(200_000))).not.toThrow();
    expect(faultOf(Buffer.from(wide(200_001)))).toMatchObject({
      code: 'request.json_too_many_keys',
      options: { detail: { limit: 200_000, actual: 200_001, setting: 'MILLRACE_MAX_JSON_MEMBERS' } },
    });
  });

  test('brackets and colons inside strings do not count', () => {
    expect(parse(JSON.stringify('[{:"\\'.repeat(300)))).toHaveLength(1500);
  });
});
