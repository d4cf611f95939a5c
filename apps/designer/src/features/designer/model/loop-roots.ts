// What is at hand inside of loops: the item of the innermost one, and those of the loops around it.
import type { MapState, WorkflowDocument } from '@millrace/machine';
import { innerMachines, type Place, pathOfState, readMachine } from '../../../components/canvas/model/scope.ts';
import { addStep } from './commands/add-step.ts';
import { isList } from '../../../lib/json.ts';
import { type DataShape, isDescribed, itemOf, sketchOf } from './data-shape.ts';
import { expressionOf } from './field-mode.ts';
import { pathOf } from './jsonata-path.ts';
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

function itemRoots(place: Place, looking: Looking): readonly PickerRoot[] {
  const { name } = place;
  const { known } = looking;
  const label = known.word('item', { step: name });
  const { root, index } = describedItem({ id: 'item', kind: 'item', label, expression: ITEM }, place, looking);
  return [
    root,
    {
      ...{ id: 'index', kind: 'index', label: known.word('index'), expression: INDEX, sample: index },
      schema: { type: 'integer' },
    },
  ];
}

/** An item's root. What the items have together is its shape alone: there was never such an item. */
function describedItem(
  root: Omit<PickerRoot, 'schema' | 'source' | 'sample'>,
  loop: Place,
  looking: Looking,
): { readonly root: PickerRoot; readonly index: number | undefined } {
  const list = listOf(loop, looking);
  const item = itemOfLoop(loop, looking);
  const shape = list === undefined ? {} : itemOf(list);
  const schema = sketchOf({ ...shape, value: shape.value ?? item?.value });
  const isDeclared = isDescribed({ schema: shape.schema, document: shape.document });
  const source = isDeclared ? 'inferred' : 'sample';
  return { root: described({ ...root, sample: item?.value }, schema, source), index: item?.index };
}

/** Where the items are from, if they are not put into batches. */
function listOf({ name, state }: Place, looking: Looking): DataShape | undefined {
  const { Items, ItemBatcher } = state as MapState;
  const path = pathOf(Items === undefined ? '$states.input' : (expressionOf(Items) ?? ''));
  return path === undefined || ItemBatcher !== undefined ? undefined : looking.shapeOfPath(name, path);
}

/** An item that there was: that of the sample's run, else the first. */
export function itemOfLoop(
  loop: Place,
  looking: Looking,
): { readonly value: unknown; readonly index: number } | undefined {
  const { ItemSelector, ItemBatcher, ItemProcessor } = loop.state as MapState;
  const wanted = looking.iteration[loop.name] ?? 0;
  const items = listOf(loop, looking)?.value;
  if (isList(items) && items.length > 0) {
    // What is kept for a step may be shorter than what the run went through.
    const index = wanted < items.length ? wanted : 0;
    return { value: items[index], index };
  }
  if (ItemSelector !== undefined && ItemBatcher === undefined) return undefined;
  const { StartAt } = readMachine(ItemProcessor);
  const value: unknown = looking.known.sample.steps.find(({ state }) => state === StartAt)?.input;
  return value === undefined ? undefined : { value, index: wanted };
}

/** The item of a loop around: the inner loop hides it, so the outer one has to keep it first. */
function outerRoot(loop: Place, looking: Looking): readonly PickerRoot[] {
  const { name, state, scope } = loop;
  const { document, known } = looking;
  const isKept = Object.values(readMachine((state as MapState).ItemProcessor).States).some(
    (inner) => 'Assign' in inner && Object.values(inner.Assign).includes(`{% ${ITEM} %}`),
  );
  if (isKept) return [];
  const variable = freeVariable(document, 'item');
  const label = known.word('outerItem', { step: name });
  const path = `${pathOfState(scope.path, name)}${innerMachines(state)[0]?.part ?? ''}`;
  return [
    {
      ...describedItem({ id: `item ${name}`, kind: 'item', label, expression: `$${variable}` }, loop, looking).root,
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
