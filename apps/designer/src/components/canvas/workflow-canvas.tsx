import '@xyflow/react/dist/base.css';
import { Background, BackgroundVariant, ReactFlow, ReactFlowProvider, useStore } from '@xyflow/react';
import type { WorkflowDocument } from '@millrace/machine';
import { type ClipboardEvent, type KeyboardEvent, type ReactElement, type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import words from '../../i18n/en/canvas.json';
import type { ConnectorDescription } from '../../lib/contract.ts';
import { addWords } from '../../lib/i18n.ts';
import { CanvasContext, type CanvasStepState, type MapIterations, type Unseen } from './canvas-context.ts';
import {
  type CanvasEvents,
  type CanvasSelection,
  type CardChange,
  type CardMark,
  NOTHING_SELECTED,
  selectOnly,
} from './canvas-events.ts';
import styles from './canvas.module.css';
import { CanvasTools } from './canvas-tools.tsx';
import { StepEdge } from './edges.tsx';
import { stateNodeId } from './model/canvas-graph.ts';
import { neighbour } from './model/graph-walk.ts';
import type { DirectionChoice } from './model/layout.ts';
import { detailAt, LEAST_ZOOM } from './model/view.ts';
import { OpenNode, StateNode, TriggerNode } from './nodes.tsx';
import { useAutoView } from './use-auto-view.ts';
import { isPlain, useCanvasKeys } from './use-canvas-keys.ts';
import { useFlow, useGraph } from './use-flow.ts';
import { useLayout } from './use-layout.ts';
import { useViewSize } from './use-view-size.ts';
import { useNodeWords } from './use-node-words.ts';

addWords('canvas', words);

const NODE_TYPES = { trigger: TriggerNode, state: StateNode, open: OpenNode };
const EDGE_TYPES = { step: StepEdge };
/** Above this many nodes the library draws only what is in view. */
const MANY_NODES = 150;

interface Props extends CanvasEvents {
  readonly document: WorkflowDocument;
  readonly readOnly: boolean;
  readonly connectors: readonly ConnectorDescription[];
  readonly selection?: CanvasSelection;
  readonly stepStates?: Readonly<Record<string, CanvasStepState>>;
  readonly unseen?: Unseen;
  /** State name -> number of problems. */
  readonly problems?: Readonly<Record<string, number>>;
  readonly marks?: Readonly<Record<string, readonly CardMark[]>>;
  /** State name -> how it differs from the other side of a comparison. */
  readonly changes?: Readonly<Record<string, CardChange>>;
  /** Name of a Map -> which of its iterations is shown; without an index, all together. */
  readonly iterations?: Readonly<Record<string, MapIterations>>;
  /** What stands in the upper right corner. */
  readonly corner?: ReactNode;
  /** Keys that the canvas has no use for. */
  readonly onKey?: (event: KeyboardEvent) => void;
  readonly onPaste?: (event: ClipboardEvent) => void;
}

const toNodeId = (name: string | undefined): string | undefined =>
  name === undefined || name.startsWith('trigger:') ? name : stateNodeId(name);
const toName = (id: string): string => (id.startsWith('trigger:') ? id : id.replace(/^state:/, ''));

/** A workflow as a picture: computed from the document, never stored. */
export function WorkflowCanvas(props: Props): ReactElement {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas({
  document,
  readOnly,
  connectors,
  selection = NOTHING_SELECTED,
  onSelect,
  stepStates,
  unseen = 'notTaken',
  problems = {},
  onAdd,
  corner,
  onKey,
  onPaste,
}: Props): ReactElement {
  const { t } = useTranslation('canvas');
  const [choice, setChoice] = useState<DirectionChoice>('auto');
  const { ref, view, room } = useViewSize();
  const detail = useStore(({ transform }) => detailAt(transform[2]));
  const graph = useGraph(document, { withFooter: stepStates !== undefined, withOpenEnds: !readOnly });
  const layout = useLayout(graph, choice, view);
  const selected = toNodeId(selection.current);
  const nodeWords = useNodeWords({ connectors, stepStates });
  const { nodes, edges } = useFlow(graph, layout, { selected, stepStates, words: nodeWords });
  const surroundings = useMemo(
    () => ({ connectors, readOnly, stepStates, unseen, problems, onAdd: readOnly ? undefined : onAdd }),
    [connectors, readOnly, stepStates, unseen, problems, onAdd],
  );
  const { start, own, fitAll } = useAutoView({ graph, layout, room, selected });
  const pressed = useCanvasKeys({ turn: () => setChoice(layout?.direction === 'LR' ? 'TB' : 'LR'), fitAll, own });
  const press = (event: KeyboardEvent): void => {
    // Buttons on the canvas keep their own keys.
    if (event.target !== event.currentTarget && (event.key === 'Enter' || event.key === ' ')) return;
    const next = isPlain(event) ? neighbour(graph, selected, event.key) : undefined;
    if (next === undefined && !pressed(event)) {
      onKey?.(event);
      return;
    }
    event.preventDefault();
    if (next !== undefined) onSelect?.(selectOnly(toName(next)));
  };
  const current = graph.nodes.find((node) => node.id === selected);
  return (
    <CanvasContext value={surroundings}>
      <div
        ref={ref}
        className={styles.canvas}
        data-detail={detail}
        role="application"
        aria-label={t('canvas')}
        tabIndex={0}
        onKeyDown={press}
        onPaste={onPaste}
      >
        <span className={styles.hidden} role="status">
          {current === undefined ? '' : nodeWords.describe(current)}
        </span>
        {layout !== undefined && start !== undefined && (
          <ReactFlow
            nodes={nodes}
            edges={edges}
            nodeTypes={NODE_TYPES}
            edgeTypes={EDGE_TYPES}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            disableKeyboardA11y
            deleteKeyCode={null}
            selectionKeyCode={null}
            multiSelectionKeyCode={null}
            panOnScroll
            zoomOnDoubleClick={false}
            minZoom={LEAST_ZOOM}
            maxZoom={2}
            defaultViewport={start}
            onMove={(event) => {
              if (event !== null) own();
            }}
            onlyRenderVisibleElements={graph.nodes.length > MANY_NODES}
            onNodeClick={(_, node) => {
              if (node.type !== 'open') onSelect?.(selectOnly(toName(node.id)));
            }}
            onPaneClick={() => onSelect?.(NOTHING_SELECTED)}
            proOptions={{ hideAttribution: true }}
          >
            <Background variant={BackgroundVariant.Dots} gap={16} size={1} color="var(--mr-border-subtle)" />
            <CanvasTools direction={layout.direction} onDirection={setChoice} onFit={fitAll} onOwn={own} />
          </ReactFlow>
        )}
        {corner !== undefined && <div className={styles.corner}>{corner}</div>}
        {layout?.isSimplified === true && <p className={styles.note}>{t('simplified')}</p>}
      </div>
    </CanvasContext>
  );
}
