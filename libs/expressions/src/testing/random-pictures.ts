// Random calls of functions that read pictures of numbers and times.
import { number } from './random-values.ts';
import { anyOf, weighted, write, type Text, type Tie } from './writing.ts';

const PICTURES_OF_NUMBERS = [
  ...['#,##0.00', '0', '0.0e0', '00%', '0‰', '#', '#,##0.##', '#,##0.00;(#0)', '$#0.00', 'x0y', '0.#', '#.0', '000000'],
  ...['#,#0', '', '0,0,', '0.0.0', 'abc', '0;0;0', '0%%', '0#', '##,', ',0'],
];
const PICTURES_OF_INTEGERS = [
  ...['w', 'W', 'Ww', 'i', 'I', 'a', 'A', '0', '#,##0', '001', '1;o', 'w;o', 'Ww;o', '', '#', 'x', '0.0', '٠'],
];
const PICTURES_OF_TIMES = [
  ...['[Y0001]-[M01]-[D01]', '[H01]:[m01]:[s01].[f001]', '[h]:[m] [P]', '[MNn] [D1o], [Y]', '[FNn,3-3]', '[X] [W]'],
  ...['[w] [d]', '[Z]', '[z]', '[Y,2-2]', '[DWwo] [MNn] [YI]', '[[x]]', '[M', '[Q]', '[Y0001]', '[H]', '[D1] [m]', ''],
];
const quoted = (texts: readonly string[]): Text => anyOf(...texts.map((picture) => JSON.stringify(picture)));

const SIGNS = anyOf(
  '{}',
  '{"decimal-separator":","}',
  '{"zero-digit":"٠"}',
  '{"grouping-separator":".","minus-sign":"~"}',
);
const INTEGERS = anyOf('"twelve"', '"XII"', '"12"', '"1,234"', '"twenty-first"', '"aa"', '"x"', '""', '"3rd"');
const MILLIS = anyOf('0', '1893456000000', '-1', '1e12', '1.5', '951782400000');
const ZONE = anyOf('', '', ', "+0100"', ', "-0530"', ', "Z"', ', ""');
const TIMES = anyOf(
  ...[
    '"2030-01-31T12:00:00Z"',
    '"2030-01-31"',
    '"2030"',
    '"12:30"',
    '"x"',
    '"2030-06"',
    '"March 2nd, 2030"',
    '"10:04:05.678"',
  ],
);

export const pictureCall = (tie: Tie): Text =>
  weighted(
    [3, write`$formatNumber(${number(tie)}, ${quoted(PICTURES_OF_NUMBERS)})`],
    [1, write`$formatNumber(${number(tie)}, ${quoted(PICTURES_OF_NUMBERS)}, ${SIGNS})`],
    [2, write`$formatInteger(${number(tie)}, ${quoted(PICTURES_OF_INTEGERS)})`],
    [2, write`$parseInteger(${INTEGERS}, ${quoted(PICTURES_OF_INTEGERS)})`],
    [2, write`$fromMillis(${MILLIS}, ${quoted(PICTURES_OF_TIMES)}${ZONE})`],
    [2, write`$toMillis(${TIMES}${weighted([1, anyOf('')], [2, write`, ${quoted(PICTURES_OF_TIMES)}`])})`],
    [1, write`$toMillis($fromMillis(${MILLIS}, "[Y0001]-[M01]-[D01]T[H01]:[m01]"), "[Y0001]-[M01]-[D01]T[H01]:[m01]")`],
    [1, write`$formatBase(${number(tie)}, ${anyOf('2', '16', '36', '37', '1', '10.5')})`],
    [1, write`$now(${quoted(PICTURES_OF_TIMES)})`],
  );
