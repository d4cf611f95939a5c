// Numbers by the pictures that are used most, such as '#,##0.00': read once, and without the reference.
import { RecentMap } from '../recent-map.ts';
import { rounded } from './numbers.ts';

/** What a picture asks for. */
interface NumberPicture {
  readonly prefix: string;
  readonly suffix: string;
  /** Digits before the point at least, and between two separators; 0 for no separators. */
  readonly leastIntegers: number;
  readonly grouping: number;
  /** Digits behind the point. */
  readonly leastFractions: number;
  readonly mostFractions: number;
  /** A percentage is the number times a hundred. */
  readonly factor: number;
}

/** One picture with the usual signs, and nothing that means an exponent, a digit or another picture around it. */
const USUAL =
  /^(?<prefix>[^\d#,.;e%\u2030]*)(?<integers>[#,]*[0,]*)(?:\.(?<fractions>0*#*))?(?<suffix>[^\d#,.;e%\u2030]*%?[^\d#,.;e%\u2030]*)$/;
/** Larger numbers are written with an exponent, and more digits are not written. */
const MAX_NUMBER = 1e21;
const MAX_FRACTIONS = 100;

/** Characters of all pictures that are kept, and what even the shortest takes. */
const MAX_KEPT_CHARACTERS = 50_000;
const LEAST_CHARACTERS = 50;

const known = new RecentMap<NumberPicture | 'unusual'>(MAX_KEPT_CHARACTERS);

/** The number as text; undefined where the picture or the number is not a usual one. */
export function formatUsual(number: number, picture: string): string | undefined {
  let read = known.get(picture);
  if (read === undefined) {
    read = readPicture(picture) ?? 'unusual';
    known.set(picture, read, LEAST_CHARACTERS + picture.length);
  }
  return read === 'unusual' ? undefined : formatted(number, read);
}

interface Groups {
  readonly prefix: string;
  readonly integers: string;
  readonly fractions?: string;
  readonly suffix: string;
}

function readPicture(picture: string): NumberPicture | undefined {
  const found = USUAL.exec(picture);
  if (found === null) return undefined;
  const { prefix, integers, fractions = '', suffix } = found.groups as unknown as Groups;
  const grouping = groupingOf(integers);
  if (grouping === undefined || integers + fractions === '' || fractions.length > MAX_FRACTIONS) return undefined;
  return { prefix, suffix, grouping, factor: suffix.includes('%') ? 100 : 1, ...digitsOf(integers, fractions) };
}

/** One digit there must be, on either side of the point. */
function digitsOf(
  integers: string,
  fractions: string,
): Pick<NumberPicture, 'leastIntegers' | 'leastFractions' | 'mostFractions'> {
  const least = zerosIn(integers);
  if (fractions === '') return { leastIntegers: Math.max(1, least), leastFractions: 0, mostFractions: 0 };
  const leastFractions = least === 0 ? Math.max(1, zerosIn(fractions)) : zerosIn(fractions);
  return { leastIntegers: least, leastFractions, mostFractions: fractions.length };
}

function zerosIn(digits: string): number {
  return digits.replace(/[^0]/g, '').length;
}

/** Digits between two separators; undefined where they are not the same everywhere. */
function groupingOf(integers: string): number | undefined {
  const [first = '', ...others] = integers.split(',');
  const grouping = others[0]?.length ?? 0;
  if (others.length === 0) return 0;
  return first !== '' && grouping > 0 && others.every(({ length }) => length === grouping) ? grouping : undefined;
}

function formatted(number: number, picture: NumberPicture): string | undefined {
  const { prefix, suffix, leastIntegers, leastFractions, mostFractions, factor } = picture;
  const value = Math.abs(rounded(number * factor, mostFractions));
  if (!(value < MAX_NUMBER)) return undefined;
  const [integers = '', fractions = ''] = value.toFixed(mostFractions).split('.');
  const whole = withoutLeadingZeros(integers).padStart(leastIntegers, '0');
  const rest = withoutTrailingZeros(fractions, leastFractions);
  const sign = number < 0 ? '-' : '';
  return sign + prefix + grouped(whole, picture.grouping) + (rest === '' ? '' : `.${rest}`) + suffix;
}

function withoutLeadingZeros(digits: string): string {
  let start = 0;
  while (digits.charAt(start) === '0') start += 1;
  return digits.slice(start);
}

function withoutTrailingZeros(digits: string, least: number): string {
  let end = digits.length;
  while (end > least && digits.charAt(end - 1) === '0') end -= 1;
  return digits.slice(0, end);
}

function grouped(digits: string, grouping: number): string {
  if (grouping === 0) return digits;
  let result = '';
  let end = digits.length;
  for (; end > grouping; end -= grouping) result = `,${digits.slice(end - grouping, end)}${result}`;
  return digits.slice(0, end) + result;
}
