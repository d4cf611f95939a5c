// Random calls of the functions of the table: with values that fit, and with any.
import { ASL_FUNCTIONS } from '../functions/asl.ts';
import { BUILT_IN } from '../functions/built-in.ts';
import { OWN_FUNCTIONS } from '../functions/own.ts';
import { literal, name } from './random-paths.ts';
import { pictureCall } from './random-pictures.ts';
import { array, constantCall, fittingCall, number, regex, text } from './random-values.ts';
import { anyOf, several, weighted, write, type Text, type Tie } from './writing.ts';

/** What gives something else each time cannot be compared. */
const FUNCTIONS = BUILT_IN.filter((builtIn) => builtIn.name !== 'shuffle');
export const nativeName: Text = anyOf(...FUNCTIONS.map((builtIn) => builtIn.name));

/** Functions that the reference does not have. */
const OWN = [...ASL_FUNCTIONS, ...OWN_FUNCTIONS];
export const OWN_NAMES: readonly string[] = OWN.map((own) => own.name);

/** With constants that fit. */
export const plainCall: Text = constantCall(FUNCTIONS);

const textCall = (tie: Tie): Text =>
  weighted(
    [
      2,
      write`$replace(${text(tie)}, ${regex}, ${anyOf('"-"', '"$1"', '"$0$2"', '"$$"', '"$12"', '"$"', 'function($m){$m.match & "!"}', 'function($m){$m.groups[0]}')})`,
    ],
    [1, write`$replace(${text(tie)}, ${text(tie)}, ${text(tie)}, ${number(tie)})`],
    [
      2,
      write`$match(${text(tie)}, ${regex})${anyOf('', '.match', '[0].groups', '.index', '.groups[1]', '{match: index}', '.(match & index)')}`,
    ],
    [1, write`${regex}(${text(tie)})${anyOf('', '.match', '.next()', '.next().match', '.groups', '.next', '.start')}`],
    [1, write`$split(${text(tie)}, ${weighted([1, regex], [1, text(tie)])}, ${number(tie)})`],
    [1, write`$pad(${text(tie)}, ${anyOf('5', '-5', '2.5', '0')}, ${anyOf('"é😀"', '"#"', '""', '"ab"')})`],
    [1, write`$substring(${anyOf('"é😀xy"', '"abc"')}, ${number(tie)}, ${number(tie)})`],
    [1, write`$contains(${text(tie)}, ${weighted([1, regex], [1, tie('function')])})`],
  );

const changed = (tie: Tie): Text =>
  write`|${weighted([3, tie('path')], [1, anyOf('$', '**', '*', '$$', 'a[0]')])}|${weighted([3, write`{"k": ${tie('expression')}}`], [2, write`{"a": ${name}, "b": ${literal}}`], [1, tie('expression')])}${weighted([2, anyOf('')], [2, anyOf(', "a"', ', ["a","b"]', ', []')], [1, write`, ${tie('expression')}`])}|`;
export const transform = changed;

export const call = (tie: Tie): Text =>
  weighted(
    [12, fittingCall(FUNCTIONS, tie)],
    [2, write`$${nativeName}(${several(tie('expression'), { maxLength: 4 }, ', ')})`],
    [1, fittingCall(OWN, tie)],
    [2, pictureCall(tie)],
    [2, textCall(tie)],
    [
      3,
      write`$${anyOf('map', 'filter', 'single', 'each', 'sift', 'sort', 'reduce')}(${tie('expression')}, ${tie('function')})`,
    ],
    [1, write`$reduce(${array(tie)}, ${tie('function')}, ${tie('expression')})`],
    [2, write`${tie('path')} ~> $${nativeName}`],
    [2, write`${tie('path')} ~> $${nativeName}(${several(tie('expression'), { maxLength: 2 }, ', ')})`],
    [2, write`${weighted([2, tie('path')], [1, tie('expression')])} ~> ${changed(tie)}`],
    [1, write`${tie('expression')} ~> ${tie('function')}`],
    [1, write`(${tie('function')})(${several(tie('expression'), { maxLength: 3 }, ', ')})`],
    [1, write`(${changed(tie)})(${tie('expression')})`],
  );
