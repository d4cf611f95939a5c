import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';

const setFault = StateEffect.define<number | undefined>();
const FAULT = Decoration.mark({ class: 'cm-fault' });

/** A mark under the word at whose end something failed; it goes when the text changes. */
const faults = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, { effects, state, docChanged }) => {
    const effect = effects.findLast((one) => one.is(setFault));
    if (effect === undefined) return docChanged ? Decoration.none : before;
    const { value } = effect;
    if (value === undefined || state.doc.length === 0) return Decoration.none;
    const to = Math.min(Math.max(value, 1), state.doc.length);
    const word = /[\w$]+\s*\(?$/.exec(state.sliceDoc(0, to))?.[0].length ?? 1;
    return Decoration.set([FAULT.range(to - word, to)]);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const faultMark: Extension = faults;

/** Marks where something failed, or takes the mark away. */
export function showFault(view: EditorView, position: number | undefined): void {
  view.dispatch({ effects: setFault.of(position) });
}
