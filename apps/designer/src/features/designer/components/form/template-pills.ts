// Placeholders of a text as pills: what stands between the braces is read as the data that it is.
import type { Extension, Range } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate, WidgetType } from '@codemirror/view';

/** A placeholder that reads as data. */
export interface PillSpot {
  readonly from: number;
  readonly to: number;
  readonly words: string;
  /** What it was in the sample. */
  readonly sample: string;
}

class Pill extends WidgetType {
  readonly #spot: PillSpot;
  readonly #className: string;

  constructor(spot: PillSpot, className: string) {
    super();
    this.#spot = spot;
    this.#className = className;
  }

  override eq(other: Pill): boolean {
    return other.#spot.words === this.#spot.words && other.#spot.sample === this.#spot.sample;
  }

  override toDOM(): HTMLElement {
    const pill = document.createElement('span');
    pill.className = this.#className;
    pill.textContent = this.#spot.words;
    pill.title = this.#spot.sample;
    return pill;
  }
}

/** Draws pills in a text; the caret passes them as one letter. `spotsOf` is asked for the text as it stands. */
export function templatePills(spotsOf: (text: string) => readonly PillSpot[], className: string): Extension {
  const drawn = ({ state }: EditorView): DecorationSet => {
    const { from, to } = state.selection.main;
    const pills = spotsOf(state.doc.toString()).flatMap((spot): readonly Range<Decoration>[] => {
      // Whoever has the caret inside of one edits its text.
      const isEdited = (from > spot.from && from < spot.to) || (to > spot.from && to < spot.to);
      return isEdited ? [] : [Decoration.replace({ widget: new Pill(spot, className) }).range(spot.from, spot.to)];
    });
    return Decoration.set(pills);
  };
  return ViewPlugin.fromClass(
    class {
      pills: DecorationSet;
      constructor(view: EditorView) {
        this.pills = drawn(view);
      }
      update(update: ViewUpdate): void {
        if (update.docChanged || update.selectionSet || update.transactions.length > 0) this.pills = drawn(update.view);
      }
    },
    {
      decorations: ({ pills }) => pills,
      provide: (plugin) => EditorView.atomicRanges.of((view) => view.plugin(plugin)?.pills ?? Decoration.none),
    },
  );
}
