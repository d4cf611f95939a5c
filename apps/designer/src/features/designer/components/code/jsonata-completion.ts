import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  pickedCompletion,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { type ExpressionFunction, signatureInWords } from '../../model/function-table.ts';
import { type ExpressionKnowledge, functionsOf } from './expression-knowledge.ts';
import { describeFunction } from './function-help.ts';

/** What is in reach stands before what every expression has. */
const BOOST = { member: 40, variable: 20 } as const;

/** The names that fit at the caret: members, variables, and functions with their help. */
export async function completeExpression(
  { state, pos, explicit }: Pick<CompletionContext, 'state' | 'pos' | 'explicit'>,
  knowledge: ExpressionKnowledge,
): Promise<CompletionResult | null> {
  const { ask, shapes } = knowledge;
  const expression = state.doc.toString();
  const [answer, functions] = await Promise.all([
    ask({ kind: 'complete', expression, position: pos, shapes: shapes() }),
    functionsOf(ask),
  ]);
  if (answer.kind !== 'completed' || answer.from === undefined) return null;
  const { from, options } = answer;
  if (
    !explicit &&
    from === pos &&
    !opensNames(
      expression.slice(0, pos),
      options.some(({ kind }) => kind === 'member'),
    )
  )
    return null;
  const names = options.map(({ kind, text, type }): Completion => ({
    label: text,
    type: kind,
    detail: type,
    boost: BOOST[kind],
  }));
  return {
    from,
    options: [...names, ...functions.map((found) => functionOption(found, knowledge))],
    validFor: /^[$`\w]*$/,
  };
}

/** Behind a dot names are wanted at once; behind a bracket only where there are members. */
function opensNames(before: string, hasMembers: boolean): boolean {
  return /\.\s*$/.test(before) || (hasMembers && /[[({]\s*$/.test(before));
}

function functionOption(found: ExpressionFunction, { words }: ExpressionKnowledge): Completion {
  const signature = signatureInWords(found);
  const name = `$${found.name}`;
  const takesNothing = signature.startsWith(`${name}()`);
  return {
    label: name,
    type: 'function',
    detail: signature.slice(name.length),
    info: () => describeFunction(found, words),
    apply: (...[view, completion, from, to]) => applyCall({ view, completion, from, to, takesNothing }),
  };
}

interface Applied {
  readonly view: EditorView;
  readonly completion: Completion;
  readonly from: number;
  readonly to: number;
  readonly takesNothing: boolean;
}

/** Writes a call with the caret between its brackets; brackets that are there stay. */
function applyCall({ view, completion, from, to, takesNothing }: Applied): void {
  const hasBracket = view.state.sliceDoc(to, to + 1) === '(';
  const insert = hasBracket ? completion.label : `${completion.label}()`;
  const caret = from + completion.label.length + (takesNothing && !hasBracket ? 2 : 1);
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: caret },
    userEvent: 'input.complete',
    annotations: pickedCompletion.of(completion),
  });
}

/** Completion while somebody types, and on Ctrl+Space. */
export function jsonataCompletion(knowledge: ExpressionKnowledge): Extension {
  return autocompletion({
    override: [(context) => completeExpression(context, knowledge)],
    icons: false,
    optionClass: ({ type }) => `cm-option-${type ?? 'text'}`,
  });
}
