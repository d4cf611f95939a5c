// What is at hand inside of loops: the item of the innermost one, and those of the loops around it.
import type { MapState, WorkflowDocument } from '@millrace/machine';
import { innerMachines, type Place, pathOfState, readMachine } from '../../../components/canvas/model/scope.ts';
import { addStep } from './commands/add-step.ts';
import { type DataShape, itemOf, sketchOf } from './data-shape.ts';
import { expressionOf } from './field-mode.ts';
import { pathOf } from './jsonata-path.ts';
import { isList } from '../../../lib/json.ts';
import { freeVariable } from './names.ts';
import { described, type Looking, type PickerRoot } from './picker-root.ts';

const ITEM = '$states.context.Map.Item.Value';
const INDEX = '$states.context.Map.Item.Index';

/** The items of the loops that a step is in. `around`: its place and those around it, from the inside out. */
export function loopRoots(around: readonly Place[], looking: Looking): readonly PickerRoot[] {
  // The first place is the step itself, which is in no loop of its own.
  const loops = around.slice(1).filter(({ state }) => state.Type === 'Map');
  const [inner, ...outer] = loops;
  if (inner === undefined) return [];
  return [...itemRoots(inner, looking), ...outer.flatMap((loop) => outerRoot(loop, looking))];
}

function itemRoots({ name, state }: Place, looking: Looking): readonly PickerRoot[] {
  const { known } = looking;
  const shape = shapeOfItem(name, state as MapState, looking);
  return [
    described(
      { id: 'item', kind: 'item', label: known.word('item', { step: name }), expression: ITEM, sample: shape.sample },
      sketchOf(shape),
      'inferred',
    ),
    {
      ...{ id: 'index', kind: 'index', label: known.word('index'), expression: INDEX, sample: undefined },
      schema: { type: 'integer' },
    },
  ];
}

/** `value` shows what items may have together; `sample` is one that there was. */
interface ItemShape extends DataShape {
  readonly sample?: unknown;
}

/** What one item is like: by where the items are from, else by what a run began the loop's first step with. */
function shapeOfItem(name: string, { Items, ItemSelector, ItemProcessor }: MapState, looking: Looking): ItemShape {
  const path = pathOf(Items === undefined ? '$states.input' : (expressionOf(Items) ?? ''));
  const list = path === undefined ? undefined : looking.shapeOfPath(name, path);
  const shape = list === undefined ? {} : itemOf(list);
  const items = list?.value;
  if (shape.value !== undefined || ItemSelector !== undefined)
    return { ...shape, sample: isList(items) ? items[0] : undefined };
  const { StartAt } = readMachine(ItemProcessor);
  const input = looking.known.sample.steps.findLast(({ state }) => state === StartAt)?.input;
  return { ...shape, value: input, sample: input };
}

/** The item of a loop around: the inner loop hides it, so the outer one has to keep it first. */
function outerRoot({ name, state, scope }: Place, looking: Looking): readonly PickerRoot[] {
  const { document, known } = looking;
  const isKept = Object.values(readMachine((state as MapState).ItemProcessor).States).some(
    (inner) => 'Assign' in inner && Object.values(inner.Assign).includes(`{% ${ITEM} %}`),
  );
  if (isKept) return [];
  const variable = freeVariable(document, 'item');
  const shape = shapeOfItem(name, state as MapState, looking);
  const path = `${pathOfState(scope.path, name)}${innerMachines(state)[0]?.part ?? ''}`;
  return [
    {
      ...described(
        {
          ...{ id: `item ${name}`, kind: 'item', label: known.word('outerItem', { step: name }) },
          ...{ expression: `$${variable}`, sample: shape.sample },
        },
        sketchOf(shape),
        'inferred',
      ),
      prepare: (current) => rememberItem(current, { path, variable, title: known.word('rememberItem') }),
    },
  ];
}

interface Remembered {
  /** JSON Pointer of the loop's machine. */
  readonly path: string;
  readonly variable: string;
  readonly title: string;
}

/** A step at the start of a loop that keeps its item. */
function rememberItem(document: WorkflowDocument, { path, variable, title }: Remembered): WorkflowDocument {
  const { document: added } = addStep(
    document,
    { kind: 'start', scope: path },
    { title, state: { Type: 'Pass', Assign: { [variable]: `{% ${ITEM} %}` } }, keepsResult: false },
  );
  return added;
}
