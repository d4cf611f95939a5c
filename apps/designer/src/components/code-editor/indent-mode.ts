// Tab leaves the editor, as it leaves every field. Who writes code may switch it to indent.
import { indentLess, indentMore } from '@codemirror/commands';
import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { type Command, EditorView, keymap } from '@codemirror/view';

/** What a screen reader says of Tab. */
export interface IndentWords {
  /** Once, when the first editor takes the focus. */
  readonly hint: string;
  readonly on: string;
  readonly off: string;
}

const setMode = StateEffect.define<boolean>();
const indents = StateField.define<boolean>({
  create: () => false,
  update: (before, { effects }) => effects.findLast((effect) => effect.is(setMode))?.value ?? before,
});

/** Who has heard it needs no reminder in each of twenty editors. */
let isHintSaid = false;

/** Tab, and the key that switches what it does. */
export function indentMode(words: IndentWords): Extension {
  const whenOn =
    (command: Command): Command =>
    (view) =>
      view.state.field(indents) && command(view);
  const toggle: Command = (view) => {
    const isOn = !view.state.field(indents);
    view.dispatch({ effects: [setMode.of(isOn), EditorView.announce.of(isOn ? words.on : words.off)] });
    return true;
  };
  return [
    indents,
    keymap.of([
      { key: 'Tab', run: whenOn(indentMore), shift: whenOn(indentLess) },
      { key: 'Ctrl-m', mac: 'Shift-Alt-m', run: toggle },
    ]),
    EditorView.domEventHandlers({
      focus: (_, view) => {
        if (isHintSaid) return;
        isHintSaid = true;
        view.dispatch({ effects: EditorView.announce.of(words.hint) });
      },
    }),
  ];
}
