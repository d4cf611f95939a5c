// Random texts out of random texts.
import fc from 'fast-check';

export type Text = fc.Arbitrary<string>;

/** A text with a part in each of its gaps. */
export function write({ raw }: TemplateStringsArray, ...parts: readonly Text[]): Text {
  return fc.tuple(...parts).map((texts) => raw.map((piece, index) => piece + (texts[index] ?? '')).join(''));
}

/** One of the texts. */
export const anyOf = (...texts: readonly string[]): Text => fc.constantFrom(...texts);

/** One of them, as often as their weights say. */
export function weighted(...choices: readonly (readonly [weight: number, text: Text])[]): Text {
  return fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

/** Several of them, one behind the other. */
export function several(
  text: Text,
  lengths: { readonly minLength?: number; readonly maxLength: number },
  between = '',
): Text {
  return fc.array(text, lengths).map((parts) => parts.join(between));
}

/** The parts of the grammar, which are made of one another. */
export type Part =
  'expression' | 'path' | 'call' | 'operation' | 'construction' | 'lambda' | 'function' | 'block' | 'predicate';
export type Tie = (part: Part) => Text;
