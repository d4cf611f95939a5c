// Help for the function under the pointer, or with F1 under the caret.
import { type EditorState, type Extension, StateEffect, StateField } from '@codemirror/state';
import { type EditorView, hoverTooltip, keymap, showTooltip, type Tooltip } from '@codemirror/view';
import type { ExpressionFunction } from '../../model/function-table.ts';
import { type ExpressionKnowledge, functionsOf } from './expression-knowledge.ts';
import { describeFunction } from './function-help.ts';

const setHelp = StateEffect.define<Tooltip | null>();
const openHelp = StateField.define<Tooltip | null>({
  create: () => null,
  update: (before, { effects, docChanged }) => {
    const effect = effects.findLast((one) => one.is(setHelp));
    // What it was about may be gone.
    return effect === undefined ? (docChanged ? null : before) : effect.value;
  },
  provide: (field) => showTooltip.from(field),
});

interface Named {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The function that a place is in: the one it is named in, else the one whose arguments stand there. */
export function functionAt(text: string, position: number): Named | undefined {
  let around: Named | undefined;
  for (const found of text.matchAll(/\$([A-Za-z_]\w*)/g)) {
    const from = found.index;
    const to = from + found[0].length;
    const named = { name: found[1] ?? '', from, to };
    if (from <= position && position <= to) return named;
    if (to < position && isOpenCall(text.slice(to, position))) around = named;
  }
  return around;
}

/** Whether a call that begins here has not been closed. */
function isOpenCall(after: string): boolean {
  if (!/^\s*\(/.test(after)) return false;
  let depth = 0;
  for (const [sign] of after.matchAll(/"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[()]/g)) {
    if (sign === '(') depth += 1;
    else if (sign === ')') depth -= 1;
    if (depth === 0 && sign === ')') return false;
  }
  return true;
}

/** Puts the example in place of what is selected. */
function insertInto(view: EditorView): (example: string) => void {
  return (example) => {
    view.dispatch(view.state.replaceSelection(example), { effects: setHelp.of(null), scrollIntoView: true });
    view.focus();
  };
}

function tooltipOf(place: Named, described: ExpressionFunction, { words }: ExpressionKnowledge): Tooltip {
  return {
    pos: place.from,
    end: place.to,
    above: true,
    create: (view) => {
      const dom = describeFunction(described, words, insertInto(view));
      dom.setAttribute('role', 'dialog');
      dom.setAttribute('aria-label', words.helpFor(`$${described.name}`));
      dom.addEventListener('keydown', (event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        event.preventDefault();
        close(view);
      });
      return { dom };
    },
  };
}

function close(view: EditorView): void {
  view.dispatch({ effects: setHelp.of(null) });
  view.focus();
}

async function find(state: EditorState, position: number, knowledge: ExpressionKnowledge): Promise<Tooltip | null> {
  const place = functionAt(state.doc.toString(), position);
  if (place === undefined) return null;
  const described = (await functionsOf(knowledge.ask)).find(({ name }) => name === place.name);
  return described === undefined ? null : tooltipOf(place, described, knowledge);
}

/** Help in a bubble, with a button that inserts the example. */
export function jsonataHelp(knowledge: ExpressionKnowledge): Extension {
  return [
    openHelp,
    hoverTooltip((view, position) => {
      const word = functionAt(view.state.doc.toString(), position);
      const isOnName = word !== undefined && word.from <= position && position <= word.to;
      return isOnName ? find(view.state, position, knowledge) : null;
    }),
    keymap.of([
      {
        key: 'F1',
        run: (view) => {
          const { state } = view;
          void find(state, state.selection.main.head, knowledge).then((tooltip) => {
            if (view.state.doc !== state.doc) return;
            view.dispatch({ effects: setHelp.of(tooltip) });
            if (tooltip !== null) requestAnimationFrame(() => focusButton(view));
          });
          return true;
        },
      },
      {
        key: 'Escape',
        run: (view) => {
          if (view.state.field(openHelp) === null) return false;
          close(view);
          return true;
        },
      },
    ]),
  ];
}

const focusButton = (view: EditorView): void => view.dom.querySelector<HTMLElement>('.cm-tooltip button')?.focus();
