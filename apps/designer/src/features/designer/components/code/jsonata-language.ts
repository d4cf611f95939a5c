import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { StreamLanguage } from '@codemirror/language';
import { type Diagnostic, linter } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';
import type { Ask } from './expression-asker.ts';

const LINT_DELAY_MS = 300;

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

/** What the language's support asks for while somebody types. */
export interface ExpressionKnowledge {
  /** Every value that the step may read, as an expression. */
  readonly expressions: readonly string[];
  readonly ask: Ask;
  /** Words for a variable that no earlier step sets. */
  readonly unknownVariable: (name: string) => string;
}

/** Functions with their one line of help, and the values that this step may read. */
async function complete(
  context: CompletionContext,
  { expressions, ask }: ExpressionKnowledge,
): Promise<CompletionResult | null> {
  const word = context.matchBefore(/\$[\w.`-]*/);
  if (word === null && !context.explicit) return null;
  const answer = await ask({ kind: 'functions' });
  const functions = answer.kind === 'functions' ? answer.functions : [];
  return {
    from: word?.from ?? context.pos,
    options: [
      ...expressions.map((expression) => ({ label: expression, type: 'variable', boost: 10 })),
      ...functions.map(({ name, help, example }) => ({
        label: `$${name}`,
        apply: `$${name}(`,
        type: 'function',
        detail: help,
        ...(example === undefined ? {} : { info: example }),
      })),
    ],
    validFor: /^\$[\w.`-]*$/,
  };
}

/** Syntax errors, unknown functions, and variables that nothing sets, where they stand. */
export async function findDiagnostics(
  source: string,
  { expressions, ask, unknownVariable }: ExpressionKnowledge,
): Promise<Diagnostic[]> {
  if (source.trim() === '') return [];
  const answer = await ask({ kind: 'inspect', expression: source });
  if (answer.kind !== 'inspected') return [];
  const known = new Set(expressions.flatMap((expression) => /^\$(\w+)/.exec(expression)?.[1] ?? []));
  return [
    ...answer.problems.map(({ message, position }) => ({
      ...wordBefore(source, position),
      severity: 'error' as const,
      message,
    })),
    ...answer.freeVariables
      .filter((name) => !known.has(name))
      .map((name) => {
        const from = Math.max(0, source.search(new RegExp(`\\$${name}(?!\\w)`)));
        const to = Math.min(source.length, from + name.length + 1);
        return { from, to, severity: 'warning' as const, message: unknownVariable(name) };
      }),
  ];
}

/** JSONata tells where a token ends; the mark goes under all of it. */
function wordBefore(source: string, position = source.length): { readonly from: number; readonly to: number } {
  const to = Math.min(Math.max(position, 1), source.length);
  const word = /[\w$]+\s*\(?$/.exec(source.slice(0, to))?.[0].length ?? 1;
  return { from: to - word, to };
}

/** Colours, completion and marks under mistakes. */
export function jsonataSupport(knowledge: ExpressionKnowledge): Extension {
  return [
    jsonata,
    autocompletion({ override: [(context) => complete(context, knowledge)], icons: false }),
    linter(({ state }) => findDiagnostics(state.doc.toString(), knowledge), { delay: LINT_DELAY_MS }),
  ];
}
