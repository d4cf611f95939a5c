import type { State, Trigger, WorkflowDocument } from '@millrace/machine';
import { backEdges, reachableFrom, targetsOf } from './reach.ts';
import { machineOf, outlineOf, slotId, slotsOf, type Slot } from './slot.ts';
import { CARD_HEIGHT, CARD_WIDTH, cardOf, handleOf, labelOf, type StateCard } from './state-card.ts';

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
interface TriggerNode extends Box {
  readonly kind: 'trigger';
  readonly triggerId: string;
  readonly trigger: Trigger;
}
interface StateNode extends Box, StateCard {
  readonly kind: 'state';
  readonly name: string;
  readonly state: State;
  /** Position in the outline, from 1. */
  readonly number: number;
  readonly isSkipped: boolean;
  readonly isReachable: boolean;
  readonly leadsTo: readonly string[];
}
/** A way that leads nowhere: the place to add the next step. */
interface OpenNode extends Box {
  readonly kind: 'open';
  readonly slot: Slot;
  readonly after: string;
}
export type CanvasNode = TriggerNode | StateNode | OpenNode;
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

const OPEN_SIZE = 24;

export const stateNodeId = (name: string): string => `state:${name}`;

interface Drawing {
  /** Room for the figures of a run. */
  readonly withFooter: boolean;
  readonly withOpenEnds: boolean;
}

/** Reads a document into what can be drawn of it. */
export function readCanvasGraph(document: WorkflowDocument, { withFooter, withOpenEnds }: Drawing): CanvasGraph {
  const { StartAt, States } = machineOf(document);
  const triggers = triggerNodes(document);
  const cards = stateNodes(document, withFooter);
  const links = [...startLinks(triggers, StartAt), ...cards.flatMap(linksOf)];
  const loops = backEdges(StartAt, States);
  const closed = links.filter(({ target }) => target !== undefined && Object.hasOwn(States, target));
  const edges = (withOpenEnds ? links : closed).map((link) => edgeOf(link, loops, closed.includes(link)));
  const open = withOpenEnds ? openEnds(document, links, closed) : [];
  return { nodes: [...triggers, ...cards, ...open], edges };
}

function triggerNodes({ triggers = {} }: WorkflowDocument): readonly TriggerNode[] {
  return Object.entries(triggers).map(([triggerId, trigger]) => ({
    kind: 'trigger',
    id: `trigger:${triggerId}`,
    triggerId,
    trigger,
    width: CARD_WIDTH,
    height: CARD_HEIGHT,
  }));
}

function stateNodes(document: WorkflowDocument, withFooter: boolean): readonly StateNode[] {
  const { StartAt, States } = machineOf(document);
  const reachable = reachableFrom(StartAt, States);
  const skipped = new Set(document.settings?.skip);
  return outlineOf(document).flatMap((name, index) => {
    const state = States[name];
    if (state === undefined) return [];
    return [
      {
        kind: 'state',
        id: stateNodeId(name),
        name,
        state,
        number: index + 1,
        isSkipped: skipped.has(name),
        isReachable: reachable.has(name),
        leadsTo: targetsOf(name, state),
        ...cardOf(state, withFooter),
      },
    ];
  });
}

/** A pointer of the document, before it is known whether its target is there. */
interface Link {
  readonly from: string;
  readonly handle: string;
  readonly slot: Slot;
  readonly target: string | undefined;
  readonly label: string;
  /** Another line already carries the + of this slot. */
  readonly isRepeated: boolean;
}

/** Several triggers lead to one start. */
function startLinks(triggers: readonly TriggerNode[], start: string): readonly Link[] {
  return triggers.map(({ id }, index) => ({
    from: id,
    handle: 'next',
    slot: { kind: 'start' },
    target: start,
    label: '',
    isRepeated: index > 0,
  }));
}

function linksOf({ id, name, state }: StateNode): readonly Link[] {
  return slotsOf(name, state).map(({ slot, target }) => ({
    from: id,
    handle: handleOf(slot),
    slot,
    target,
    label: labelOf(slot, state),
    isRepeated: false,
  }));
}

function edgeOf(
  { from, handle, slot, target, label, isRepeated }: Link,
  loops: ReadonlySet<string>,
  isClosed: boolean,
): CanvasEdge {
  const id = slotId(slot);
  return {
    id: `${from}>${id}`,
    from,
    handle,
    to: isClosed ? stateNodeId(target ?? '') : `open:${id}`,
    slot: isClosed && !isRepeated ? slot : undefined,
    label,
    isFailure: slot.kind === 'catch',
    isBack: isClosed && loops.has(id),
  };
}

/** The ends of ways that lead nowhere; in a document with nothing in it, the place of its first step. */
function openEnds(
  { triggers = {} }: WorkflowDocument,
  links: readonly Link[],
  closed: readonly Link[],
): readonly OpenNode[] {
  const slots = links.filter((link) => !closed.includes(link) && !link.isRepeated).map(({ slot }) => slot);
  const isEmpty = links.length === 0;
  return (isEmpty ? [{ kind: 'start' } as const] : slots).map((slot) => ({
    kind: 'open',
    id: `open:${slotId(slot)}`,
    slot,
    after: slot.kind === 'start' ? (Object.keys(triggers)[0] ?? '') : slot.state,
    width: OPEN_SIZE,
    height: OPEN_SIZE,
  }));
}
