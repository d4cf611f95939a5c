import { createHash } from 'node:crypto';
import { expressionOf, type ConnectorTrigger, type JsonValue } from '@millrace/machine';
import type { EnginePorts } from '../engine-ports.ts';
import { isSystemFault, RuntimeError } from '../errors.ts';
import type { RunMaker } from '../rollouts/run-maker.ts';
import type { NewRun } from '../run.ts';
import type { WorkflowVersionDocument } from '../workflow.ts';
import type { TriggerItem } from './trigger.ts';

const DEDUPE_DAYS = 7;
export const ITEM_WINDOW_SECONDS = DEDUPE_DAYS * 86_400;
const MAX_KEY_BYTES = 256;
/** Beside the identity and a colon. */
const MAX_ITEM_KEY_BYTES = 220;

type Ports = Pick<EnginePorts, 'clock' | 'evaluator' | 'thread'> & { readonly maker: Pick<RunMaker, 'make'> };

/** Items of one trigger, as runs. */
export interface PreparedItems {
  readonly runs: readonly NewRun[];
  /** Keys that the document asks for cannot be told from these: no later look would know better. */
  readonly failed: readonly FailedItem[];
}
export interface FailedItem {
  readonly item: TriggerItem;
  readonly cause: unknown;
}

/** Makes a run of each item; one that is there twice has one. However many there are, others have the thread in between. */
export async function prepareItems(
  ports: Ports,
  request: {
    readonly version: WorkflowVersionDocument;
    readonly triggerId: string;
    readonly trigger: ConnectorTrigger;
    readonly identity: string;
    readonly items: readonly TriggerItem[];
  },
): Promise<PreparedItems> {
  const runs = new Map<string, NewRun>();
  const failed: FailedItem[] = [];
  for (const item of request.items) {
    await ports.thread.giveWay();
    try {
      const run = await toItemRun(ports, { ...request, item });
      const key = run.dedupe?.key ?? run.id;
      if (!runs.has(key)) runs.set(key, run);
    } catch (cause) {
      // Trouble of this installation is no item's: all of them are heard again.
      if (isSystemFault(cause)) throw cause;
      failed.push({ item, cause });
    }
  }
  return { runs: [...runs.values()], failed };
}

async function toItemRun(
  ports: Ports,
  {
    version,
    triggerId,
    trigger,
    identity,
    item,
  }: {
    readonly version: WorkflowVersionDocument;
    readonly triggerId: string;
    readonly trigger: ConnectorTrigger;
    readonly identity: string;
    readonly item: TriggerItem;
  },
): Promise<NewRun> {
  const input = toInput(item);
  const inputText = JSON.stringify(input);
  const contentHash = createHash('sha256').update(inputText).digest('hex');
  const read = (expression: string | undefined, what: string): string | undefined =>
    expression === undefined ? undefined : readKey(ports, { expression, what, input, seed: contentHash });
  const itemKey = read(trigger.dedupe, 'dedupe') ?? item.id;
  const orderingKey = read(trigger.key, 'ordering') ?? item.key;
  const { newRun } = await ports.maker.make({
    version,
    trigger: { id: triggerId, type: 'connector' },
    input,
    inputText,
    dedupe: {
      key: `${identity}:${shorten(itemKey, MAX_ITEM_KEY_BYTES)}`,
      windowSeconds: ITEM_WINDOW_SECONDS,
      contentHash,
    },
    ...(orderingKey === undefined ? {} : { orderingKey: shorten(orderingKey, MAX_KEY_BYTES) }),
  });
  return newRun;
}

/** The machine's input of an item. */
export function toInput({ id, data, at, key }: TriggerItem): JsonValue {
  return { id, data, ...(at === undefined ? {} : { at }), ...(key === undefined ? {} : { key }) };
}

/** What no key can be is its hash: services name things as they like. */
function shorten(key: string, maxBytes: number): string {
  const isKey = Buffer.byteLength(key) <= maxBytes && key !== '' && !/\0|\p{Surrogate}/u.test(key);
  return isKey ? key : `#${createHash('sha256').update(key).digest('hex')}`;
}

function readKey(
  { evaluator, clock }: Ports,
  {
    expression,
    what,
    input,
    seed,
  }: { readonly expression: string; readonly what: string; readonly input: JsonValue; readonly seed: string },
): string | undefined {
  try {
    const value = evaluator.evaluate({
      expression: expressionOf(expression) ?? expression,
      bindings: { states: { input, context: {} } },
      nowMs: clock.nowMs(),
      seed,
    });
    if (value === undefined || value === null) return undefined;
    return typeof value === 'string' ? value : JSON.stringify(value);
  } catch (cause) {
    throw new RuntimeError('trigger.key_invalid', `The ${what} expression of this trigger failed on this item.`, {
      cause,
    });
  }
}
