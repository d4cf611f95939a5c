import { StateFailure } from '../failure.ts';
import { Fields, shortened } from '../fields.ts';
import type { MachineError } from '../host.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { MapState } from '../machine.ts';
import type { Step, Transition } from '../step.ts';
import { runThreads, type Plan } from '../threads.ts';

const DEFAULT_MAX_ITEMS = 100_000;
const DEFAULT_CONCURRENCY = 40;
const COUNT = { minimum: 0, maximum: Infinity, what: 'a whole number' };

/** Runs its machine once for each item, or for each batch of items; the output is an array in the order of the items. */
export function runMap(step: Step<MapState>): Promise<Transition> {
  const { state, host } = step;
  const { mapConcurrency = DEFAULT_CONCURRENCY, maxMapItems = DEFAULT_MAX_ITEMS } = host.options ?? {};
  return runThreads(step, (fields) => {
    // In the order of AWS: it shows when more than one field is wrong.
    const most = fields.number(state, 'MaxConcurrency', COUNT);
    const items = itemsOf(step, fields);
    if (items.length > maxMapItems) {
      const cause = `limit.map_items: the Map has ${items.length} items, and may have ${maxMapItems}.`;
      throw new StateFailure('States.Runtime', cause);
    }
    const concurrency = most === undefined || most === 0 ? mapConcurrency : most;
    const endOf = endOfMap(state, fields, items.length);
    const select = (index: number): JsonValue => selected(step, fields, itemAt(items, index));
    const batches =
      state.ItemBatcher === undefined
        ? undefined
        : batched(
            state.ItemBatcher,
            fields,
            items.map((_, index) => select(index)),
          );
    const given = batches ?? items;
    return {
      ...{ count: given.length, concurrency, endOf, machineOf: () => state.ItemProcessor },
      inputOf: batches === undefined ? select : (index) => batches[index] ?? null,
      itemOf: (index) => itemAt(given, index),
    };
  });
}

/** `$states.context.Map.Item`. */
const itemAt = (items: readonly JsonValue[], index: number): JsonObject => ({
  Index: index,
  Value: items[index] ?? null,
});

function itemsOf({ state, input }: Step<MapState>, fields: Fields): readonly JsonValue[] {
  const items = fields.list(state, 'Items');
  if (items !== undefined) return items;
  if (Array.isArray(input)) return input as readonly JsonValue[];
  const cause = `Map state input must be an array but was: ${shortened(JSON.stringify(input))}`;
  throw new StateFailure('States.QueryEvaluationError', cause);
}

function selected(step: Step<MapState>, { extra }: Fields, item: JsonObject): JsonValue {
  if (step.state.ItemSelector === undefined) return item.Value ?? null;
  return new Fields(step, { ...extra, item }).value(step.state, 'ItemSelector', `[${String(item.Index)}]/`) ?? null;
}

const EXCEEDED: MachineError = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

/** Without a threshold the first failure is the state's own; past one, having exceeded it is. */
function endOfMap(state: MapState, fields: Fields, items: number): Plan['endOf'] {
  const count = fields.number(state, 'ToleratedFailureCount', COUNT);
  const percentage = fields.number(state, 'ToleratedFailurePercentage', { minimum: 0, maximum: 100, what: 'a number' });
  if (count === undefined && percentage === undefined) return (_, error) => error;
  // Whichever is exceeded first, as in AWS.
  const most = Math.min(count ?? Infinity, percentage === undefined ? Infinity : (items * percentage) / 100);
  return (failures) => (failures > most ? EXCEEDED : undefined);
}

type Batcher = NonNullable<MapState['ItemBatcher']>;

/** The items in groups, each as full as both limits allow. */
function batched(batcher: Batcher, fields: Fields, items: readonly JsonValue[]): readonly JsonObject[] {
  const limits = { minimum: 1, maximum: Infinity, what: 'a whole number', place: 'ItemBatcher/' };
  const mostItems = fields.number(batcher, 'MaxItemsPerBatch', limits) ?? Infinity;
  const mostBytes = fields.number(batcher, 'MaxInputBytesPerBatch', limits) ?? Infinity;
  const given = fields.value(batcher, 'BatchInput', 'ItemBatcher/');
  const around = given === undefined ? {} : { BatchInput: given };
  const emptyBytes = bytesOf({ ...around, Items: [] });
  const batches: JsonValue[][] = [];
  let bytes = Infinity;
  for (const item of items) {
    const more = bytesOf(item) + 1;
    const last = batches.at(-1);
    if (emptyBytes + more - 1 > mostBytes) {
      const cause = `An item and its BatchInput take ${emptyBytes + more - 1} bytes, but MaxInputBytesPerBatch is ${mostBytes}.`;
      throw new StateFailure('States.DataLimitExceeded', cause);
    }
    if (last === undefined || last.length >= mostItems || bytes + more > mostBytes) {
      batches.push([item]);
      bytes = emptyBytes + more - 1;
    } else {
      last.push(item);
      bytes += more;
    }
  }
  return batches.map((Items) => ({ ...around, Items }));
}

/** Of its JSON in UTF-8. */
function bytesOf(value: JsonValue): number {
  const text = JSON.stringify(value);
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    // A half of a pair stands for two bytes of the four.
    if (code > 0x7f) bytes += code <= 0x7ff || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
