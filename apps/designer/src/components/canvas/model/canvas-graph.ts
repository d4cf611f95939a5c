import type { State, Trigger, WorkflowDocument } from '@millrace/machine';
import { isContainer } from './container.ts';
import { type OutlineStep, scopesByOwner, stepsOf } from './outline.ts';
import { backEdges, reachableFrom, targetsOf } from './reach.ts';
import { ROOT_SCOPE, type Scope, scopesOf } from './scope.ts';
import { slotId, type Slot, slotsOf } from './slot.ts';
import { CARD_HEIGHT, CARD_WIDTH, cardOf, handleOf, labelOf, type StateCard } from './state-card.ts';

/** What is drawn: nodes with fixed sizes, and edges between their handles. */
export interface CanvasGraph {
  /** In reading order, a box before what is inside of it; open ends last, but for those of empty lanes. */
  readonly nodes: readonly CanvasNode[];
  readonly edges: readonly CanvasEdge[];
}
interface Box {
  readonly id: string;
  /** Of a box around others: without what is inside. */
  readonly width: number;
  readonly height: number;
  /** Path of the machine that it is in. */
  readonly scope: string;
}
interface TriggerNode extends Box {
  readonly kind: 'trigger';
  readonly triggerId: string;
  readonly trigger: Trigger;
}
export interface StateNode extends Box, StateCard {
  readonly kind: 'state';
  readonly name: string;
  readonly state: State;
  /** Position in the outline: `4`, `4.1`. */
  readonly number: string;
  readonly isSkipped: boolean;
  readonly isReachable: boolean;
  readonly leadsTo: readonly string[];
  /** A Map or a Parallel whose inside is drawn: the paths of its machines. Absent for everything else. */
  readonly lanes?: readonly string[];
}
/** A way that leads nowhere: the place to add the next step. */
export interface OpenNode extends Box {
  readonly kind: 'open';
  readonly slot: Slot;
  /** The state that it stands behind; empty for the first of a machine. */
  readonly after: string;
  /** The trigger that it stands behind. */
  readonly afterTrigger?: Trigger['type'];
  readonly isReachable: boolean;
}
export type CanvasNode = TriggerNode | StateNode | OpenNode;
export interface CanvasEdge {
  readonly id: string;
  readonly from: string;
  readonly handle: string;
  readonly to: string;
  readonly slot: Slot;
  /** Path of the machine that it may lead to states of. */
  readonly scope: string;
  readonly label: string;
  readonly isFailure: boolean;
  /** Leads to a state that comes before: a loop. */
  readonly isBack: boolean;
  /** Leads nowhere; its end is the place to add a step. */
  readonly isOpen: boolean;
  /** Another line of the same slot carries its tools. */
  readonly isRepeated: boolean;
}

const OPEN_SIZE = 24;
/** What the head of a box needs at least. */
const CONTAINER_SIZE = { width: 320, height: 96 };

export const stateNodeId = (name: string): string => `state:${name}`;
const openNodeId = (slot: Slot): string => `open:${slotId(slot)}`;

interface Drawing {
  /** Room for the figures of a run. */
  readonly withFooter: boolean;
  readonly withOpenEnds: boolean;
  /** Names of the Maps and Parallels that are drawn as cards. */
  readonly collapsed?: ReadonlySet<string>;
}

/** Reads a document into what can be drawn of it. */
export function readCanvasGraph(document: WorkflowDocument, drawing: Drawing): CanvasGraph {
  const triggers = triggerNodes(document);
  const shown = shownScopes(document, drawing);
  const states = stateNodes(document, shown, drawing);
  const byName = new Map(states.map((node) => [node.name, node]));
  const links = [...shown.flatMap((scope) => startLinks(scope, triggers)), ...states.flatMap(linksOf)];
  const loops = new Set(shown.flatMap(({ machine }) => [...backEdges(machine.StartAt, machine.States)]));
  const edges = links.map((link) => edgeOf(link, loops, byName)).filter((edge) => drawing.withOpenEnds || !edge.isOpen);
  const open = drawing.withOpenEnds ? openEnds(document, edges, byName) : [];
  return { nodes: [...triggers, ...withEmptyLanes(states, open), ...open.filter((node) => !isEmptyLane(node))], edges };
}

function triggerNodes({ triggers = {} }: WorkflowDocument): readonly TriggerNode[] {
  return Object.entries(triggers).map(([triggerId, trigger]) => ({
    kind: 'trigger',
    id: `trigger:${triggerId}`,
    triggerId,
    trigger,
    scope: ROOT_SCOPE,
    width: CARD_WIDTH,
    height: CARD_HEIGHT,
  }));
}

/** The machines that are drawn: those of collapsed boxes are not. */
function shownScopes(document: WorkflowDocument, { collapsed = new Set() }: Drawing): readonly Scope[] {
  const hidden = new Set<string>();
  return scopesOf(document).filter(({ path, owner }) => {
    const outer = path.slice(0, path.lastIndexOf('/States/'));
    const isHidden = owner !== undefined && (collapsed.has(owner.state) || hidden.has(outer));
    if (isHidden) hidden.add(path);
    return !isHidden;
  });
}

function stateNodes(
  document: WorkflowDocument,
  shown: readonly Scope[],
  { withFooter, collapsed = new Set() }: Drawing,
): readonly StateNode[] {
  const reachable = new Map(shown.map(({ path, machine }) => [path, reachableFrom(machine.StartAt, machine.States)]));
  const byOwner = scopesByOwner(document);
  const skipped = new Set(document.settings?.skip);
  return stepsOf(document).flatMap(({ name, state, scope, number }: OutlineStep) => {
    const reached = reachable.get(scope.path);
    if (reached === undefined) return [];
    const isBox = isContainer(state) && !collapsed.has(name);
    return [
      {
        kind: 'state',
        id: stateNodeId(name),
        name,
        state,
        number,
        scope: scope.path,
        isSkipped: skipped.has(name),
        isReachable: reached.has(name),
        leadsTo: targetsOf(name, state),
        ...cardOf(state, withFooter),
        ...(isBox ? { ...CONTAINER_SIZE, lanes: (byOwner.get(name) ?? []).map(({ path }) => path) } : {}),
      },
    ];
  });
}

/** A pointer of the document, before it is known whether its target is there. */
interface Link {
  readonly from: string;
  readonly handle: string;
  readonly slot: Slot;
  readonly scope: string;
  readonly target: string | undefined;
  readonly label: string;
  readonly isRepeated: boolean;
}

/** Several triggers lead to the start of a workflow; to that of an inner machine, the box that it is in. */
function startLinks({ path, owner, machine }: Scope, triggers: readonly TriggerNode[]): readonly Link[] {
  const start = { scope: path, target: machine.StartAt, label: '' };
  if (owner !== undefined) {
    const slot: Slot = { kind: 'start', scope: path };
    return [{ ...start, from: stateNodeId(owner.state), handle: 'in', slot, isRepeated: false }];
  }
  return triggers.map(({ id }, index) => ({
    ...start,
    from: id,
    handle: 'next',
    slot: { kind: 'start' },
    isRepeated: index > 0,
  }));
}

function linksOf({ id, name, state, scope }: StateNode): readonly Link[] {
  return slotsOf(name, state).map(({ slot, target }) => ({
    from: id,
    handle: handleOf(slot),
    slot,
    scope,
    target,
    label: labelOf(slot, state),
    isRepeated: false,
  }));
}

function edgeOf(
  { target, ...link }: Link,
  loops: ReadonlySet<string>,
  byName: ReadonlyMap<string, StateNode>,
): CanvasEdge {
  const isOpen = target === undefined || byName.get(target)?.scope !== link.scope;
  const id = slotId(link.slot);
  return {
    ...link,
    id: `${link.from}>${id}`,
    to: isOpen ? openNodeId(link.slot) : stateNodeId(target),
    isFailure: link.slot.kind === 'catch',
    isBack: !isOpen && loops.has(id),
    isOpen,
  };
}

/** The ends of ways that lead nowhere; in a document with nothing in it, the place of its first step. */
function openEnds(
  { triggers = {} }: WorkflowDocument,
  edges: readonly CanvasEdge[],
  byName: ReadonlyMap<string, StateNode>,
): readonly OpenNode[] {
  const ends: readonly Pick<CanvasEdge, 'slot' | 'scope'>[] = edges.filter(
    ({ isOpen, isRepeated }) => isOpen && !isRepeated,
  );
  const isEmpty = edges.length === 0 && byName.size === 0;
  return (isEmpty ? [{ slot: { kind: 'start' } as const, scope: ROOT_SCOPE }] : ends).map(({ slot, scope }) => {
    const [trigger] = slot.kind === 'start' && slot.scope === undefined ? Object.values(triggers) : [];
    return {
      kind: 'open',
      id: openNodeId(slot),
      slot,
      scope,
      after: slot.kind === 'start' ? '' : slot.state,
      ...(trigger === undefined ? {} : { afterTrigger: trigger.type }),
      isReachable: slot.kind === 'start' || byName.get(slot.state)?.isReachable === true,
      width: OPEN_SIZE,
      height: OPEN_SIZE,
    };
  });
}

const isEmptyLane = ({ slot }: OpenNode): boolean => slot.kind === 'start' && slot.scope !== undefined;

/** The places of first steps stand in reading order: a lane behind the lanes before it. */
function withEmptyLanes(states: readonly StateNode[], open: readonly OpenNode[]): readonly CanvasNode[] {
  const empty = new Map(open.filter(isEmptyLane).map((node) => [node.scope, node]));
  const behind = new Map<StateNode, OpenNode[]>();
  for (const box of empty.size === 0 ? [] : states) {
    let last = box;
    for (const lane of box.lanes ?? []) {
      const place = empty.get(lane);
      if (place !== undefined) behind.set(last, [...(behind.get(last) ?? []), place]);
      last = states.findLast(({ scope }) => scope === lane || scope.startsWith(`${lane}/`)) ?? last;
    }
  }
  return states.flatMap((node) => [node, ...(behind.get(node) ?? [])]);
}
