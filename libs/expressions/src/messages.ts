import type { Fault } from './fault.ts';
import { isFunctionValue } from './values/function-value.ts';

/** Values are shown whole up to so many characters. */
const MAX_SHOWN_CHARACTERS = 200;
/** Messages and tokens end there. */
const MAX_MESSAGE_CHARACTERS = 500;

export function shortened(text: string): string {
  return text.length > MAX_MESSAGE_CHARACTERS ? `${text.slice(0, MAX_MESSAGE_CHARACTERS)}…` : text;
}

/** A value in a sentence: texts and numbers as they are written, structures by their kind. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (isFunctionValue(value)) return 'a function';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string' && value.length > MAX_SHOWN_CHARACTERS) {
    return `"${value.slice(0, MAX_SHOWN_CHARACTERS)}…"`;
  }
  // JSON has no infinite numbers.
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

type Sentence = (fault: Fault) => string;

const called = ({ token }: Fault): string => (token === undefined ? 'the function' : `$${token}`);
const operator = ({ token }: Fault): string => token ?? 'the operator';

/** Code of the reference implementation -> what has happened, and what would be right. */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  T0410: (fault) => `Argument ${fault.index ?? 1} of ${called(fault)} does not fit: it is ${shown(fault.value)}.`,
  T0411: (fault) =>
    `${called(fault)} takes its missing argument ${fault.index ?? 1} from the context, which does not fit: it is ${shown(fault.value)}.`,
  T0412: (fault) => `Argument ${fault.index ?? 1} of ${called(fault)} must be an array of ${String(fault.value2)}.`,
  D1001: ({ value }) => `The number ${shown(value)} is out of range.`,
  D1002: ({ value }) => `Only a number can be negated, but this is ${shown(value)}.`,
  T1003: ({ value }) => `The name of a member must be a text, but is ${shown(value)}.`,
  D1004: () => 'The regular expression matches an empty text, which it would find for ever.',
  T1005: ({ token }) => `${token ?? 'This'} is no function. Did you mean $${token ?? ''}?`,
  T1006: (fault) => `${fault.token === undefined ? 'What is called here' : called(fault)} is no function.`,
  T1007: ({ token }) =>
    `${token ?? 'This'} is no function that arguments can be given to. Did you mean $${token ?? ''}?`,
  T1008: (fault) => `${fault.token === undefined ? 'What is given arguments here' : called(fault)} is no function.`,
  D1009: ({ value }) => `Two pairs give the same name ${shown(value)}.`,
  T1010: (fault) =>
    `The matcher given to ${called(fault)} does not give a match: it needs match, start, end, groups and next.`,
  D1013: ({ value }) => `A member cannot be named ${shown(value)}.`,
  T2001: (fault) => `The left side of ${operator(fault)} must be a number, but is ${shown(fault.value)}.`,
  T2002: (fault) => `The right side of ${operator(fault)} must be a number, but is ${shown(fault.value)}.`,
  T2003: ({ value }) => `A range must begin with a whole number, but this is ${shown(value)}.`,
  T2004: ({ value }) => `A range must end with a whole number, but this is ${shown(value)}.`,
  T2006: ({ value }) => `The right side of ~> must be a function, but is ${shown(value)}.`,
  T2007: ({ value, value2 }) => `Values of two types cannot be put in order: ${shown(value)} and ${shown(value2)}.`,
  T2008: ({ value }) => `Only texts and numbers can be put in order, but this is ${shown(value)}.`,
  T2009: (fault) =>
    `${operator(fault)} compares values of one type, but these are ${shown(fault.value)} and ${shown(fault.value2)}.`,
  T2010: (fault) => `${operator(fault)} compares texts and numbers, but this is ${shown(fault.value)}.`,
  T2011: ({ value }) => `The changes of a transformation must be an object, but are ${shown(value)}.`,
  T2012: ({ value }) => `The deletions of a transformation must be names, but are ${shown(value)}.`,
  T2013: () => 'A transformation copies by $clone, which a variable hides.',
  D3001: ({ value }) => `The number ${shown(value)} cannot be written as text.`,
  D3010: () => 'The text to be replaced must not be empty.',
  D3011: () => 'The number of replacements must not be negative.',
  D3012: ({ value }) => `A match can only be replaced by a text, but this is ${shown(value)}.`,
  D3020: () => 'The number of parts must not be negative.',
  D3030: ({ value }) => `There is no number in ${shown(value)}.`,
  D3040: () => 'The number of matches must not be negative.',
  D3050: () => '$reduce needs a function of two arguments at least.',
  D3060: ({ value }) => `${shown(value)} is negative and has no square root.`,
  D3061: ({ value }) => `${shown(value)} to this power is too large for a number.`,
  D3070: () => 'Only numbers, or only texts, have an order of their own. Give $sort a function that compares.',
  D3080: () => 'The picture has more than two parts for positive and negative numbers.',
  D3081: () => 'The picture has more than one decimal separator.',
  D3082: () => 'The picture has more than one percent sign.',
  D3083: () => 'The picture has more than one per-mille sign.',
  D3084: () => 'The picture has both a percent and a per-mille sign.',
  D3085: () => 'The picture needs a digit.',
  D3086: () => 'The picture has other characters between its digits.',
  D3087: () => 'The picture has a grouping separator beside the decimal separator.',
  D3088: () => 'The picture has a grouping separator at the end of its whole part.',
  D3089: () => 'The picture has two grouping separators side by side.',
  D3090: () => 'The whole part of the picture has an optional digit behind a digit.',
  D3091: () => 'The fraction of the picture has a digit behind an optional one.',
  D3092: () => 'A picture with a percent or per-mille sign cannot have an exponent.',
  D3093: () => 'The exponent of the picture may only have digits.',
  D3100: ({ value }) => `A number is written in a base from 2 to 36, not ${shown(value)}.`,
  D3110: ({ value }) => `${shown(value)} is no ISO 8601 time.`,
  D3130: ({ value }) => `Numbers cannot be counted in the sequence that begins with ${shown(value)}.`,
  D3131: () => 'The digits of the picture come from different alphabets.',
  D3132: ({ value }) => `The picture has no component ${shown(value)}.`,
  D3133: ({ value }) => `Only months and days have names, not ${shown(value)}.`,
  D3134: () => 'The zone of the picture has more than four digits.',
  D3135: () => 'The picture has a bracket that is not closed.',
  D3136: () => 'The picture lacks parts that are needed to read the time.',
  D3137: () => 'The expression has called $error.',
  D3138: () => '$single expects one match, but there are more.',
  D3139: () => '$single expects one match, but there is none.',
  D3140: (fault) => `${called(fault)} was given a malformed text: ${shown(fault.value)}.`,
  D3141: () => 'The expression has called $assert, and its condition does not hold.',
};

/** What a fault means, in a sentence. */
export function messageOf(fault: Fault): string {
  if (fault.hasMessage) return shortened(fault.message);
  return shortened(SENTENCES[fault.code]?.(fault) ?? 'The expression failed.');
}
