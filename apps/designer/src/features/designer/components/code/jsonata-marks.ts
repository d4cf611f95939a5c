import { type Diagnostic, linter } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import type { LintMark } from '@millrace/expressions';
import type { ExpressionKnowledge, ExpressionWords } from './expression-knowledge.ts';

const LINT_DELAY_MS = 300;

/** Mistakes, and names that nothing is known by, where they stand. */
export async function findDiagnostics(
  source: string,
  { ask, shapes, words }: Pick<ExpressionKnowledge, 'ask' | 'shapes' | 'words'>,
): Promise<Diagnostic[]> {
  if (source.trim() === '') return [];
  const answer = await ask({ kind: 'lint', expression: source, shapes: shapes() });
  return answer.kind === 'linted' ? answer.marks.map((mark) => diagnosticOf(mark, words)) : [];
}

function diagnosticOf(mark: LintMark, words: ExpressionWords): Diagnostic {
  const { from, to, replacement } = mark;
  const hint =
    mark.kind === 'problem' ? mark.hint : replacement === undefined ? undefined : words.didYouMean(replacement);
  return {
    from,
    to,
    severity: mark.kind === 'problem' ? 'error' : 'warning',
    message: hint === undefined ? messageOf(mark, words) : `${messageOf(mark, words)} ${hint}`,
    ...(replacement === undefined
      ? {}
      : {
          actions: [
            {
              name: words.replaceWith(replacement),
              apply: (view, start, end) => view.dispatch({ changes: { from: start, to: end, insert: replacement } }),
            },
          ],
        }),
  };
}

function messageOf(mark: LintMark, words: ExpressionWords): string {
  if (mark.kind === 'problem') return mark.message;
  if (mark.kind === 'unknownVariable') return words.unknownVariable(mark.name);
  return words.unknownMember(mark.name, mark.isCertain);
}

/** Marks under mistakes, 300 ms after the last key. */
export function jsonataMarks(knowledge: ExpressionKnowledge): Extension {
  return linter(({ state }) => findDiagnostics(state.doc.toString(), knowledge), { delay: LINT_DELAY_MS });
}
