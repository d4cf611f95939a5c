import { useTranslation } from '../../../lib/use-translation.ts';
import type { Slot } from '../../../components/canvas/model/slot.ts';
import type { ShortcutId } from '../../../keys.ts';
import { type PageCommand, useProvidedCommands } from '../../../lib/page-commands.ts';
import { canvasElement } from '../components/menus/focus-canvas.ts';
import { anchorOfSelection } from '../components/menus/overlay.ts';
import type { Workbench } from '../components/workbench-context.ts';
import { slotAfter } from '../model/commands/slot-after.ts';
import { useEditWords } from './use-edit-words.ts';
import { type Item, readItem, stepsIn } from '../model/items.ts';
import { allSteps, downstreamOf, upstreamOf } from '../model/menus/streams.ts';
import { whyNot } from '../model/menus/why-not.ts';
import { pathOfName, pointerOfState } from '../model/problems.ts';

type Acts = Partial<Readonly<Record<ShortcutId, () => void>>>;

/** What the page itself can do, besides what is done to steps. */
export interface PageActs {
  readonly publish: () => void;
  readonly toProblem: (direction: 1 | -1) => void;
  readonly toMatch: (direction: 1 | -1) => void;
  readonly find: () => void;
  readonly toggleOutline: () => void;
}

/** Offers every command of the designer: keys, menus and the palette take them from there. */
export function useDesignerCommands(workbench: Workbench, page: PageActs): void {
  const { t } = useTranslation('workbench');
  const { document, draft, selection } = workbench;
  const words = useEditWords(draft.history);
  const acts: Acts = { ...stepActs(workbench), ...selectionActs(workbench), ...pageActs(workbench, page) };
  const isIdle: Partial<Readonly<Record<ShortcutId, boolean>>> = {
    undo: draft.history.past.length === 0,
    redo: draft.history.future.length === 0,
  };
  const isSkipped = stepsIn(document, selection).every((name) => document.settings?.skip?.includes(name) === true);
  const labels: Partial<Readonly<Record<ShortcutId, string>>> = {
    ...words,
    skip: t(isSkipped ? 'skip.off' : 'skip.on'),
  };
  const whyNotNow = whyNot(document, selection);
  const refusalOf = (id: ShortcutId): string | undefined => {
    const why = isIdle[id] === true ? id : whyNotNow(id);
    return why === undefined ? undefined : t(`why.${why}`);
  };
  useProvidedCommands(
    'designer',
    (Object.keys(acts) as ShortcutId[]).map((id): PageCommand => ({
      id,
      label: labels[id],
      refused: refusalOf(id),
      run: () => acts[id]?.(),
    })),
  );
}

/** The slot that is meant when a step is to be added: the selected way, else behind the selected step. */
export function slotOfSelection({ document, selection }: Pick<Workbench, 'document' | 'selection'>): Slot {
  const item = selection.current === undefined ? undefined : readItem(document, selection.current);
  return item?.kind === 'edge' ? item.slot : slotAfter(document, selection.current);
}

function stepActs(workbench: Workbench): Acts {
  const { document, selection, commands, open, goTo } = workbench;
  const steps = stepsIn(document, selection);
  const [step = ''] = steps;
  return {
    add: () => open({ kind: 'add', slot: slotOfSelection(workbench), anchor: anchorOfSelection() }),
    addTrigger: () => open({ kind: 'trigger', anchor: anchorOfSelection() }),
    connect: () => open({ kind: 'connect', from: fromOf(workbench, step), anchor: anchorOfSelection() }),
    replace: () => open({ kind: 'replace', step, anchor: anchorOfSelection() }),
    extract: () => open({ kind: 'extract', steps }),
    openPanel: () => goTo(pointerOfItem(workbench)),
    rename: () => goTo(pathOfName(document, step)),
    note: () => goTo(pointerOfState(document, step, 'Comment')),
    skip: () => commands.toggleSkip(steps),
    earlier: () => commands.move(step, 'earlier'),
    later: () => commands.move(step, 'later'),
    wrapMap: () => commands.wrap(steps, 'map'),
    wrapParallel: () => commands.wrap(steps, 'parallel'),
    unwrap: () => commands.unwrap(step),
    duplicate: () => commands.duplicate(steps),
    copy: () => commands.copy(steps),
    cut: () => commands.cut(steps),
    paste: () => commands.pasteCopied(slotOfSelection(workbench)),
    remove: () => removeItem(workbench, steps),
    disconnect: () => disconnect(workbench),
  };
}

const currentItem = ({ document, selection }: Workbench): Item | undefined =>
  selection.current === undefined ? undefined : readItem(document, selection.current);

function fromOf(workbench: Workbench, step: string): Slot | { readonly step: string } {
  const item = currentItem(workbench);
  return item?.kind === 'edge' ? item.slot : { step };
}

function pointerOfItem(workbench: Workbench): string {
  const item = currentItem(workbench);
  return item?.kind === 'trigger'
    ? `/triggers/${item.id}`
    : pointerOfState(workbench.document, workbench.selected ?? '');
}

/** Deleting a connection ends the way; the steps at both ends stay. */
function removeItem(workbench: Workbench, steps: readonly string[]): void {
  const item = currentItem(workbench);
  if (item?.kind === 'edge') disconnect(workbench);
  else if (item?.kind === 'trigger' && steps.length === 0) workbench.commands.removeTrigger(item.id);
  else workbench.commands.remove(steps);
}

function disconnect(workbench: Workbench): void {
  const item = currentItem(workbench);
  if (item?.kind === 'edge') workbench.commands.connect(item.slot, undefined);
}

function selectionActs({ document, selection, setSelection }: Workbench): Acts {
  const [step = ''] = stepsIn(document, selection);
  const select = (items: readonly string[]): void => setSelection({ items, current: items.at(-1) });
  return {
    selectAll: () => select(allSteps(document)),
    selectUpstream: () => select(upstreamOf(document, step)),
    selectDownstream: () => select(downstreamOf(document, step)),
    // The picture knows its own keys.
    zoomToSelection: () => pressOnCanvas('2'),
    collapse: () => pressOnCanvas('e'),
    direction: () => pressOnCanvas('l'),
  };
}

function pressOnCanvas(key: string): void {
  canvasElement()?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}

function pageActs({ draft, drawer, openDrawer, isCodeOpen, openCode }: Workbench, page: PageActs): Acts {
  return {
    undo: draft.undo,
    redo: draft.redo,
    save: () => void draft.flush().catch(() => undefined),
    publish: page.publish,
    nextProblem: () => page.toProblem(1),
    previousProblem: () => page.toProblem(-1),
    findStep: page.find,
    nextMatch: () => page.toMatch(1),
    previousMatch: () => page.toMatch(-1),
    outline: page.toggleOutline,
    drawer: () => openDrawer(drawer === undefined ? 'problems' : undefined),
    json: () => openDrawer(drawer === 'json' ? undefined : 'json'),
    code: () => openCode(!isCodeOpen),
  };
}
