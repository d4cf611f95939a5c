import '@xyflow/react/dist/base.css';
import { Background, BackgroundVariant, ReactFlow, ReactFlowProvider, useStore, ViewportPortal } from '@xyflow/react';
import type { WorkflowDocument } from '@millrace/machine';
import {
  type ClipboardEvent,
  type CSSProperties,
  type ReactElement,
  type ReactNode,
  type KeyboardEvent,
  useRef,
} from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import words from '../../i18n/en/canvas.json' with { type: 'json' };
import type { ConnectorDescription } from '../../lib/contract.ts';
import { addWords } from '../../lib/i18n.ts';
import { CanvasContext, type CanvasStepState, type MapIterations, type Unseen } from './canvas-context.ts';
import type { CanvasEvents, CanvasSelection, CardChange, CardMark } from './canvas-events.ts';
import { CanvasLayers } from './canvas-layers.tsx';
import styles from './canvas.module.css';
import { CanvasTools } from './canvas-tools.tsx';
import { MiniMap } from './mini-map.tsx';
import { detailAt, LEAST_ZOOM, nameScaleAt, type Rect } from './model/view.ts';
import { type CanvasState, useCanvasState } from './use-canvas-state.ts';

addWords('canvas', words);

export interface CanvasProps extends CanvasEvents {
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

/** A workflow as a picture: computed from the document, never stored. */
export function WorkflowCanvas(props: CanvasProps): ReactElement {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

/** Above this many nodes nothing moves by itself. */
const CALM_NODES = 100;

function Canvas(props: CanvasProps): ReactElement {
  const { t } = useTranslation('canvas');
  const root = useRef<HTMLDivElement>(null);
  const canvas = useCanvasState(props, root);
  const { pulled } = canvas.pull;
  const detail = useStore(({ transform }) => detailAt(transform[2]));
  const nameScale = useStore(({ transform }) => nameScaleAt(transform[2]));
  return (
    <CanvasContext value={canvas.surroundings}>
      <div
        ref={root}
        className={styles.canvas}
        style={{ '--canvas-name-scale': nameScale } as CSSProperties}
        data-detail={detail}
        data-read-only={props.readOnly}
        data-calm={canvas.graph.nodes.length > CALM_NODES}
        data-dropping={canvas.drops.isDragging}
        data-pulling={pulled === undefined ? undefined : pulled.over?.isAllowed !== false}
        role="application"
        aria-label={t('canvas')}
        tabIndex={canvas.hasStop ? -1 : 0}
        onFocus={canvas.focus}
        onKeyDown={canvas.press}
        onClick={canvas.click}
        onPointerDown={canvas.box.onPointerDown}
        onContextMenu={canvas.menu.onContextMenu}
        onPaste={props.onPaste}
        {...canvas.drops.handlers}
      >
        <Stage {...canvas} />
        <Furniture {...canvas} corner={props.corner} />
      </div>
    </CanvasContext>
  );
}

/** The view is moved by the middle button; Space makes it the left one. */
const PAN_BUTTONS = [1];
/** Everything is drawn by layers of our own; the library moves and zooms them. */
const NOTHING: never[] = [];

/** The picture, which is moved and zoomed. */
function Stage({ visible, view, facts, selected, current, pull }: CanvasState): ReactElement | null {
  if (visible === undefined || view.start === undefined) return null;
  return (
    <ReactFlow
      nodes={NOTHING}
      edges={NOTHING}
      nodesFocusable={false}
      edgesFocusable={false}
      disableKeyboardA11y
      deleteKeyCode={null}
      selectionKeyCode={null}
      multiSelectionKeyCode={null}
      panOnScroll
      panOnDrag={PAN_BUTTONS}
      zoomOnDoubleClick={false}
      minZoom={LEAST_ZOOM}
      maxZoom={2}
      defaultViewport={view.start}
      onMove={(event) => {
        if (event !== null) view.own();
      }}
      proOptions={{ hideAttribution: true }}
    >
      <Background variant={BackgroundVariant.Dots} gap={16} size={1} color="var(--mr-border-subtle)" />
      <ViewportPortal>
        <CanvasLayers picture={visible} facts={facts} selected={selected} current={current} pulled={pull.pulled} />
      </ViewportPortal>
    </ReactFlow>
  );
}

/** What stands over the picture. */
function Furniture({ corner, ...canvas }: CanvasState & { readonly corner: ReactNode }): ReactElement {
  const { t } = useTranslation('canvas');
  const { layout, picture, room, view, box, isMapShown, facts, selected } = canvas;
  const simplified = layout?.isSimplified === true ? t('simplified') : '';
  return (
    <>
      {layout !== undefined && (
        <CanvasTools
          direction={layout.direction}
          onDirection={canvas.setDirection}
          isMapShown={isMapShown}
          onMap={canvas.showMap}
          onFit={view.fitAll}
          onOwn={view.own}
        />
      )}
      {isMapShown && picture !== undefined && room !== undefined && (
        <MiniMap nodes={picture.nodes} facts={facts} selected={selected} room={room} onOwn={view.own} />
      )}
      {box.box !== undefined && <div className={styles.selectBox} style={cornerStyle(box.box)} />}
      {corner !== undefined && <div className={styles.corner}>{corner}</div>}
      <p className={styles.note} role="status">
        {canvas.said === '' ? simplified : canvas.said}
      </p>
    </>
  );
}

const cornerStyle = ({ x, y, width, height }: Rect): CSSProperties => ({ left: x, top: y, width, height });
