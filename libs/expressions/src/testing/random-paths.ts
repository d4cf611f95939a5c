// Random paths: steps, filters, orders, groups, and what binds variables on the way.
import { NAMES } from './random-data.ts';
import { anyOf, several, weighted, write, type Text, type Tie } from './writing.ts';

export const name: Text = weighted(
  [30, anyOf(...NAMES)],
  [1, anyOf('`a b`', '`1`', '"a"', "'b'", 'and', 'or', 'in', '`constructor`', '`é`', '"😀"', '`in`')],
);
export const variable: Text = anyOf('$x', '$y', '$i');
export const literal: Text = weighted(
  [6, anyOf('0', '1', '2', '-1', '1.5', '"x"', '"y"', '"xy"', 'true')],
  [
    4,
    anyOf(
      '""',
      'false',
      'null',
      '[]',
      '{}',
      '"1"',
      '1e3',
      '"😀é"',
      '[[]]',
      '[1,[2]]',
      '/* c */ 3',
      '"\\u00e9\\n"',
      '0.1',
    ),
  ],
);

/** `@$x`, `#$i` or both. */
const binding: Text = weighted(
  [4, write`@${variable}`],
  [4, write`#${variable}`],
  [1, write`@${variable}#${variable}`],
  [1, write`#${variable}@${variable}`],
);

const parent: Text = anyOf('%', '%', '%.%', '%.%.%');

/** What an order or a group goes by. */
const key: Text = weighted(
  [6, name],
  [2, variable],
  [2, write`${variable}.${name}`],
  [2, write`${parent}.${name}`],
  [1, write`$string(${name})`],
  [1, write`-${name}`],
  [1, write`$count(${name})`],
);
const term: Text = write`${anyOf('', '', '<', '>')}${key}`;

const order = (tie: Tie): Text =>
  weighted(
    [8, write`^(${several(term, { minLength: 1, maxLength: 3 }, ', ')})`],
    [1, write`^(>${tie('expression')}, ${term})`],
  );

const group = (tie: Tie): Text =>
  weighted(
    [2, write`{${tie('expression')}: ${tie('expression')}}`],
    [3, write`{$string(${key}): ${tie('expression')}}`],
    [2, write`{"k" & ${key}: ${key}}`],
    [1, write`{${name}: ${key}, "l": ${tie('expression')}}`],
    [1, write`{$string(${variable}): [${variable}, ${name}], "m": $count($)}`],
  );

/** A filter, without what is before it. */
export const predicate = (tie: Tie): Text =>
  weighted(
    [
      4,
      anyOf(
        '0',
        '1',
        '-1',
        '$',
        'true',
        '[0,1]',
        '[1..2]',
        '0.5',
        '[-1,0]',
        '[[0]]',
        '[]',
        '"x"',
        '1 + 0',
        '-2',
        '0.5 + 0.5',
      ),
    ],
    [3, write`${key}=${literal}`],
    [2, write`${key} ${anyOf('>', '<=', '!=', 'in')} ${literal}`],
    [2, write`${key}=${key}`],
    [1, write`$exists(${key})`],
    [1, write`${key} and ${key}=${literal}`],
    [2, tie('expression')],
  );

const construction = (tie: Tie): Text =>
  weighted(
    [1, write`{"k": ${tie('expression')}}`],
    [1, write`{"k": ${key}, "l": ${key}}`],
    [1, write`{${key}: ${key}}`],
    [1, write`[${tie('expression')}]`],
    [1, write`[${key}, ${key}]`],
    [1, write`(${tie('expression')})`],
    [1, write`(${key})`],
  );

const step = (tie: Tie): Text =>
  weighted(
    [10, write`.${name}`],
    [5, write`[${tie('predicate')}]`],
    [3, write`[]`],
    [3, anyOf('.*', '.**', '[0]', '[-1]', '[[0..1]]', '.$', '.%', '.%.%')],
    [3, write`.${construction(tie)}`],
    [2, write`.${tie('call')}`],
    [1, write`.${variable}`],
    [1, write`.(${variable} := ${tie('expression')}; ${key})`],
    [3, order(tie)],
    [3, group(tie)],
    [3, binding],
    [2, write`${binding}.${name}[${key}=${key}]`],
    [1, write`.**.${name}`],
    [1, write`.*[${tie('predicate')}]`],
  );

/** Names that are bound on the way, and then used: `a@$x.b#$i[$i=0]^(b){…}`. */
const tuples = (tie: Tie): Text => {
  const bound = write`${name}${binding}`;
  const filter = weighted([3, anyOf('')], [1, write`[${key}=${key}]`], [1, write`[${tie('predicate')}]`]);
  const end = weighted(
    [3, write`.${construction(tie)}`],
    [2, group(tie)],
    [2, order(tie)],
    [1, write`${order(tie)}${group(tie)}`],
    [1, write`${order(tie)}#${variable}.${construction(tie)}`],
    [1, write`.${variable}.${name}`],
    [1, anyOf('', '[]', '[0]')],
  );
  return write`${several(write`${bound}${filter}`, { minLength: 1, maxLength: 3 }, '.')}${end}`;
};

const start = (tie: Tie): Text =>
  weighted(
    [12, name],
    [4, anyOf('$', '$$', '$v', '$w', '$x', '$y', '*', '**')],
    [2, write`(${tie('expression')})`],
    [1, write`[${tie('expression')}, ${literal}]`],
    [1, write`[${tie('expression')}]`],
    [1, write`{"k": ${tie('expression')}}`],
    [1, tie('call')],
    [1, anyOf('"a"', "'b'", '`a b`', '[1..3]', '[[1,2],[3]]', '[{"a":1},{"a":2,"b":"x"}]', '[]', '{"a":[1,2]}')],
  );

export const path = (tie: Tie): Text =>
  weighted(
    [8, write`${start(tie)}${several(step(tie), { maxLength: 4 })}`],
    [1, write`${name}.${name}${several(step(tie), { maxLength: 2 })}`],
    [2, tuples(tie)],
    [1, write`${anyOf('$w', '$v', '$')}.${tuples(tie)}`],
    [1, write`${name}.${name}.${name}.{"k": %.${name}, "l": %.%.${name}, "m": ${name}}`],
    [1, write`${name}.${name}[%.${key}=${literal}]${several(step(tie), { maxLength: 1 })}`],
  );
