import { type Edge, MarkerType, type Node } from '@xyflow/react';
import type { CanvasStepState } from './canvas-context.ts';
import type { CanvasEdge, CanvasGraph, CanvasNode } from './model/canvas-graph.ts';
import type { Direction, LayoutResult, Positions } from './model/layout.ts';
import type { Point } from './model/route.ts';
import type { Slot } from './model/slot.ts';

export type FlowNode = Node<{ readonly node: CanvasNode; readonly direction: Direction; readonly afterTitle: string }>;
export type FlowEdge = Edge<{
  readonly slot: Slot | undefined;
  readonly label: string;
  readonly isFailure: boolean;
  readonly isBack: boolean;
  readonly colour: string;
  /** The free places that it goes through, for one that passes other cards. */
  readonly lanes: readonly Point[] | undefined;
  readonly isDimmed: boolean;
  readonly fromTitle: string;
  readonly toTitle: string;
}>;

const MAX_LABEL_CHARACTERS = 28;

/** The words that nodes go by, for names that a screen reader says. */
export interface NodeWords {
  readonly title: (node: CanvasNode) => string;
  readonly describe: (node: CanvasNode) => string;
  readonly otherwise: string;
}

/** Nodes as the canvas library wants them. Unreachable ones stay visible; their problem says what they are. */
export function toFlowNodes(
  graph: CanvasGraph,
  {
    positions,
    direction,
    selected,
    words,
  }: {
    readonly positions: Positions;
    readonly direction: Direction;
    readonly selected: string | undefined;
    readonly words: NodeWords;
  },
): FlowNode[] {
  return graph.nodes.map((node) => ({
    id: node.id,
    type: node.kind,
    position: positions[node.id] ?? { x: 0, y: 0 },
    width: node.width,
    height: node.height,
    selected: node.id === selected,
    selectable: node.kind !== 'open',
    focusable: false,
    ariaLabel: words.describe(node),
    data: { node, direction, afterTitle: node.kind === 'open' ? afterTitle(node, graph, words) : '' },
  }));
}

function afterTitle(node: Extract<CanvasNode, { kind: 'open' }>, graph: CanvasGraph, words: NodeWords): string {
  const before = graph.nodes.find(
    (other) =>
      (other.kind === 'state' && other.name === node.after) ||
      (other.kind === 'trigger' && other.triggerId === node.after),
  );
  return before === undefined ? node.after : words.title(before);
}

/** Edges as the canvas library wants them; in a run, the ways taken stand out. */
export function toFlowEdges(
  graph: CanvasGraph,
  {
    stepStates,
    direction,
    lanes,
    words,
  }: {
    readonly stepStates: Readonly<Record<string, CanvasStepState>> | undefined;
    readonly direction: Direction;
    readonly lanes: LayoutResult['lanes'];
    readonly words: NodeWords;
  },
): FlowEdge[] {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const wasRun = (id: string): boolean => {
    const node = byId.get(id);
    return node?.kind === 'trigger' || (node?.kind === 'state' && stepStates?.[node.name] !== undefined);
  };
  // Top down, a Choice's outputs leave from its foot: the rule stands on the way itself.
  const labelled = (edge: CanvasEdge): CanvasEdge =>
    direction === 'TB' && edge.label === ''
      ? { ...edge, label: ruleLabel(byId.get(edge.from), edge.handle, words) }
      : edge;
  return graph.edges.map(labelled).map((edge) =>
    toFlowEdge(edge, {
      byId,
      words,
      lanes: lanes[edge.id],
      isTaken: stepStates !== undefined && wasRun(edge.from) && wasRun(edge.to),
      isRun: stepStates !== undefined,
    }),
  );
}

function ruleLabel(node: CanvasNode | undefined, handle: string, words: NodeWords): string {
  const row = node?.kind === 'state' ? node.rows.find((candidate) => candidate.handle === handle) : undefined;
  if (row === undefined) return '';
  const label = row.isDefault ? words.otherwise : row.label;
  return label.length > MAX_LABEL_CHARACTERS ? `${label.slice(0, MAX_LABEL_CHARACTERS - 1)}…` : label;
}

function colourOf(isFailure: boolean, isTaken: boolean): string {
  if (isFailure) return 'var(--mr-state-failed)';
  return isTaken ? 'var(--mr-state-success)' : 'var(--mr-border-control)';
}

function toFlowEdge(
  edge: CanvasEdge,
  {
    byId,
    words,
    lanes,
    isTaken,
    isRun,
  }: {
    readonly byId: ReadonlyMap<string, CanvasNode>;
    readonly words: NodeWords;
    readonly lanes: readonly Point[] | undefined;
    readonly isTaken: boolean;
    readonly isRun: boolean;
  },
): FlowEdge {
  const titleOf = (id: string): string => {
    const node = byId.get(id);
    return node === undefined || node.kind === 'open' ? '' : words.title(node);
  };
  const { slot, label, isFailure, isBack } = edge;
  const colour = colourOf(isFailure, isTaken);
  return {
    id: edge.id,
    type: 'step',
    source: edge.from,
    sourceHandle: edge.handle,
    target: edge.to,
    targetHandle: 'in',
    focusable: false,
    ...(edge.to.startsWith('open:')
      ? {}
      : { markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16, color: colour } }),
    data: {
      slot,
      label,
      isFailure,
      isBack,
      colour,
      lanes,
      isDimmed: isRun && !isTaken,
      fromTitle: titleOf(edge.from),
      toTitle: titleOf(edge.to),
    },
  };
}
