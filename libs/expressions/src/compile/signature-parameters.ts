// Reads JSONata's notation of signatures, such as `<s-(sf)n?:s>`.
import { isFunctionValue } from '../values/function-value.ts';

/** A bit for each letter of the notation; `m` is a missing value. */
const BITS: Readonly<Record<string, number>> = { s: 1, n: 2, b: 4, l: 8, o: 16, a: 32, f: 64, m: 128 };
export const ANY_BITS = 255;

export interface Parameter {
  /** The letters that it takes, as one character of a regular expression. */
  readonly letters: string;
  /** The same as bits. */
  readonly bits: number;
  readonly isArray: boolean;
  /** What the items of an array have to be. */
  subtype?: string;
  /** `-`: taken from the context where it is missing. */
  isFromContext: boolean;
  /** Empty, `?` or `+`. */
  repeat: string;
}

/** The letter of a value. */
export function letterOf(value: unknown): string {
  if (typeof value === 'object') return letterOfStructure(value);
  return LETTERS[typeof value] ?? 'm';
}

const LETTERS: Readonly<Record<string, string>> = { string: 's', number: 'n', boolean: 'b' };

function letterOfStructure(value: object | null): string {
  if (value === null) return 'l';
  if (Array.isArray(value)) return 'a';
  return isFunctionValue(value) ? 'f' : 'o';
}

export function bitOf(value: unknown): number {
  return BITS[letterOf(value)] ?? 0;
}

/** Do all items have the letter that a subtype begins with? */
export function haveLetter(items: readonly unknown[], subtype: string): boolean {
  const letter = subtype.charAt(0);
  if (letter === 'n') return areOfType(items, 'number');
  if (letter === 's') return areOfType(items, 'string');
  for (const item of items) if (letterOf(item) !== letter) return false;
  return true;
}

function areOfType(items: readonly unknown[], type: 'number' | 'string'): boolean {
  for (const item of items) if (typeof item !== type) return false;
  return true;
}

/** Letters that stand for several. A missing value fits all but a function, and what takes any JSON. */
const SEVERAL: Readonly<Record<string, string>> = { a: 'asnblfom', f: 'f', j: 'asnblom', x: 'asnblfom' };

function parameterOf(letters: string, isArray: boolean): Parameter {
  const bits = Array.from(letters, (letter) => BITS[letter] ?? 0).reduce((sum, bit) => sum | bit, 0);
  return { letters: `[${letters}]`, bits, isArray, isFromContext: false, repeat: '' };
}

/** The parameters of a signature that the parser has accepted. */
export function parametersOf(definition: string): readonly Parameter[] {
  const parameters: Parameter[] = [];
  for (let index = 1; index < definition.length && definition[index] !== ':'; index += 1) {
    index = readSymbol(definition, index, parameters);
  }
  return parameters;
}

/** Adds what stands at a position to the parameters, or to the last one. Gives the position of its end. */
function readSymbol(definition: string, index: number, parameters: Parameter[]): number {
  const letter = definition.charAt(index);
  if (letter === '(') {
    const end = endOf(definition, index, '()');
    parameters.push(parameterOf(`${definition.slice(index + 1, end)}m`, false));
    return end;
  }
  if (letter === '<') {
    const end = endOf(definition, index, '<>');
    changeLast(parameters, { subtype: definition.slice(index + 1, end) });
    return end;
  }
  if (letter === '-') changeLast(parameters, { isFromContext: true, repeat: '?' });
  else if (letter === '?' || letter === '+') changeLast(parameters, { repeat: letter });
  else if ('snbloafjx'.includes(letter)) parameters.push(parameterOf(SEVERAL[letter] ?? `${letter}m`, letter === 'a'));
  return index;
}

function changeLast(parameters: readonly Parameter[], change: Partial<Parameter>): void {
  const last = parameters.at(-1);
  if (last !== undefined) Object.assign(last, { ...change, repeat: last.repeat + (change.repeat ?? '') });
}

/** Where the bracket that opens at a position is closed. */
function endOf(text: string, start: number, brackets: string): number {
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === brackets[0]) depth += 1;
    if (text[index] === brackets[1]) depth -= 1;
    if (depth === 0) return index;
  }
  return text.length;
}
