import { tokenText } from '../compile.ts';
import { BAD_REGEX, type Complaint } from './parse.ts';

const MAX_SHOWN_CHARACTERS = 40;

function shown(token: unknown): string {
  const text = tokenText(token);
  return JSON.stringify(text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text);
}

/** The parser's code -> what is wrong. */
const MESSAGES: Readonly<Record<string, (complaint: Complaint) => string>> = {
  S0101: () => 'The text has no closing quote.',
  S0102: ({ token }) => `The number ${shown(token)} is out of range.`,
  S0103: ({ token }) => `A text has no escape \\${String(token)}.`,
  S0104: () => 'After \\u stand four hexadecimal digits.',
  S0105: () => 'The name has no closing back-tick.',
  S0106: () => 'The comment has no closing */.',
  S0201: ({ token }) => `${shown(token)} does not belong here.`,
  S0202: ({ token, value }) => `Expected ${shown(value)} but found ${shown(token)}.`,
  S0203: ({ value }) => `The expression ends too early: ${shown(value)} is missing.`,
  S0204: ({ token }) => `There is no operator ${shown(token)}.`,
  S0207: ({ position }) => (position === 0 ? 'The expression is empty.' : 'The expression ends too early.'),
  S0208: () => 'The parameters of a function are variables, such as $value.',
  S0209: () => 'A predicate cannot stand behind a grouping.',
  S0210: () => 'A step can have one grouping only.',
  S0211: ({ token }) => `Expected a value but found ${shown(token)}.`,
  S0212: () => 'Left of := stands a variable, such as $value.',
  S0213: ({ value }) => `${shown(value)} cannot be a step of a path.`,
  S0214: ({ token }) => `Right of ${shown(token)} stands a variable, such as $value.`,
  S0215: () => 'A variable for the item (@) stands before the predicates of its step.',
  S0216: () => 'A variable for the item (@) stands before the ordering of its step.',
  S0217: () => 'There is no parent that % could mean here.',
  S0301: () => 'The regular expression is empty.',
  S0302: () => 'The regular expression has no closing slash.',
  S0401: () => 'In a signature only functions and arrays have types of their own, such as a<n>.',
  S0402: () => 'In a signature a choice has plain types only, such as (sn).',
  [BAD_REGEX]: ({ value }) =>
    typeof value === 'string' ? `The regular expression is broken: ${value}.` : 'The regular expression is broken.',
};

/** What a complaint means, in a sentence. */
export function syntaxMessage(complaint: Complaint): string {
  return MESSAGES[complaint.code]?.(complaint) ?? 'The expression cannot be parsed.';
}
