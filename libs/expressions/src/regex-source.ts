// What JavaScript and RE2 write alike but mean differently: a pattern means what it means in JavaScript.

/** Space in JavaScript: RE2's has neither the vertical tab nor any beyond ASCII, such as those that HTML is full of. */
const SPACE = '\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff';
const NO_SPACE =
  '\\x00-\\x08\\x0e-\\x1f!-\\x9f\\u00a1-\\u167f\\u1681-\\u1fff\\u200b-\\u2027\\u202a-\\u202e\\u2030-\\u205e\\u2060-\\u2fff' +
  '\\u3001-\\ufefe\\uff00-\\x{10ffff}';
/** JavaScript's dot ends at every end of a line. */
const DOT = '[^\\n\\r\\u2028\\u2029]';
/** Letters and digits that mean something behind a backslash; every other character is itself. */
const MEANINGFUL = /[dDwWbBtnrvfcxupP0-9]/;
const LETTER = /[A-Za-z]/;
const SURROGATE = /[\uD800-\uDFFF]/;

/** Properties of Unicode are of characters; everything else is of UTF-16 units, as JavaScript has it. */
export function readsCharacters(source: string): boolean {
  return /\\[pP]/.test(source);
}

/** The same pattern for RE2; undefined for a reference to a named group, which RE2 would take for text. */
export function translateSource(source: string): string | undefined {
  const hasUnits = !readsCharacters(source);
  let translated = '';
  let isInClass = false;
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index] ?? '';
    if (hasUnits && SURROGATE.test(character)) {
      translated += asUnit(character);
      continue;
    }
    if (character === '\\') {
      // Half a character stands for itself.
      if (SURROGATE.test(source.charAt(index + 1))) continue;
      index += 1;
      const part = translateEscape(source.charAt(index), isInClass);
      if (part === undefined) return undefined;
      translated += part;
      continue;
    }
    translated += translateCharacter(character, isInClass);
    if (character === '[') isInClass = true;
    if (character === ']') isInClass = false;
  }
  return translated;
}

function translateCharacter(character: string, isInClass: boolean): string {
  // RE2 knows classes in classes, such as [[:alpha:]].
  if (isInClass) return character === '[' ? '\\[' : character;
  return character === '.' ? DOT : character;
}

/** Half a character is one unit of the text, and joins with no other. */
function asUnit(surrogate: string): string {
  return `\\x{${surrogate.charCodeAt(0).toString(16)}}`;
}

function translateEscape(escaped: string, isInClass: boolean): string | undefined {
  if (escaped === 'k') return undefined;
  if (escaped === 's') return isInClass ? SPACE : `[${SPACE}]`;
  if (escaped === 'S') return isInClass ? NO_SPACE : `[^${SPACE}]`;
  if (escaped === 'b' && isInClass) return '\\x08';
  if (MEANINGFUL.test(escaped)) return `\\${escaped}`;
  return LETTER.test(escaped) || escaped > '\x7f' ? escaped : `\\${escaped}`;
}
