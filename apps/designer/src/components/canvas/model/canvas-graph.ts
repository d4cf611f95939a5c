import type { State, Trigger, WorkflowDocument } from '@millrace/machine';
import { describeCondition, describeErrors, describeRetry, describeWait } from './words.ts';
import { machineOf, outlineOf, slotId, slotsOf, type Slot } from './slot.ts';

/** What is drawn: nodes with fixed sizes, and edges between their handles. */
export interface CanvasGraph {
  readonly nodes: readonly CanvasNode[];
  readonly edges: readonly CanvasEdge[];
}
interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}
export type CanvasNode = Box &
  (
    | { readonly kind: 'trigger'; readonly triggerId: string; readonly trigger: Trigger }
    | {
        readonly kind: 'state';
        readonly name: string;
        readonly state: State;
        /** Position in the outline, from 1. */
        readonly number: number;
        readonly rows: readonly ChoiceRow[];
        readonly summary: string;
        readonly badges: readonly string[];
        readonly isSkipped: boolean;
        readonly isReachable: boolean;
        readonly leadsTo: readonly string[];
      }
    | { readonly kind: 'open'; readonly slot: Slot; readonly after: string }
  );
export interface ChoiceRow {
  readonly handle: string;
  readonly label: string;
  readonly isDefault: boolean;
}
export interface CanvasEdge {
  readonly id: string;
  readonly from: string;
  readonly handle: string;
  readonly to: string;
  readonly slot: Slot | undefined;
  readonly label: string;
  readonly isFailure: boolean;
  /** Leads to a state that comes before: a loop. */
  readonly isBack: boolean;
}

const CARD_WIDTH = 248;
const CARD_HEIGHT = 64;
const SMALL = { width: 168, height: 40 };
const HEADER_HEIGHT = 40;
const ROW_HEIGHT = 24;
const OPEN = { width: 24, height: 24 };
const FOOTER_HEIGHT = 24;

export const stateNodeId = (name: string): string => `state:${name}`;

/** Reads a document of any shape into what can be drawn of it. `withFooter`: room for the figures of a run. */
export function readCanvasGraph(
  document: WorkflowDocument,
  { withFooter, withOpenEnds }: { readonly withFooter: boolean; readonly withOpenEnds: boolean },
): CanvasGraph {
  const { StartAt, States } = machineOf(document);
  const outline = outlineOf(document);
  const reachable = reachableFrom(StartAt, States);
  const nodes: CanvasNode[] = triggersOf(document);
  const edges: CanvasEdge[] = [];
  const back = backEdges(StartAt, States);
  const connect = ({
    from,
    handle,
    target,
    slot,
    label = '',
  }: {
    from: string;
    handle: string;
    target: string | undefined;
    slot: Slot;
    label?: string;
  }): void => {
    const id = slotId(slot);
    const known = target !== undefined && Object.hasOwn(States, target);
    const isFailure = slot.kind === 'catch';
    if (known)
      edges.push({
        id: `${from}>${id}`,
        from,
        handle,
        to: stateNodeId(target),
        slot,
        label,
        isFailure,
        isBack: back.has(id),
      });
    else if (withOpenEnds) {
      nodes.push({ kind: 'open', id: `open:${id}`, slot, after: afterName(slot, document), ...OPEN });
      edges.push({
        id: `${from}>${id}`,
        from,
        handle,
        to: `open:${id}`,
        slot: undefined,
        label,
        isFailure,
        isBack: false,
      });
    }
  };
  const triggers = nodes.map((node) => node.id);
  for (const [index, name] of outline.entries()) {
    const state = States[name];
    if (state === undefined) continue;
    nodes.push(stateNode({ name, state, number: index + 1, document, isReachable: reachable.has(name), withFooter }));
    for (const { slot, target } of slotsOf(name, state)) {
      connect({ from: stateNodeId(name), handle: handleOf(slot), target, slot, label: labelOf(slot, state) });
    }
  }
  for (const [index, from] of triggers.entries()) {
    // Several triggers lead to one start; only the first carries the +.
    if (index === 0) connect({ from, handle: 'next', target: StartAt, slot: { kind: 'start' } });
    else if (Object.hasOwn(States, StartAt))
      edges.push({
        id: `${from}>start`,
        from,
        handle: 'next',
        to: stateNodeId(StartAt),
        slot: undefined,
        label: '',
        isFailure: false,
        isBack: false,
      });
  }
  return { nodes, edges };
}

function triggersOf(document: WorkflowDocument): CanvasNode[] {
  const entries = Object.entries(document.triggers ?? {});
  return entries.map(([triggerId, trigger]) => ({
    kind: 'trigger',
    id: `trigger:${triggerId}`,
    triggerId,
    trigger,
    width: CARD_WIDTH,
    height: CARD_HEIGHT,
  }));
}

function stateNode({
  name,
  state,
  number,
  document,
  isReachable,
  withFooter,
}: {
  name: string;
  state: State;
  number: number;
  document: WorkflowDocument;
  isReachable: boolean;
  withFooter: boolean;
}): CanvasNode {
  const rows = rowsOf(state);
  const isSmall = state.Type === 'Wait' || state.Type === 'Succeed' || state.Type === 'Fail';
  const height =
    state.Type === 'Choice' ? HEADER_HEIGHT + ROW_HEIGHT * rows.length : isSmall ? SMALL.height : CARD_HEIGHT;
  return {
    kind: 'state',
    id: stateNodeId(name),
    name,
    state,
    number,
    rows,
    summary: summaryOf(state),
    badges: 'Retry' in state && (state.Retry?.length ?? 0) > 0 ? [describeRetry(state.Retry ?? [])] : [],
    isSkipped: document.settings?.skip?.includes(name) === true,
    isReachable,
    leadsTo: slotsOf(name, state).flatMap(({ target }) => (target === undefined ? [] : [target])),
    width: isSmall ? SMALL.width : CARD_WIDTH,
    height: height + (withFooter ? FOOTER_HEIGHT : 0),
  };
}

function rowsOf(state: State): readonly ChoiceRow[] {
  if (state.Type !== 'Choice') return [];
  const rules = state.Choices.map((rule, index) => ({
    handle: `rule:${index}`,
    label: rule.Comment ?? describeCondition(rule.Condition),
    isDefault: false,
  }));
  return [...rules, { handle: 'default', label: '', isDefault: true }];
}

/** The line that says most about a step's setting. */
function summaryOf(state: State): string {
  if (state.Type === 'Wait') return describeWait(state);
  if (state.Type === 'Fail') return state.Error ?? '';
  const assigned = 'Assign' in state ? Object.keys(state.Assign ?? {}) : [];
  if (state.Type !== 'Task') return assigned.map((variable) => `→ $${variable}`).join(' ');
  const { method, url, status, message } = (
    typeof state.Arguments === 'object' && state.Arguments !== null ? state.Arguments : {}
  ) as Readonly<Record<string, unknown>>;
  const target = [method, url ?? status ?? message]
    .filter((part) => part !== undefined)
    .map(String)
    .join(' ');
  return [target.replace(/^\{%\s*|\s*%\}$/g, ''), ...assigned.map((variable) => `→ $${variable}`)]
    .filter((part) => part !== '')
    .join(' ');
}

function handleOf(slot: Slot): string {
  if (slot.kind === 'rule') return `rule:${slot.index}`;
  if (slot.kind === 'catch') return `catch:${slot.index}`;
  return slot.kind === 'default' ? 'default' : 'next';
}

function labelOf(slot: Slot, state: State): string {
  return slot.kind === 'catch' && 'Catch' in state ? describeErrors(state.Catch?.[slot.index]?.ErrorEquals ?? []) : '';
}

function afterName(slot: Slot, document: WorkflowDocument): string {
  return slot.kind === 'start' ? (Object.keys(document.triggers ?? {})[0] ?? '') : slot.state;
}

function reachableFrom(start: string, states: Readonly<Record<string, State>>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = states[name];
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    open.push(...slotsOf(name, state).flatMap(({ target }) => (target === undefined ? [] : [target])));
  }
  return reached;
}

/** Slots that lead to a state which is still on the way there, in a depth-first walk in reading order. */
function backEdges(start: string, states: Readonly<Record<string, State>>): ReadonlySet<string> {
  const found = new Set<string>();
  const done = new Set<string>();
  const walk = (name: string, path: ReadonlySet<string>): void => {
    const state = states[name];
    if (state === undefined || done.has(name)) return;
    const here = new Set([...path, name]);
    for (const { slot, target } of slotsOf(name, state)) {
      if (target === undefined) continue;
      if (here.has(target)) found.add(slotId(slot));
      else walk(target, here);
    }
    done.add(name);
  };
  for (const name of [start, ...Object.keys(states)]) walk(name, new Set());
  return found;
}
