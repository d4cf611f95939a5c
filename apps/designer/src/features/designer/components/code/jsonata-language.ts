import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EXPRESSION_FUNCTIONS } from '@millrace/expressions';
import { tags } from '@lezer/highlight';

/** What each token looks like, first match first. */
const TOKENS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^"(?:[^"\\]|\\.)*"?/, 'string'],
  [/^'(?:[^'\\]|\\.)*'?/, 'string'],
  [/^\d+(\.\d+)?([eE][-+]?\d+)?/, 'number'],
  [/^\$[A-Za-z_][A-Za-z0-9_]*(?=\s*\()/, 'function'],
  [/^\$+[A-Za-z_0-9]*/, 'variableName'],
  [/^(and|or|in|true|false|null|function|λ)\b/, 'keyword'],
  [/^`[^`]*`?/, 'propertyName'],
  [/^[A-Za-z_][A-Za-z0-9_]*/, 'propertyName'],
  [/^(~>|:=|\.\.|!=|<=|>=|[-+*/%&<>=?:|^@#.,;])/, 'operator'],
];
const REGEX = /^\/(?:[^/\\]|\\.)+\/[im]*/;

/** After these an expression begins, so a slash there opens a regular expression. */
const OPENS = /(?:^|[([{,;:=?&|<>+*-]|~>)\s*$/;

interface Place {
  inComment: boolean;
}

/** JSONata as coloured text. */
const jsonata = StreamLanguage.define<Place>({
  name: 'jsonata',
  startState: () => ({ inComment: false }),
  token(stream, state) {
    if (state.inComment || stream.match('/*')) {
      state.inComment = !stream.match(/^.*?\*\//);
      if (state.inComment) stream.skipToEnd();
      return 'comment';
    }
    if (stream.eatSpace()) return null;
    if (OPENS.test(stream.string.slice(0, stream.pos)) && stream.match(REGEX)) return 'string';
    const token = TOKENS.find(([pattern]) => stream.match(pattern));
    if (token === undefined) stream.next();
    return token?.[1] ?? null;
  },
  tokenTable: { function: tags.function(tags.variableName) },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--mr-syntax-comment)' },
  { tag: tags.string, color: 'var(--mr-syntax-string)' },
  { tag: tags.number, color: 'var(--mr-syntax-number)' },
  { tag: tags.function(tags.variableName), color: 'var(--mr-syntax-function)' },
  { tag: tags.variableName, color: 'var(--mr-syntax-variable)' },
  { tag: [tags.keyword, tags.operator], color: 'var(--mr-syntax-operator)' },
]);

/** Functions with their one line of help, and the values that this step may read. */
function complete(expressions: readonly string[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const word = context.matchBefore(/\$[\w.]*/);
    if (word === null && !context.explicit) return null;
    const functions = [...EXPRESSION_FUNCTIONS.values()].map(({ name, help, example }) => ({
      label: `$${name}`,
      apply: `$${name}(`,
      type: 'function',
      detail: help,
      ...(example === undefined ? {} : { info: example }),
    }));
    const values = expressions.map((expression) => ({ label: expression, type: 'variable', boost: 10 }));
    return { from: word?.from ?? context.pos, options: [...values, ...functions], validFor: /^\$[\w.]*$/ };
  };
}

/** Colours and completion for expressions over the values given. */
export function jsonataSupport(expressions: readonly string[]): Extension {
  return [jsonata, syntaxHighlighting(colours), autocompletion({ override: [complete(expressions)], icons: false })];
}
