import { json } from '@codemirror/lang-json';
import { foldGutter } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, lineNumbers, ViewPlugin } from '@codemirror/view';
import type { TextRange } from '../../model/json/json-places.ts';

const showRange = StateEffect.define<TextRange | undefined>();
const SHOWN_LINE = Decoration.line({ class: 'cm-shown' });

/** The lines of what is selected. */
const shownLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, { effects, state, changes }) => {
    const effect = effects.findLast((one) => one.is(showRange));
    if (effect === undefined) return before.map(changes);
    const range = effect.value;
    if (range === undefined) return Decoration.none;
    const [first, last] = [state.doc.lineAt(range.from).number, state.doc.lineAt(range.to).number];
    const lines = Array.from({ length: last - first + 1 }, (_, index) => state.doc.line(first + index));
    return Decoration.set(lines.map(({ from }) => SHOWN_LINE.range(from)));
  },
  provide: (field) => EditorView.decorations.from(field),
});

const LOOK = EditorView.theme({
  '.cm-gutters': { backgroundColor: 'var(--mr-bg-surface)', color: 'var(--mr-text-3)', border: 'none' },
  // A bar, no ground: numbers would not stand out enough on one.
  '.cm-shown': { boxShadow: 'inset 3px 0 0 var(--mr-accent)' },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--mr-bg-sunken)',
    color: 'var(--mr-text-2)',
    borderColor: 'var(--mr-border-subtle)',
  },
});

/** A running editor as long as there is one. */
export interface EditorPlace {
  current: EditorView | undefined;
}

/** What makes an editor one of JSON. */
interface JsonLanguage {
  readonly extension: Extension;
  readonly editor: EditorPlace;
}

/** JSON with line numbers; tells where a person puts the caret. */
export function jsonLanguageOf(onCaret: (offset: number) => void): JsonLanguage {
  const editor: EditorPlace = { current: undefined };
  const extension = [
    json(),
    lineNumbers(),
    foldGutter(),
    shownLines,
    LOOK,
    ViewPlugin.define((view) => {
      editor.current = view;
      return {
        destroy: () => {
          editor.current = undefined;
        },
      };
    }),
    EditorView.updateListener.of(({ selectionSet, state, transactions }) => {
      if (selectionSet && transactions.some((one) => one.isUserEvent('select'))) onCaret(state.selection.main.head);
    }),
  ];
  return { extension, editor };
}

/** Marks the lines of a range, and brings their beginning into view unless somebody writes there. */
export function showInEditor(view: EditorView, range: TextRange | undefined): void {
  const end = view.state.doc.length;
  const inside = range === undefined || range.to > end ? undefined : range;
  const scroll =
    inside === undefined || view.hasFocus ? [] : [EditorView.scrollIntoView(inside.from, { y: 'start', yMargin: 24 })];
  view.dispatch({ effects: [showRange.of(inside), ...scroll] });
}

/** What is wrong with a part of the text. */
export interface TextFinding extends TextRange {
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** Underlines what is wrong. */
export function markFindings(view: EditorView, findings: readonly TextFinding[]): void {
  const end = view.state.doc.length;
  view.dispatch(
    setDiagnostics(
      view.state,
      findings.map((finding) => ({ ...finding, from: Math.min(finding.from, end), to: Math.min(finding.to, end) })),
    ),
  );
}
