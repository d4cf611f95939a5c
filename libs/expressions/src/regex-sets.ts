// Sets of UTF-16 units as the parts of a regular expression match them: exact in ASCII, and by kind beyond.

/**
 * `may` has every unit that could be in the set, `must` those that are in it for certain. A bit for each unit of ASCII,
 * and one for each kind of all others.
 */
export interface UnitSet {
  readonly may: bigint;
  readonly must: bigint;
}

const ASCII_UNITS = 128;
/** Beyond ASCII: what ends a line, other space, and the rest. */
const LINE_END = 128;
const OTHER_SPACE = 129;
const OTHER = 130;
const KINDS = 131;
/** Stands for the end of the text, where a set is about what may come next. */
const END_OF_TEXT = 131;
const ALL_BITS = (1n << BigInt(KINDS)) - 1n;

/** The kind of a unit, which is its bit. */
export function kindOf(unit: number): number {
  if (unit < ASCII_UNITS) return unit;
  if (unit === 0x2028 || unit === 0x2029) return LINE_END;
  return isOtherSpace(unit) ? OTHER_SPACE : OTHER;
}

function isOtherSpace(unit: number): boolean {
  if (unit === 0xa0 || unit === 0x1680 || (unit >= 0x2000 && unit <= 0x200a)) return true;
  return unit === 0x202f || unit === 0x205f || unit === 0x3000 || unit === 0xfeff;
}

const bitOf = (kind: number): bigint => 1n << BigInt(kind);
const bitsOf = (first: number, last: number): bigint => (1n << BigInt(last + 1)) - (1n << BigInt(first));
const exactly = (bits: bigint): UnitSet => ({ may: bits, must: bits });

export const NO_UNITS = exactly(0n);
export const ALL_UNITS = exactly(ALL_BITS);
export const TEXT_END = exactly(bitOf(END_OF_TEXT));
export const DIGITS = exactly(bitsOf(48, 57));
export const WORD_UNITS = exactly(DIGITS.may | bitsOf(65, 90) | bitsOf(97, 122) | bitOf(95));
export const LINE_ENDS = exactly(bitOf(10) | bitOf(13) | bitOf(LINE_END));
export const SPACES = exactly(bitsOf(9, 13) | bitOf(32) | bitOf(LINE_END) | bitOf(OTHER_SPACE));

/** The units from one to another. */
export function unitsBetween(first: number, last: number): UnitSet {
  const ascii = first < ASCII_UNITS ? bitsOf(first, Math.min(last, ASCII_UNITS - 1)) : 0n;
  if (last < ASCII_UNITS) return exactly(ascii);
  const others = first === last ? bitOf(kindOf(first)) : bitsOf(LINE_END, OTHER);
  return { may: ascii | others, must: ascii };
}

export function union(left: UnitSet, right: UnitSet): UnitSet {
  return { may: left.may | right.may, must: left.must | right.must };
}

export function complement({ may, must }: UnitSet): UnitSet {
  return { may: ALL_BITS & ~must, must: ALL_BITS & ~may };
}

/** What is in the first set and not in the other. */
export function without(left: UnitSet, right: UnitSet): UnitSet {
  return { may: left.may & ~right.must, must: left.must & ~right.may };
}

export function areDisjoint(left: UnitSet, right: UnitSet): boolean {
  return (left.may & right.may) === 0n;
}

/** Is everything in the set, or the end of the text, whatever is outside of another one? */
export function hasAllOutside({ must }: UnitSet, inner: UnitSet): boolean {
  return ((complement(inner).may | TEXT_END.may) & ~must) === 0n;
}

/** With the letters of ASCII in both cases. Other letters are known by their kind, which has both, and never equal these. */
export function inBothCases({ may, must }: UnitSet): UnitSet {
  return { may: inBoth(may), must: inBoth(must) };
}

const UPPER = bitsOf(65, 90);
const LOWER = bitsOf(97, 122);

function inBoth(bits: bigint): bigint {
  return bits | ((bits & UPPER) << 32n) | ((bits & LOWER) >> 32n);
}

/** Kind -> 1 where the set may have such a unit. */
export function tableOf({ may }: UnitSet): Uint8Array {
  const table = new Uint8Array(KINDS);
  for (let kind = 0; kind < KINDS; kind += 1) table[kind] = Number((may >> BigInt(kind)) & 1n);
  return table;
}

export function isLineEnd(unit: number): boolean {
  return unit === 10 || unit === 13 || unit === 0x2028 || unit === 0x2029;
}

export function isWordUnit(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57) || unit === 95;
}

/** The units of a kind beyond ASCII, as a class of a regular expression has them. */
const KIND_SOURCES: Readonly<Record<number, string>> = {
  [LINE_END]: '\\u2028\\u2029',
  [OTHER_SPACE]: '\\xa0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000\\ufeff',
  [OTHER]:
    '\\x80-\\x9f\\xa1-\\u167f\\u1681-\\u1fff\\u200b-\\u2027\\u202a-\\u202e\\u2030-\\u205e\\u2060-\\u2fff' +
    '\\u3001-\\ufefe\\uff00-\\uffff',
};

/** Where the first unit of a set is, at an offset or after it; -1 where there is none. */
export type Find = (text: string, from: number) => number;

/** Finds the units that the set may have. */
export function finderOf(set: UnitSet): Find {
  const table = tableOf(set);
  const kinds = Array.from(table.keys()).filter((kind) => table[kind] === 1);
  const [only, other] = kinds;
  if (only !== undefined && other === undefined && only < ASCII_UNITS) {
    const unit = String.fromCharCode(only);
    return (text, from) => text.indexOf(unit, from);
  }
  const sources = kinds.map((kind) => KIND_SOURCES[kind] ?? `\\x${kind.toString(16).padStart(2, '0')}`);
  const pattern = new RegExp(`[${sources.join('')}]`, 'g');
  return (text, from) => {
    pattern.lastIndex = from;
    return pattern.test(text) ? pattern.lastIndex - 1 : -1;
  };
}
