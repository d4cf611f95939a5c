import type { Extension } from '@codemirror/state';
import { type EditorView, keymap } from '@codemirror/view';
import type { ExpressionKnowledge } from './expression-knowledge.ts';
import { jsonataColours } from './jsonata-colours.ts';
import { jsonataCompletion } from './jsonata-completion.ts';
import { jsonataHelp } from './jsonata-help.ts';
import { jsonataMarks } from './jsonata-marks.ts';

/** Lays an expression out anew; what is no expression stays as it is. */
async function formatIn(view: EditorView, { ask }: Pick<ExpressionKnowledge, 'ask'>): Promise<void> {
  const { doc } = view.state;
  const answer = await ask({ kind: 'format', expression: doc.toString() });
  if (answer.kind !== 'formatted' || view.state.doc !== doc || answer.text === doc.toString()) return;
  const head = Math.min(view.state.selection.main.head, answer.text.length);
  view.dispatch({
    changes: { from: 0, to: doc.length, insert: answer.text },
    selection: { anchor: head },
    userEvent: 'format',
  });
}

/** Colours, completion, help, layout, and marks under mistakes. */
export function jsonataSupport(knowledge: ExpressionKnowledge): Extension {
  const { openFullSize } = knowledge;
  return [
    jsonataColours,
    jsonataCompletion(knowledge),
    jsonataMarks(knowledge),
    jsonataHelp(knowledge),
    keymap.of([
      {
        key: 'Shift-Alt-f',
        run: (view) => {
          void formatIn(view, knowledge);
          return true;
        },
      },
      {
        key: 'Mod-Shift-e',
        run: () => {
          openFullSize?.();
          return openFullSize !== undefined;
        },
      },
    ]),
  ];
}
