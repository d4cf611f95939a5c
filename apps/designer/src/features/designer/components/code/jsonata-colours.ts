import { StreamLanguage, type StringStream } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';

/** What each token looks like, first match first. What is not closed yet is coloured to its end. */
const TOKENS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^λ/, 'keyword'],
  [/^"(?:[^"\\]|\\.)*"?/, 'string'],
  [/^'(?:[^'\\]|\\.)*'?/, 'string'],
  [/^\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/, 'number'],
  [/^\$[A-Za-z_][A-Za-z0-9_]*(?=\s*\()/, 'function'],
  [/^\$+[A-Za-z_0-9]*/, 'variableName'],
  [/^`[^`]*`?/, 'propertyName'],
  [/^(?:~>|:=|\.\.|!=|<=|>=|\*\*|\?:|\?\?|[-+*/%&<>=?:|^@#.,;~])/, 'operator'],
];
const REGEX = /^\/(?:[^/\\]|\\.)+\/[im]*/;
const WORD = /^[^\W\d]\w*/;
const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

/** After these an expression begins, so a slash there opens a regular expression. */
const OPENS = /(?:^|[([{,;:=?&|<>+*-]|~>)\s*$/;

interface Place {
  isInComment: boolean;
}

function token(stream: StringStream, state: Place): string | null {
  if (state.isInComment || stream.match('/*')) {
    state.isInComment = stream.match(/^.*?\*\//) === null;
    if (state.isInComment) stream.skipToEnd();
    return 'comment';
  }
  if (stream.eatSpace()) return null;
  const before = stream.string.slice(0, stream.pos);
  if (OPENS.test(before) && stream.match(REGEX)) return 'string';
  const word = WORD.exec(stream.string.slice(stream.pos))?.[0];
  if (word !== undefined) {
    stream.pos += word.length;
    return wordToken(word, before);
  }
  const found = TOKENS.find(([pattern]) => stream.match(pattern));
  if (found === undefined) stream.next();
  return found?.[1] ?? null;
}

/** Behind a dot every word is a member's name. */
const wordToken = (word: string, before: string): string =>
  KEYWORDS.has(word) && !/\.\s*$/.test(before) ? 'keyword' : 'propertyName';

/** JSONata as coloured text. */
export const jsonataColours: Extension = StreamLanguage.define<Place>({
  name: 'jsonata',
  startState: () => ({ isInComment: false }),
  token,
  languageData: { commentTokens: { block: { open: '/*', close: '*/' } } },
  tokenTable: { function: tags.function(tags.variableName) },
});
