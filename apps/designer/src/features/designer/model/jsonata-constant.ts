// Values as JSONata, and back.
import type { JsonValue } from '@millrace/machine';
import { isOperator, type Token, tokensOf } from './jsonata-tokens.ts';

/** A constant, inside of an object so that `null` is one too. */
interface Constant {
  readonly value: JsonValue;
}

/** The value of an expression that is the same at all times and reads nothing; `undefined` for any other. */
export function constantOf(source: string): Constant | undefined {
  const tokens = tokensOf(source);
  if (tokens === undefined || tokens.length === 0) return undefined;
  const reader = new ConstantReader(tokens);
  const found = reader.read();
  return found !== undefined && reader.isAtEnd ? found : undefined;
}

const WORDS: Readonly<Record<string, Constant>> = {
  true: { value: true },
  false: { value: false },
  null: { value: null },
};

class ConstantReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  read(): Constant | undefined {
    const token = this.#next();
    if (token?.kind === 'string') return { value: token.text };
    if (token?.kind === 'number') return { value: Number(token.text) };
    if (token?.kind === 'name' && !token.isQuoted)
      return Object.hasOwn(WORDS, token.text) ? WORDS[token.text] : undefined;
    if (isOperator(token, '-')) return this.#negative();
    if (isOperator(token, '[')) return this.#list();
    return isOperator(token, '{') ? this.#object() : undefined;
  }

  #negative(): Constant | undefined {
    const token = this.#next();
    return token?.kind === 'number' ? { value: -Number(token.text) } : undefined;
  }

  #list(): Constant | undefined {
    const items: JsonValue[] = [];
    if (this.#takes(']')) return { value: items };
    do {
      const item = this.read();
      if (item === undefined) return undefined;
      items.push(item.value);
    } while (this.#takes(','));
    return this.#takes(']') ? { value: items } : undefined;
  }

  #object(): Constant | undefined {
    const members = new Map<string, JsonValue>();
    if (this.#takes('}')) return { value: {} };
    do {
      const key = this.#next();
      if (key?.kind !== 'string' || members.has(key.text) || key.text === '__proto__' || !this.#takes(':'))
        return undefined;
      const member = this.read();
      if (member === undefined) return undefined;
      members.set(key.text, member.value);
    } while (this.#takes(','));
    return this.#takes('}') ? { value: Object.fromEntries(members) } : undefined;
  }

  #next(): Token | undefined {
    this.#at += 1;
    return this.#tokens[this.#at - 1];
  }

  #takes(sign: string): boolean {
    if (!isOperator(this.#tokens[this.#at], sign)) return false;
    this.#at += 1;
    return true;
  }
}

/**
 * JSONata that gives a value in which texts may be expressions. A list that holds expressions is built by a function: what is
 * written between brackets would be taken apart where it is a list itself.
 */
export function literalOf(value: JsonValue, expressionOf: (text: string) => string | undefined): string {
  if (typeof value === 'string') {
    const source = expressionOf(value);
    return source === undefined ? JSON.stringify(value) : `(${source})`;
  }
  if (typeof value !== 'object' || value === null || !holdsExpression(value, expressionOf))
    return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${literalOf(member, expressionOf)}`,
  );
  const object = `{ ${entries.join(', ')} }`;
  return Array.isArray(value) ? `$each(${object}, function($item) { $item })[]` : object;
}

function holdsExpression(value: JsonValue, expressionOf: (text: string) => string | undefined): boolean {
  if (typeof value === 'string') return expressionOf(value) !== undefined;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((member) => holdsExpression(member, expressionOf));
}
