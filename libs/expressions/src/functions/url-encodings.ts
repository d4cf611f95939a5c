// Texts made safe to be carried, in URLs and in base64.
import type { Evaluation } from '../evaluation.ts';
import { Fault } from '../fault.ts';
import type { FunctionBody } from './define.ts';
import { base64OfLatin1, fromBase64 } from './encodings.ts';

type One = readonly [text: string | undefined];
type Convert = (text: string) => string;

/** Encoded at a time: it becomes nine times as long at worst, and each part is looked at before the next. */
const CHARACTERS_AT_ONCE = 64 * 1024;

function converted(convert: Convert, text: string): string {
  try {
    return convert(text);
  } catch {
    throw new Fault('D3140', { value: text });
  }
}

function encoder(encode: Convert): FunctionBody {
  return (values: One, evaluation: Evaluation): string | undefined => {
    const text = values[0];
    if (text === undefined) return undefined;
    evaluation.chargeText(text);
    let encoded = '';
    for (let start = 0; start < text.length;) {
      const end = endOfPart(text, start + CHARACTERS_AT_ONCE);
      encoded += converted(encode, text.slice(start, end));
      evaluation.charge(end - start);
      evaluation.checkCharacters(encoded.length);
      start = end;
    }
    return encoded;
  };
}

/** Not between the two halves of a character. */
function endOfPart(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code < 0xdc00 && end < text.length ? end - 1 : Math.min(end, text.length);
}

function decoder(decode: Convert): FunctionBody {
  return (values: One, evaluation: Evaluation): string | undefined => {
    const text = values[0];
    if (text === undefined) return undefined;
    evaluation.chargeText(text);
    return converted(decode, text);
  };
}

/** Characters past Latin-1 lose their high bits, as in the reference on Node. */
function base64encode(values: One, evaluation: Evaluation): string | undefined {
  const text = values[0];
  if (text === undefined) return undefined;
  evaluation.chargeText(text);
  return base64OfLatin1(text, evaluation);
}

function base64decode(values: One, evaluation: Evaluation): string | undefined {
  const text = values[0];
  return text === undefined ? undefined : fromBase64(text, evaluation);
}

export const URL_FUNCTIONS: Readonly<Record<string, FunctionBody>> = {
  encodeUrl: encoder(encodeURI),
  encodeUrlComponent: encoder(encodeURIComponent),
  decodeUrl: decoder(decodeURI),
  decodeUrlComponent: decoder(decodeURIComponent),
  base64encode,
  base64decode,
};
