// Conditions that can be built from rows: a value, an operator, a value; joined by "and" or by "or".

/** How two values are compared. */
export const CONDITION_OPERATORS = [
  'is',
  'isNot',
  'greater',
  'atLeast',
  'less',
  'atMost',
  'contains',
  'startsWith',
  'matches',
  'isOneOf',
  'isEmpty',
  'isNotEmpty',
  'exists',
  'isMissing',
] as const;
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number];

export type ConditionLiteral = string | number | boolean | null;

/** What the left side is compared with. */
export type ConditionValue =
  | { readonly kind: 'literal'; readonly value: ConditionLiteral }
  | { readonly kind: 'list'; readonly values: readonly ConditionLiteral[] }
  /** JSONata. */
  | { readonly kind: 'data'; readonly source: string };

/** One row. Operators of one side have no `right`. */
export interface ConditionRow {
  /** JSONata. */
  readonly left: string;
  readonly operator: ConditionOperator;
  readonly right?: ConditionValue;
}

export interface Condition {
  readonly join: 'and' | 'or';
  /** At least one. */
  readonly rows: readonly ConditionRow[];
}

/** Operators that look at the left side alone. */
export const ONE_SIDED: ReadonlySet<ConditionOperator> = new Set(['isEmpty', 'isNotEmpty', 'exists', 'isMissing']);

/** What JSONata calls the operators that it has. */
export const INFIX: Readonly<Partial<Record<ConditionOperator, string>>> = {
  is: '=',
  isNot: '!=',
  greater: '>',
  atLeast: '>=',
  less: '<',
  atMost: '<=',
  isOneOf: 'in',
};

/** As text, these are all that counts as empty; a missing value is an empty text, too. */
export const EMPTY_TEXTS = "['', 'null', '[]', '{}']";

/** Without a value these give none, and a rule must be true or false. Joined with others they count as false. */
export const MAY_GIVE_NOTHING: ReadonlySet<ConditionOperator> = new Set([
  'greater',
  'atLeast',
  'less',
  'atMost',
  'contains',
  'matches',
]);

/** A row that somebody begins with. */
export const EMPTY_ROW: ConditionRow = { left: '', operator: 'is', right: { kind: 'literal', value: '' } };

/** The condition as JSONata. */
export function printCondition({ join, rows }: Condition): string {
  const [only, ...others] = rows;
  if (only !== undefined && others.length === 0) {
    const text = printRow(only);
    return MAY_GIVE_NOTHING.has(only.operator) ? `(${text}) = true` : text;
  }
  return rows.map(printRow).join(` ${join} `);
}

/** How the operators that JSONata has no sign for are written. */
const WRITERS: Readonly<Partial<Record<ConditionOperator, (left: string, right: ConditionValue) => string>>> = {
  contains: (left, right) => `$contains(${left}, ${printValue(right)})`,
  matches: (left, right) =>
    `$contains(${left}, ${right.kind === 'literal' ? printRegex(String(right.value)) : printValue(right)})`,
  startsWith: (left, right) => `$substring(${left}, 0, ${lengthOf(right)}) = ${printValue(right)}`,
  isEmpty: (left) => `${left} & '' in ${EMPTY_TEXTS}`,
  isNotEmpty: (left) => `$not(${left} & '' in ${EMPTY_TEXTS})`,
  exists: (left) => `$exists(${left})`,
  isMissing: (left) => `$not($exists(${left}))`,
};

const EMPTY_TEXT: ConditionValue = { kind: 'literal', value: '' };

function printRow({ left, operator, right = EMPTY_TEXT }: ConditionRow): string {
  return WRITERS[operator]?.(left, right) ?? `${left} ${INFIX[operator] ?? '='} ${printValue(right)}`;
}

function lengthOf(right: ConditionValue): string {
  if (right.kind === 'data') return `$length(${right.source})`;
  return String(charactersOf(right.kind === 'literal' ? String(right.value) : ''));
}

/** Characters as JSONata counts them: not the halves that JavaScript makes of some. */
export const charactersOf = (text: string): number => Array.from(text).length;

function printValue(value: ConditionValue): string {
  if (value.kind === 'data') return value.source;
  if (value.kind === 'list') return `[${value.values.map(printLiteral).join(', ')}]`;
  return printLiteral(value.value);
}

/** A literal as JSONata writes it: texts in single quotes, as in the rest of a workflow, where these need no escape. */
export function printLiteral(value: ConditionLiteral): string {
  if (typeof value !== 'string' || value.includes("'")) return JSON.stringify(value);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"')}'`;
}

/** A regular expression between slashes. One that is empty matches everything. */
function printRegex(pattern: string): string {
  if (pattern === '') return '/(?:)/';
  // A slash ends it, unless a backslash stands in front.
  return `/${pattern.replace(/\\[^]|\//g, (found) => (found === '/' ? '\\/' : found))}/`;
}

/** Whether a pattern can be written between slashes. */
export function isPattern(pattern: string): boolean {
  if (pattern.includes('\n')) return false;
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
