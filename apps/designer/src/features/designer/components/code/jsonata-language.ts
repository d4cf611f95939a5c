import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EXPRESSION_FUNCTIONS } from '@millrace/expressions';
import { tags } from '@lezer/highlight';

const OPERATOR = /^(~>|:=|\.\.|[-+*/%&<>=!?:|^@#.,;])/;

/** JSONata as coloured text. */
const jsonata = StreamLanguage.define<{ inComment: boolean }>({
  name: 'jsonata',
  startState: () => ({ inComment: false }),
  token(stream, state) {
    if (state.inComment || stream.match('/*')) {
      state.inComment = !stream.match(/^.*?\*\//);
      if (state.inComment) stream.skipToEnd();
      return 'comment';
    }
    if (stream.eatSpace()) return null;
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) return 'string';
    if (stream.match(/^\d+(\.\d+)?([eE][-+]?\d+)?/)) return 'number';
    if (stream.match(/^\$[A-Za-z_][A-Za-z0-9_]*(?=\s*\()/)) return 'function';
    if (stream.match(/^\$+[A-Za-z_0-9]*/)) return 'variableName';
    if (stream.match(/^(and|or|in|true|false|null|function|λ)\b/)) return 'keyword';
    if (stream.match(/^`[^`]*`?/) || stream.match(/^[A-Za-z_][A-Za-z0-9_]*/)) return 'propertyName';
    if (stream.match(OPERATOR)) return 'operator';
    stream.next();
    return null;
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
