import { afterAll, describe, expect, test } from '@jest/globals';
import { Files, millrace } from '../testing/run-millrace.ts';

const files = new Files();
afterAll(() => files.remove());

describe('one expression', () => {
  test.each([
    ['$sum([1,2,3])', '{"value":6}\n'],
    ['{ "a": [1, null] }', '{"value":{"a":[1,null]}}\n'],
    ['missing', '{"undefined":true}\n'],
  ])('%s', async (expression, out) => {
    expect(await millrace(['expr', 'eval', expression])).toEqual({ exitCode: 0, out, complaints: '' });
  });

  test('reads the document given with --data, from a file or standard input', async () => {
    const data = files.write('data.json', { order: { total: 42 } });
    expect(await millrace(['expr', 'eval', 'order.total', '--data', data])).toMatchObject({ out: '{"value":42}\n' });
    const fromInput = await millrace(['expr', 'eval', 'a', '--data', '-', '--json'], '{\n  "a": 1\n}');
    expect(fromInput).toMatchObject({ exitCode: 0, out: '{"value":1}\n' });
  });

  test.each([
    ['a syntax error', '1 +', 'S0207'],
    ['a type error', "1 + 'one'", 'T2002'],
    ['a function that does not exist', "$eval('1')", 'T1006'],
    ['an endless expression', '($f := function() { $f() }; $f())', 'D1012'],
  ])('that fails ends with 1: %s', async (_, expression, code) => {
    const { exitCode, out } = await millrace(['expr', 'eval', expression]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toEqual({ error: { code, message: expect.any(String) } });
  });
});

describe('a batch', () => {
  const batch = async (...lines: readonly string[]) => {
    const { exitCode, out } = await millrace(['expr', 'eval', '--batch', files.write('cases.jsonl', lines.join('\n'))]);
    return {
      exitCode,
      lines: out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    };
  };

  test('is a line out for a line in', async () => {
    expect(
      await batch(
        '{"expr":"a + $b","data":{"a":1},"bindings":{"b":2}}',
        '{"expr":"missing","data":{}}',
        '{"expr":"1 +"}',
        '{"expr":"$","data":null}',
        '{"expr":"1","bindings":null,"timelimit":null,"depth":null}',
      ),
    ).toEqual({
      exitCode: 0,
      lines: [
        { value: 3 },
        { undefined: true },
        { error: { code: 'S0207', message: expect.any(String) } },
        { value: null },
        { value: 1 },
      ],
    });
  });

  test('stops each case at its own limits, and goes on', async () => {
    const endless = '($f := function($n) { 1 + $f($n + 1) }; $f(0))';
    const tail = '($f := function() { $f() }; $f())';
    const { lines } = await batch(
      JSON.stringify({ expr: endless, depth: 20 }),
      JSON.stringify({ expr: tail, timelimit: 50 }),
      JSON.stringify({ expr: '[1..10000000]' }),
      JSON.stringify({ expr: '1' }),
    );
    const failed = { error: { code: expect.any(String), message: expect.any(String) } };
    expect(lines).toEqual([failed, failed, failed, { value: 1 }]);
  });

  test('answers lines that are no case in their place, and ends with 2', async () => {
    const invalid = (message: string) => ({ error: { code: 'expression.line_invalid', message } });
    expect(
      await batch(
        '{"expr":"1"}',
        '{"expr":',
        '',
        '[]',
        'null',
        '{"data":1}',
        '{"expr":1}',
        '{"expr":"1","depth":0}',
        '{"expr":"1","timelimit":"x"}',
        '{"expr":"2"}\r',
      ),
    ).toEqual({
      exitCode: 2,
      lines: [
        { value: 1 },
        invalid('Line 2 is no JSON.'),
        invalid('Line 4 must be an object, but is an array.'),
        invalid('Line 5 must be an object, but is null.'),
        invalid('Line 6 must have the member "expr".'),
        invalid('Line 7 has a member expr that must be a string, but is a number.'),
        invalid('Line 8 has a member depth that must be 1 or more.'),
        invalid('Line 9 has a member timelimit that must be a number or null, but is a string.'),
        { value: 2 },
      ],
    });
  });

  test('comes from standard input too', async () => {
    expect(await millrace(['expr', 'eval', '--batch', '-'], '{"expr":"1"}\n{"expr":"2"}\n')).toEqual({
      exitCode: 0,
      out: '{"value":1}\n{"value":2}\n',
      complaints: '',
    });
  });

  test('of nothing is nothing', async () => {
    expect(await millrace(['expr', 'eval', '--batch', '-'], '\n')).toMatchObject({ exitCode: 0, out: '' });
  });
});
