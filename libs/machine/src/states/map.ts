import { requireSmall } from '../data-limit.ts';
import { StateFailure } from '../failure.ts';
import { countFrom, Fields, PERCENT, shortened } from '../fields.ts';
import type { MachineError } from '../host.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { requireAtMost } from '../limits.ts';
import type { Step, Transition } from '../thread.ts';
import { runThreads, type Plan } from '../threads.ts';
import type { MapState } from '../machine.ts';

const DEFAULT_CONCURRENCY = 40;

/** Runs its machine once for each item, or for each batch of items; the output is an array in the order of the items. */
export function runMap(step: Step<MapState>): Promise<Transition> {
  const { state, host, thread } = step;
  const { limits } = thread.run;
  const { mapConcurrency = DEFAULT_CONCURRENCY } = host.options ?? {};
  return runThreads(step, (fields) => {
    // In the order of AWS: it shows when more than one field is wrong.
    const most = fields.typed(state, 'MaxConcurrency', countFrom(0)) ?? 0;
    const items = itemsOf(step, fields);
    requireAtMost('limit.map_items', 'Items of the Map', { limit: limits.mapItems, actual: items.length });
    const endOf = endOfMap(state, fields, items.length);
    const select = (index: number): JsonValue => selected(step, fields, itemAt(items, index));
    const { ItemBatcher, ItemProcessor } = state;
    const isBatched = ItemBatcher !== undefined;
    const given = isBatched ? batched(ItemBatcher, fields, Array.from(items.keys(), select)) : items;
    const concurrency = most === 0 ? mapConcurrency : most;
    const batchAt = (index: number): JsonValue => requireSmall(given[index] ?? null, 'a batch of items', limits);
    const inputOf = isBatched ? batchAt : select;
    const itemOf = (index: number): JsonObject => itemAt(given, index);
    return { count: given.length, machineOf: () => ItemProcessor, concurrency, inputOf, itemOf, endOf };
  });
}

/** `$states.context.Map.Item`. */
const itemAt = (items: readonly JsonValue[], index: number) => ({ Index: index, Value: items[index] ?? null });

function itemsOf({ state, input }: Step<MapState>, fields: Fields): readonly JsonValue[] {
  const items = fields.typed(state, 'Items', { type: 'array', wanted: 'an array' });
  if (items !== undefined) return items;
  if (Array.isArray(input)) return input as readonly JsonValue[];
  const cause = `Map state input must be an array but was: ${shortened(JSON.stringify(input))}`;
  throw new StateFailure('States.QueryEvaluationError', cause);
}

function selected(step: Step<MapState>, { extra }: Fields, item: ReturnType<typeof itemAt>): JsonValue {
  if (step.state.ItemSelector === undefined) return item.Value;
  return new Fields(step, { ...extra, item }).value(step.state, 'ItemSelector', `[${item.Index}]/`) ?? null;
}

const EXCEEDED: MachineError = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

/** Without a threshold the first failure is the state's own; past one, having exceeded it is. */
function endOfMap(state: MapState, fields: Fields, items: number): Plan['endOf'] {
  const count = fields.typed(state, 'ToleratedFailureCount', countFrom(0));
  const percentage = fields.typed(state, 'ToleratedFailurePercentage', PERCENT);
  if (count === undefined && percentage === undefined) return (_, error) => error;
  // Whichever is exceeded first, as in AWS.
  const most = Math.min(count ?? Infinity, ((percentage ?? Infinity) * items) / 100);
  return (failures) => (failures > most ? EXCEEDED : undefined);
}

/** The items in groups, each as full as both limits allow. */
function batched(
  batcher: NonNullable<MapState['ItemBatcher']>,
  fields: Fields,
  items: readonly JsonValue[],
): readonly JsonObject[] {
  const wanted = { ...countFrom(1), place: 'ItemBatcher/' };
  const mostItems = fields.typed(batcher, 'MaxItemsPerBatch', wanted) ?? Infinity;
  const mostBytes = fields.typed(batcher, 'MaxInputBytesPerBatch', wanted) ?? Infinity;
  const given = fields.value(batcher, 'BatchInput', 'ItemBatcher/');
  const around = given === undefined ? {} : { BatchInput: given };
  const emptyBytes = bytesOf({ ...around, Items: [] });
  const batches: JsonValue[][] = [];
  let bytes = Infinity;
  for (const item of items) {
    const alone = emptyBytes + bytesOf(item);
    bytes += alone - emptyBytes + 1;
    if (alone > mostBytes) {
      const cause = `An item and its BatchInput take ${alone} bytes, but MaxInputBytesPerBatch is ${mostBytes}.`;
      throw new StateFailure('States.DataLimitExceeded', cause);
    }
    const last = batches.at(-1);
    if (last !== undefined && last.length < mostItems && bytes <= mostBytes) last.push(item);
    else {
      batches.push([item]);
      bytes = alone;
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
