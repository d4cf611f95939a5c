import { expect, test } from '@jest/globals';
import { renameVariables, variableTokens } from './expression-tokens.ts';
import { tokensOf } from './jsonata-tokens.ts';

const read = (expression: string): readonly string[] =>
  variableTokens(expression).map(({ name, isCall }) => (isCall ? `${name}()` : name));

test.each<[string, string, readonly string[]]>([
  ['variables, and what is called', '$orders.total + $sum ($prices)', ['orders', 'sum()', 'prices']],
  ['names of other alphabets', '$größe & $größer', ['größe', 'größer']],
  ['what an expression works on is no variable', '$.a & $$.b', []],
  ['texts, names in backticks and comments hold none', `"$a" & '$b' & \`$c\` /* $d */ & $e`, ['e']],
  [
    'a regex holds none; a slash in its brackets does not end it',
    '$match($a, /[/$b]($c|\\/)/i) & $d',
    ['match()', 'a', 'd'],
  ],
  ['after a value a slash divides', '$a / $b / $c', ['a', 'b', 'c']],
  ['an open text reaches to the end', '$a & "$b & $c', ['a']],
  ['an open comment too', '$a /* $b', ['a']],
  ['a text with an odd escape is skipped', String.raw`"\x$a" & $b`, ['b']],
])('%s', (_, expression, names) => {
  expect(read(expression)).toEqual(names);
});

test('a text that has no end, or says what nobody knows, is no JSONata', () => {
  for (const broken of ['"a', "'a", '`a', 'a /* b', String.raw`"\x"`, 'a\f']) expect(tokensOf(broken)).toBeUndefined();
  expect(tokensOf('/[/]/i')?.map(({ kind }) => kind)).toEqual(['regex']);
});

test('only variables are renamed, not what they are called by', () => {
  const names = new Map([['a', 'b']]);
  expect(renameVariables('$a + $a(1) & "$a" & $ab', names)).toBe('$b + $a(1) & "$a" & $ab');
  expect(renameVariables('($a := function($x) { $x }; $a(1))', names)).toBe('($b := function($x) { $x }; $b(1))');
});
