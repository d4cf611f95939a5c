import type { FocusEvent, KeyboardEvent, MouseEvent, RefObject } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import type { CanvasSurroundings } from './canvas-context.ts';
import { NOTHING_SELECTED, selectOnly } from './canvas-events.ts';
import { isContainer } from './model/container.ts';
import { isEdgeItem, isStateItem, nodeIdOf } from './model/items.ts';
import type { Direction } from './model/layout-input.ts';
import type { Picture } from './model/picture.ts';
import { namesInside } from './model/scope.ts';
import { toggled } from './model/selection.ts';
import { useAutoView } from './use-auto-view.ts';
import { useBoxSelect } from './use-box-select.ts';
import { useCanvasKeys } from './use-canvas-keys.ts';
import { type Drawing, useDrawing } from './use-drawing.ts';
import { useDrops } from './use-drops.ts';
import { useEdgePan } from './use-edge-pan.ts';
import { useIterationKeys } from './use-iteration-keys.ts';
import { elementOf, itemAt, useMenu } from './use-menu.ts';
import { usePreferences } from './use-preferences.ts';
import { usePull } from './use-pull.ts';
import { useSaid } from './use-said.ts';
import { useSurroundings } from './use-surroundings.ts';
import { useVisible } from './use-visible.ts';
import { useWalk } from './use-walk.ts';
import type { CanvasProps } from './workflow-canvas.tsx';

/** Above this many nodes the small picture of all is shown from the beginning. */
const MAP_FROM_NODES = 60;

export interface CanvasState extends Drawing {
  readonly surroundings: CanvasSurroundings;
  readonly visible: Picture | undefined;
  readonly view: ReturnType<typeof useAutoView>;
  readonly box: ReturnType<typeof useBoxSelect>;
  readonly pull: ReturnType<typeof usePull>;
  readonly drops: ReturnType<typeof useDrops>;
  readonly menu: ReturnType<typeof useMenu>;
  readonly isMapShown: boolean;
  readonly showMap: (isShown: boolean) => void;
  readonly setDirection: (direction: Direction) => void;
  /** What was refused, in words. */
  readonly said: string;
  /** Something on the canvas is selected: that is where Tab comes to. */
  readonly hasStop: boolean;
  readonly focus: (event: FocusEvent<HTMLElement>) => void;
  readonly press: (event: KeyboardEvent<HTMLElement>) => void;
  readonly click: (event: MouseEvent) => void;
}

/** All that a canvas knows and does. */
export function useCanvasState(props: CanvasProps, root: RefObject<HTMLElement | null>): CanvasState {
  const { t } = useTranslation('canvas');
  const {
    document,
    readOnly,
    connectors,
    selection = NOTHING_SELECTED,
    unseen = 'notTaken',
    onSelect,
    onRetarget,
  } = props;
  const [preferences, prefer] = usePreferences();
  const drawing = useDrawing(props, { root, direction: preferences.direction });
  const { room, graph, layout, picture, current, collapsed } = drawing;
  const [said, say] = useSaid();
  const selected = current === undefined || isEdgeItem(current) ? current : nodeIdOf(current);
  const view = useAutoView({ picture, layoutKey: layout?.key, room, selected });
  const pan = useEdgePan({ root, picture, own: view.own });
  const pull = usePull({
    document,
    onMove: pan,
    onRetarget: (slot, to, at) => onRetarget?.(slot, to, at),
    onRefuse: (why) => say(t(`pullRefused.${why}`)),
  });
  const draggedWith = (name: string): readonly string[] => (selection.items.includes(name) ? selection.items : [name]);
  const drops = useDrops({ graph, draggedWith, onOver: pan, onDrop: readOnly ? undefined : props.onDrop });
  const fold = (name: string): void => {
    // What is selected would be hidden: the box that closes takes its place.
    const isInside = current !== undefined && namesInside(document, name).includes(current);
    if (isInside && !collapsed.has(name)) onSelect?.(selectOnly(name));
    drawing.fold(name);
  };
  const runUnseen = props.stepStates === undefined ? undefined : unseen;
  const surroundings = useSurroundings({ ...props, root, connectors, unseen: runUnseen, fold, pull: pull.start });
  const menu = useMenu({ ...props, graph, selection });
  return {
    ...drawing,
    surroundings,
    said,
    view,
    pull,
    drops,
    menu,
    visible: useVisible(picture, room, current),
    box: useBoxSelect({ root, document, picture, selection, onSelect }),
    isMapShown: preferences.isMapShown ?? graph.nodes.length > MAP_FROM_NODES,
    showMap: (isMapShown) => prefer({ isMapShown }),
    setDirection: (direction) => prefer({ direction }),
    hasStop: current !== undefined && picture !== undefined,
    ...useInput({ props, drawing, view, menu, fold, say, turn: (direction) => prefer({ direction }) }),
  };
}

interface Input {
  readonly props: CanvasProps;
  readonly drawing: Drawing;
  readonly view: ReturnType<typeof useAutoView>;
  readonly menu: ReturnType<typeof useMenu>;
  readonly fold: (name: string) => void;
  readonly say: (words: string) => void;
  readonly turn: (direction: Direction) => void;
}

/** What keys, clicks and the focus do. */
function useInput({
  props,
  drawing,
  view,
  menu,
  fold,
  say,
  turn,
}: Input): Pick<CanvasState, 'focus' | 'press' | 'click'> {
  const { document, selection = NOTHING_SELECTED, onSelect, onKey } = props;
  const { graph, layout, current } = drawing;
  const walked = useWalk({ document, graph, selection, onSelect });
  const keyed = useCanvasKeys({
    turn: () => turn(layout?.direction === 'LR' ? 'TB' : 'LR'),
    fitAll: view.fitAll,
    fitSelection: () => view.fitSome(selection.items.map((item) => (isEdgeItem(item) ? item : nodeIdOf(item)))),
    fold: () => {
      const node = graph.nodes.find((one) => one.kind === 'state' && one.name === current);
      if (node?.kind === 'state' && isContainer(node.state)) fold(node.name);
    },
    own: view.own,
  });
  const iterated = useIterationKeys({ ...props, current, say });
  const openTools = ({ key, currentTarget }: KeyboardEvent<HTMLElement>): boolean => {
    if (key !== 'Enter' || current === undefined || !isEdgeItem(current)) return false;
    const button = elementOf(currentTarget, current)?.querySelector('button');
    button?.focus();
    return button !== null && button !== undefined;
  };
  return {
    press: (event) => {
      // Buttons on the canvas keep their own keys.
      const isButton = event.target instanceof HTMLButtonElement;
      if (isButton && (event.key === 'Enter' || event.key === ' ')) return;
      if (menu.pressed(event) || walked(event) || openTools(event) || keyed(event) || iterated(event))
        event.preventDefault();
      else onKey?.(event);
    },
    click: ({ target, shiftKey, metaKey, ctrlKey }) => {
      const item = target instanceof Element && target.closest('button') === null ? itemAt(target) : undefined;
      if (item === undefined) return;
      const isMore = (shiftKey || metaKey || ctrlKey) && isStateItem(item);
      onSelect?.(isMore ? toggled(document, selection, item) : selectOnly(item));
    },
    focus: ({ target, currentTarget }) => {
      if (target !== currentTarget || current === undefined) return;
      elementOf(currentTarget, current)?.focus({ preventScroll: true });
    },
  };
}
