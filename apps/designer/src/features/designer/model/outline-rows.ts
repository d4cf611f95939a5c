// A workflow as a tree of lines: what starts it, its steps with their branches and loops, and how it fails.
import type { State, Trigger, WorkflowDocument } from '@millrace/machine';
import { edgeItem } from '../../../components/canvas/canvas-events.ts';
import {
  numbersOf,
  type ReadingScope,
  type ReadingStep,
  type ReadingWay,
  readingOrder,
} from '../../../components/canvas/model/reading-order.ts';
import { type Slot, slotId } from '../../../components/canvas/model/slot.ts';
import { waysOf } from './menus/connect-ways.ts';

interface Line {
  /** What it selects: a state's name, `trigger:<id>` or `edge:<slot id>`. */
  readonly id: string;
  /** From 0; lines of a higher level are inside of the one above that has a lower one. */
  readonly level: number;
  /** Whether lines can be inside of it. */
  readonly isParent: boolean;
  readonly isOpen: boolean;
}
export type OutlineRow =
  | (Line & { readonly kind: 'trigger'; readonly trigger: Trigger })
  | (Line & {
      readonly kind: 'step';
      readonly state: State;
      /** Empty for ends. */
      readonly number: string;
      readonly isSkipped: boolean;
    })
  /** A rule, "otherwise", or what catches errors. */
  | (Line & {
      readonly kind: 'way';
      readonly slot: Slot;
      readonly words: string;
      /** The step that it leads to, where that is not the line below. */
      readonly leadsTo: string | undefined;
    })
  /** One of the branches of a Parallel. */
  | (Line & { readonly kind: 'branch'; readonly slot: Slot; readonly number: number })
  /** A machine without steps: the place of its first one. */
  | (Line & { readonly kind: 'empty'; readonly slot: Slot });

export interface OutlineGroups {
  readonly starts: readonly OutlineRow[];
  readonly steps: readonly OutlineRow[];
  /** How the workflow fails. */
  readonly failures: readonly OutlineRow[];
  /** What nothing leads to. */
  readonly apart: readonly OutlineRow[];
}

/** The lines of a document. What is inside of a folded one is left out. */
export function outlineRows(document: WorkflowDocument, folded: ReadonlySet<string>): OutlineGroups {
  const order = readingOrder(document);
  const lines = new Lines(document, folded);
  const starts = Object.entries(document.triggers ?? {}).map(([id, trigger]): OutlineRow => ({
    kind: 'trigger',
    id: `trigger:${id}`,
    level: 0,
    isParent: false,
    isOpen: false,
    trigger,
  }));
  const steps = order.steps.flatMap((step) => lines.ofStep(step, 0));
  const apart = order.apart.flatMap((step) => lines.ofStep(step, 0, true));
  return { starts, steps, failures: lines.failures, apart };
}

const isFailure = ({ state }: ReadingStep): boolean => state.Type === 'Fail';

class Lines {
  readonly failures: OutlineRow[] = [];
  private readonly numbers: ReadonlyMap<string, string>;
  private readonly skipped: ReadonlySet<string>;
  private readonly document: WorkflowDocument;
  private readonly folded: ReadonlySet<string>;

  constructor(document: WorkflowDocument, folded: ReadonlySet<string>) {
    this.document = document;
    this.folded = folded;
    this.numbers = numbersOf(document);
    this.skipped = new Set(document.settings?.skip);
  }

  /** The failures of the document's own machine have a group of their own; `staysHere` for those that nothing leads to. */
  ofStep(step: ReadingStep, level: number, staysHere = false): readonly OutlineRow[] {
    const row = this.stepRow(step, level);
    if (isFailure(step) && !staysHere) {
      this.failures.push({ ...row, level: 0 });
      return [];
    }
    const inside = [
      ...step.inner.flatMap((scope, index) => this.ofScope(scope, { step, level: level + 1, index })),
      ...step.ways.flatMap((way) => this.ofWay(way, level + 1, staysHere)),
    ];
    return [row, ...(row.isOpen ? inside : [])];
  }

  private stepRow({ name, state, inner, ways }: ReadingStep, level: number): OutlineRow {
    const isParent = inner.length > 0 || ways.length > 0;
    return {
      kind: 'step',
      id: name,
      level,
      isParent,
      isOpen: isParent && !this.folded.has(name),
      state,
      number: this.numbers.get(name) ?? '',
      isSkipped: this.skipped.has(name),
    };
  }

  private ofWay({ slot, target, steps }: ReadingWay, level: number, staysHere: boolean): readonly OutlineRow[] {
    const inside = steps.flatMap((step) => this.ofStep(step, level + 1, staysHere));
    const id = edgeItem(slotId(slot));
    const isOpen = inside.length > 0 && !this.folded.has(id);
    const words =
      'state' in slot ? waysOf(this.document, slot.state).find((way) => way.id === slotId(slot))?.words : '';
    const row: OutlineRow = {
      kind: 'way',
      id,
      level,
      isParent: inside.length > 0,
      isOpen,
      slot,
      words: words ?? '',
      leadsTo: inside.length > 0 ? undefined : target,
    };
    return [row, ...(isOpen ? inside : [])];
  }

  private ofScope(
    { path, steps, apart }: ReadingScope,
    { step, level, index }: { readonly step: ReadingStep; readonly level: number; readonly index: number },
  ): readonly OutlineRow[] {
    const slot: Slot = { kind: 'start', scope: path };
    const id = edgeItem(slotId(slot));
    const isBranch = step.state.Type === 'Parallel';
    const inner = [...steps, ...apart].flatMap((one) => this.ofStep(one, isBranch ? level + 1 : level, true));
    const empty: OutlineRow = { kind: 'empty', id, level, isParent: false, isOpen: false, slot };
    if (!isBranch) return inner.length === 0 ? [empty] : inner;
    const isParent = inner.length > 0;
    const isOpen = isParent && !this.folded.has(id);
    const branch: OutlineRow = { kind: 'branch', id, level, isParent, isOpen, slot, number: index + 1 };
    return [branch, ...(isOpen ? inner : [])];
  }
}

/** Where something is put that is dropped on a line: behind a step, at the beginning of a way. */
export function slotOfRow(document: WorkflowDocument, row: OutlineRow): Slot | undefined {
  if (row.kind === 'trigger') return { kind: 'start' };
  if (row.kind !== 'step') return row.slot;
  return waysOf(document, row.id).find(({ slot }) => slot.kind === 'next' || slot.kind === 'default')?.slot;
}

/** The line to which a key leads from another; itself where there is none, `undefined` for other keys. */
export function rowAfter(
  rows: readonly OutlineRow[],
  current: string | undefined,
  key: string,
): OutlineRow | undefined {
  const at = rows.findIndex(({ id }) => id === current);
  const row = rows[at];
  const walks: Readonly<Record<string, () => OutlineRow | undefined>> = {
    ArrowDown: () => rows[at + 1] ?? row,
    ArrowUp: () => rows[at - 1] ?? row ?? rows[0],
    Home: () => rows[0],
    End: () => rows.at(-1),
    ArrowRight: () => (row?.isOpen === true ? rows[at + 1] : row),
    ArrowLeft: () => (row === undefined ? row : (rows.slice(0, at).findLast(({ level }) => level < row.level) ?? row)),
  };
  return Object.hasOwn(walks, key) ? walks[key]?.() : undefined;
}
