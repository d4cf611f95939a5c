import { budgetExceeded } from '../errors.ts';
import type { Evaluation } from '../evaluation.ts';
import { functionFault } from '../fault.ts';
import { measure } from '../values/measure.ts';
import { dropPrototypes } from './members.ts';

/** Shorter texts are parsed in no time, whatever they hold. */
const LONG_CHARACTERS = 256 * 1024;
const MAX_DEPTH = 500;

/** The value of a JSON text. */
export function parseJson(text: string, evaluation: Evaluation): unknown {
  evaluation.chargeText(text);
  if (text.length > LONG_CHARACTERS) checkStructure(text, evaluation);
  const value = parsed(text);
  measure(value, evaluation);
  // Escaped, the name looks otherwise.
  if (text.includes('__proto__') || text.includes('\\u')) dropPrototypes(value);
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw functionFault(`$parse was given text that is no JSON: ${cause instanceof Error ? cause.message : ''}`);
  }
}

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;

/** Looks for too many values and levels: parsing them would take seconds and a gigabyte. */
function checkStructure(text: string, { limits }: Evaluation): void {
  let [values, depth] = [1, 0];
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) isQuoted = !isQuoted;
    else if (isQuoted) index += code === BACKSLASH ? 1 : 0;
    else if (code === COMMA) values += 1;
    else if (isOpening(code)) {
      depth += 1;
      if (!isClosing(text.charCodeAt(index + 1))) values += 1;
      if (depth > MAX_DEPTH) throw budgetExceeded('depth', `The text is deeper than ${MAX_DEPTH} levels.`);
    } else if (isClosing(code)) depth -= 1;
    if (values > limits.values) throw budgetExceeded('values', `The text has more than ${limits.values} values.`);
  }
}

/** `[` or `{`. */
function isOpening(code: number): boolean {
  return code === 91 || code === 123;
}

/** `]` or `}`. */
function isClosing(code: number): boolean {
  return code === 93 || code === 125;
}
