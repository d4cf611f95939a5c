// What a function makes of what it is given, by its signature.
import { Fault } from '../fault.ts';
import { ANY_BITS, bitOf, haveLetter, letterOf, parametersOf, type Parameter } from './signature-parameters.ts';

const PLURALS: Readonly<Record<string, string>> = {
  ...{ a: 'arrays', b: 'booleans', f: 'functions', n: 'numbers', o: 'objects', s: 'strings' },
};

/** Fits the values of a call to a signature. */
export class Signature {
  readonly #parameters: readonly Parameter[];
  readonly #pattern: RegExp;
  readonly #isSimple: boolean;
  /** So many values are one for each parameter that needs one, and the first is the context's. */
  readonly #givenToContext: number | undefined;

  constructor(definition: string) {
    this.#parameters = parametersOf(definition);
    this.#pattern = new RegExp(`^${this.#parameters.map(({ letters, repeat }) => `(${letters}${repeat})`).join('')}$`);
    this.#isSimple = this.#parameters.every(({ repeat }) => repeat !== '+' && repeat.length < 2);
    this.#givenToContext = givenToContext(this.#parameters);
  }

  get parameters(): number {
    return this.#parameters.length;
  }

  /** Does a call with so many arguments take one from its context? */
  takesContext(given: number): boolean {
    return given < this.parameters && this.#parameters.some(({ isFromContext }) => isFromContext);
  }

  /** The values as the function takes them; the array given may be changed. Throws T0410, T0411 or T0412. */
  fit(values: unknown[], context: unknown): unknown[] {
    if (!this.#isSimple) return this.#matched(values, context);
    if (values.length === this.#givenToContext) {
      const all = [context, ...values];
      if (this.#fitsInOrder(all)) return all;
    } else if (this.#fitsInOrder(values)) return values;
    return this.#matched(values, context);
  }

  /** One value for each parameter, but for optional ones at the end: what nearly all calls are. */
  #fitsInOrder(values: unknown[]): boolean {
    const parameters = this.#parameters;
    const given = values.length;
    if (given > parameters.length) return false;
    for (const [index, parameter] of parameters.entries()) {
      if (index >= given) {
        if (parameter.repeat === '' || parameter.isFromContext) return false;
      } else if (parameter.isArray) {
        if (!fitsArray(parameter, values, index)) return false;
      } else if (parameter.bits !== ANY_BITS && (bitOf(values[index]) & parameter.bits) === 0) return false;
    }
    return true;
  }

  #matched(values: readonly unknown[], context: unknown): unknown[] {
    const letters = values.map(letterOf).join('');
    const found = this.#pattern.exec(letters);
    if (found === null) throw this.#mismatch(values, letters);
    const fitted: unknown[] = [];
    let next = 0;
    this.#parameters.forEach((parameter, index) => {
      const taken = found[index + 1] ?? '';
      if (taken === '') {
        fitted.push(parameter.isFromContext ? fromContext(parameter, context, next) : values[next]);
        if (!parameter.isFromContext) next += 1;
      }
      for (const letter of taken) {
        fitted.push(
          parameter.isArray ? asArray(parameter, { value: values[next], letter, taken, index: next }) : values[next],
        );
        next += 1;
      }
    });
    return fitted;
  }

  /** The first argument that no parameter takes. */
  #mismatch(values: readonly unknown[], letters: string): Fault {
    let pattern = '^';
    let fitting = 0;
    for (const { letters: one, repeat } of this.#parameters) {
      pattern += one + repeat;
      const match = new RegExp(pattern).exec(letters);
      if (match === null) break;
      fitting = match[0].length;
    }
    return new Fault('T0410', { value: values[fitting], index: fitting + 1 });
  }
}

/** Undefined: no such number, since another parameter could take one of the values. */
function givenToContext([first, ...rest]: readonly Parameter[]): number | undefined {
  if (first?.isFromContext !== true || rest.some(({ isFromContext }) => isFromContext)) return undefined;
  const needed = rest.filter(({ repeat }) => repeat === '').length;
  return rest.slice(0, needed).every(({ repeat }) => repeat === '') ? needed : undefined;
}

function fromContext({ letters }: Parameter, context: unknown, index: number): unknown {
  if (new RegExp(letters).test(letterOf(context))) return context;
  throw new Fault('T0411', { value: context, index: index + 1 });
}

/** An array as it is, one value as an array; false where it needs a closer look. */
function fitsArray({ subtype }: Parameter, values: unknown[], index: number): boolean {
  const value = values[index];
  if (value === undefined) return true;
  if (Array.isArray(value)) return subtype === undefined || haveLetter(value, subtype);
  if (subtype !== undefined && letterOf(value) !== subtype) return false;
  values[index] = [value];
  return true;
}

interface Taken {
  readonly value: unknown;
  readonly letter: string;
  /** All letters that the parameter has taken. */
  readonly taken: string;
  readonly index: number;
}

function asArray({ subtype }: Parameter, { value, letter, taken, index }: Taken): unknown {
  if (letter === 'm') return undefined;
  const isArray = letter === 'a';
  if (subtype !== undefined && !(isArray ? haveLetter(value as unknown[], subtype) : taken === subtype)) {
    throw new Fault('T0412', { value, index: index + 1, value2: PLURALS[subtype] });
  }
  return isArray ? value : [value];
}

const signatures = new Map<string, Signature>();

/** The signature of a function of the table: there are few of them, so they are kept. */
export function signatureOf(definition: string): Signature {
  let signature = signatures.get(definition);
  if (signature === undefined) {
    signature = new Signature(definition);
    signatures.set(definition, signature);
  }
  return signature;
}
