import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import jsonata from 'jsonata';
import { inspectExpression } from './inspect-expression.ts';

const problemsOf = (source: string): readonly string[] =>
  inspectExpression(source).problems.map(({ position, message }) => `${position}: ${message}`);

describe('each mistake is told where it is', () => {
  test.each([
    ['', ['0: The expression is empty.']],
    ['1 +', ['3: The expression ends too early.']],
    ['[1, {"a": (2', ['12: The expression ends too early: ")" is missing.']],
    ['"abc', ['4: The text has no closing quote.']],
    ['`abc', ['4: The name has no closing back-tick.']],
    ['1 /* abc', ['2: The comment has no closing */.']],
    ['/abc', ['4: The regular expression has no closing slash.']],
    ['a //', ['4: The regular expression has no closing slash.']],
    ['$match(a, //)', ['11: The regular expression is empty.']],
    ['$match(a, /a**/) & 1', ['15: The regular expression is broken: Nothing to repeat.']],
    ['"\\q" & "\\u12"', ['2: A text has no escape \\q.', '9: After \\u stand four hexadecimal digits.']],
    ['1e999 + 1e998', ['0: The number "1e999" is out of range.', '8: The number "1e998" is out of range.']],
    ['1 2', ['3: "2" does not belong here.']],
    ['a)', ['2: ")" does not belong here.']],
    ['$x = 1; $x', ['7: ";" does not belong here.']],
    ['a ! b', ['3: There is no operator "!".']],
    ['x := 1', ['1: Left of := stands a variable, such as $value.']],
    ['a@b', ['3: Right of "@" stands a variable, such as $value.']],
    ['function($x, y) { 1 }', ['14: The parameters of a function are variables, such as $value.']],
    [
      'function($x)<n<n>> { 1 }',
      ['15: In a signature only functions and arrays have types of their own, such as a<n>.'],
    ],
    ['function($x)<(a<n>)> { 1 }', ['14: In a signature a choice has plain types only, such as (sn).']],
    ['a.1', ['3: "1" cannot be a step of a path.']],
    ['a{b: c}{d: e}', ['8: A step can have one grouping only.']],
    ['$x{a: b}[0]', ['9: A predicate cannot stand behind a grouping.']],
    ['a[0]@$x', ['5: A variable for the item (@) stands before the predicates of its step.']],
    ['a^(b)@$x', ['6: A variable for the item (@) stands before the ordering of its step.']],
    ['%.b', ['1: There is no parent that % could mean here.']],
  ])('%s', (source, expected) => {
    expect(problemsOf(source)).toEqual(expected);
  });
});

describe('several mistakes are told at once', () => {
  test.each([
    ['[1, , 2] & {"a" 1}', ['5: Expected a value but found ",".', '17: Expected ":" but found "1".']],
    ['{"a": 1 "b": }', ['11: Expected "}" but found "b".', '14: Expected a value but found "}".']],
    ['}}', ['1: Expected a value but found "}".', '2: Expected a value but found "}".']],
    ['a.1 + (', ['3: "1" cannot be a step of a path.', '7: The expression ends too early: ")" is missing.']],
    [
      '(a b; $x.y := 1; [1 2])',
      [
        '4: Expected ")" but found "b".',
        '9: Left of := stands a variable, such as $value.',
        '21: Expected "]" but found "2".',
      ],
    ],
    ['$map(a, function($v) $v + 1)', ['23: Expected "{" but found "v".', '28: Expected "}" but found ")".']],
  ])('%s', (source, expected) => {
    expect(problemsOf(source)).toEqual(expected);
  });

  test('up to ten', () => {
    expect(problemsOf('[1 2, '.repeat(50))).toHaveLength(10);
  });
});

const token = fc.constantFrom(
  ...['a', '$x', '1', '-1', '"b"', "'c", '`d`', '`', '/e/', '/', '/(/', '/* f */', '/*', '\\', '"\\q"', '1e999', ' '],
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '<',
    '>',
    ',',
    ';',
    ':',
    '.',
    '..',
    '?',
    '?:',
    '??',
    '!',
    '~',
    '~>',
    ':=',
    '@',
    '#',
  ],
  ...[
    '+',
    '-',
    '*',
    '**',
    '%',
    '=',
    '!=',
    '&',
    '|',
    '^',
    '^(',
    'and',
    'in',
    'function',
    'λ($x){',
    'null',
    '$sum(',
    '\n',
  ],
);

// The parser takes a trace of every complaint, and the test runner looks up the source of each line of it.
const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 0;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

test('whatever the text is, each problem has a place of its own and says what is wrong', () => {
  let broken = 0;
  fc.assert(
    fc.property(
      fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join('')),
      (source) => {
        const { problems } = inspectExpression(source);
        const syntax = problems.filter(({ code }) => code === 'expression.syntax');
        expect(syntax.length > 0).toBe(isBroken(source));
        if (syntax.length === 0) return;
        broken += 1;
        expect(problems).toEqual(syntax);
        expect(new Set(problems.map(({ position }) => position)).size).toBe(problems.length);
        for (const { message, position = -1 } of problems) {
          expect(message).toMatch(/^[A-Z"].*\.$/);
          expect(message).not.toMatch(/undefined|\(error\)|\(end\)|\{\{|cannot be parsed/);
          expect([position >= 0, position <= source.length]).toEqual([true, true]);
        }
      },
    ),
    { numRuns: 1000, seed: 20_300_105 },
  );
  expect(broken).toBeGreaterThan(500);
});

function isBroken(source: string): boolean {
  try {
    jsonata(source);
    return false;
  } catch {
    return true;
  }
}
