// The functions of expressions as people look for them: by what they are about, with signatures in words.

/** A function, as the engine describes it. */
export interface ExpressionFunction {
  readonly name: string;
  /** JSONata's notation: `<s-n?:s>`. */
  readonly signature: string;
  readonly help: string;
  readonly example: string;
  readonly origin: 'jsonata' | 'stepFunctions' | 'millrace';
}

export const FUNCTION_GROUPS = ['text', 'number', 'list', 'object', 'time', 'logic', 'encoding'] as const;
export type FunctionGroup = (typeof FUNCTION_GROUPS)[number];

const NAMES: Readonly<Record<FunctionGroup, string>> = {
  text:
    'contains join length lowercase match pad replace split string substring substringAfter substringBefore template ' +
    'trim uppercase',
  number:
    'abs average ceil floor formatBase formatInteger formatNumber max min number parseInteger power random round sqrt sum',
  list: 'append count distinct filter map partition range reduce reverse shuffle single sort zip',
  object: 'clone each keys lookup merge sift spread',
  time: 'dateAdd dateDiff fromMillis millis now toMillis',
  logic: 'assert boolean error exists not type',
  encoding:
    'base64decode base64encode base64url base64urlDecode decodeUrl decodeUrlComponent encodeUrl encodeUrlComponent hash ' +
    'hex hexDecode hmac parse uuid',
};
const GROUP_OF: ReadonlyMap<string, FunctionGroup> = new Map(
  FUNCTION_GROUPS.flatMap((group) => NAMES[group].split(' ').map((name) => [name, group] as const)),
);

/** What a function is about; undefined for one that nobody has put into a group. */
export const groupOf = (name: string): FunctionGroup | undefined => GROUP_OF.get(name);

/** Functions whose name, group or help has all words of a query, those of the name first. */
export function searchFunctions(
  functions: readonly ExpressionFunction[],
  query: string,
): readonly ExpressionFunction[] {
  const words = query.toLowerCase().replaceAll('$', '').split(/\s+/).filter(Boolean);
  const rank = ({ name }: ExpressionFunction): number => {
    const [first = ''] = words;
    const at = name.toLowerCase().indexOf(first);
    return at < 0 ? 2 : at === 0 ? 0 : 1;
  };
  return functions
    .filter(({ name, help }) => {
      const text = `${name} ${groupOf(name) ?? ''} ${help}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .toSorted((left, right) => rank(left) - rank(right));
}

const TYPES: Readonly<Record<string, string>> = {
  s: 'string',
  n: 'number',
  b: 'boolean',
  l: 'null',
  a: 'array',
  o: 'object',
  f: 'function',
  x: 'any',
  j: 'any',
  u: 'any',
};
const PARAMETER = /(?:\(([a-z]+)\)|([a-z])(?:<([^>]*)>)?)([-?+]*)/gy;

/** `$pad(string, number, string?) → string` */
export function signatureInWords({ name, signature }: Pick<ExpressionFunction, 'name' | 'signature'>): string {
  const inside = signature.slice(1, -1);
  const end = inside.lastIndexOf(':');
  const parameters = typesIn(end < 0 ? inside : inside.slice(0, end));
  const [result] = end < 0 ? [] : typesIn(inside.slice(end + 1));
  return `$${name}(${parameters.join(', ')})${result === undefined ? '' : ` → ${result}`}`;
}

function typesIn(signature: string): readonly string[] {
  return [...signature.matchAll(PARAMETER)].map(([, several, one = '', inner, modifiers = '']) => {
    const words =
      several === undefined ? [typeOf(one, inner)] : [...new Set(Array.from(several, (letter) => typeOf(letter)))];
    const more = modifiers.includes('+') ? '…' : '';
    return `${words.join(' | ')}${modifiers.includes('?') ? '?' : ''}${more}`;
  });
}

const typeOf = (letter: string, inner?: string): string =>
  letter === 'a' && inner !== undefined && inner !== ''
    ? `array of ${TYPES[inner] ?? 'any'}`
    : (TYPES[letter] ?? 'any');
