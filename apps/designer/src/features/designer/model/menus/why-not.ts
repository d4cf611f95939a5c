// What can be done to what is selected, and why the rest cannot.
import type { WorkflowDocument } from '@millrace/machine';
import type { CanvasSelection } from '../../../../components/canvas/canvas-events.ts';
import { slotsOf } from '../../../../components/canvas/model/slot.ts';
import type { ShortcutId } from '../../../../keys.ts';
import { holdsOthers, type Item, readItem } from '../items.ts';

/** Why a command cannot be done; each has its sentence. */
export type WhyNot = 'noStep' | 'oneStep' | 'noItem' | 'noWay' | 'ends' | 'notHolding' | 'noEdge' | 'nothingHere';

/** What a command is done to. */
type Need = 'nothing' | 'items' | 'item' | 'steps' | 'step' | 'ways' | 'container' | 'edge' | 'start';

const NEEDS: Partial<Readonly<Record<ShortcutId, Need>>> = {
  openPanel: 'item',
  connect: 'ways',
  replace: 'step',
  rename: 'step',
  note: 'step',
  skip: 'steps',
  earlier: 'step',
  later: 'step',
  wrapMap: 'steps',
  wrapParallel: 'steps',
  unwrap: 'container',
  extract: 'steps',
  duplicate: 'steps',
  copy: 'steps',
  cut: 'steps',
  remove: 'items',
  disconnect: 'edge',
  selectAll: 'start',
  selectUpstream: 'step',
  selectDownstream: 'step',
  zoomToSelection: 'items',
  collapse: 'container',
};

interface Selected {
  readonly document: WorkflowDocument;
  readonly items: readonly Item[];
}

const isStep = ({ kind }: Item): boolean => kind === 'step';
const hasWays = (item: Item | undefined): boolean => item?.kind === 'step' && slotsOf(item.name, item.state).length > 0;

const MEETS = {
  nothing: () => undefined,
  items: ({ items }) => (items.length === 0 ? 'noItem' : undefined),
  item: ({ items: [item, second] }) => {
    if (item === undefined || item.kind === 'edge') return 'noItem';
    return second === undefined ? undefined : 'oneStep';
  },
  steps: ({ items }) => (items.some(isStep) ? undefined : 'noStep'),
  step: ({ items }) => {
    if (!items.some(isStep)) return 'noStep';
    return items.length > 1 ? 'oneStep' : undefined;
  },
  ways: ({ items: [item, second] }) => {
    if (item === undefined || item.kind === 'trigger') return 'noWay';
    if (second !== undefined) return 'oneStep';
    return item.kind === 'edge' || hasWays(item) ? undefined : 'ends';
  },
  container: ({ items: [item, second] }) => (second === undefined && holdsOthers(item) ? undefined : 'notHolding'),
  edge: ({ items: [item] }) => (item?.kind === 'edge' ? undefined : 'noEdge'),
  start: ({ document }) => (Object.keys(document.machine.States).length === 0 ? 'nothingHere' : undefined),
} satisfies Readonly<Record<Need, (selected: Selected) => WhyNot | undefined>>;

/** Tells of a command why it cannot be done to what is selected; `undefined` when it can be tried. */
export function whyNot(document: WorkflowDocument, selection: CanvasSelection): (id: ShortcutId) => WhyNot | undefined {
  const items = selection.items.flatMap((item) => readItem(document, item) ?? []);
  return (id) => MEETS[NEEDS[id] ?? 'nothing']({ document, items });
}
