import type { JsonValue } from '@millrace/machine';
import {
  isLetterFault,
  RuntimeError,
  toLetterFailure,
  type DeadLetterDetail,
  type DeadLetterSource,
  type Engine,
  type Redriver,
  type RedriveResult,
  type TriggerItem,
  type TriggerKeeper,
} from '@millrace/runtime';
import { ServerError } from '../errors.ts';
import { dataOf, redriveCall, requireTrigger, toResult, type CallParts } from './redrive-call.ts';

export interface RedriverParts extends CallParts {
  readonly runs: Pick<Engine['retries'], 'replay'>;
  readonly keeper: Pick<TriggerKeeper, 'keep'>;
}

/** How what came by each way comes by it again. */
export function redriversOf(parts: RedriverParts): Readonly<Record<DeadLetterSource, Redriver>> {
  return {
    run: failing((letter) => redriveRun(letter, parts)),
    webhook: failing((letter) => redriveCall(letter, parts)),
    trigger: failing((letter) => redriveItem(letter, parts)),
  };
}

/** What would fail again by itself has failed; else it could not be tried. */
function failing(redrive: Redriver): Redriver {
  return async (letter) => {
    try {
      return await redrive(letter);
    } catch (cause) {
      requireNow(cause);
      if (!isLetterFault(cause)) throw cause;
      const { source, sourceRef, workflow } = letter;
      const isSilent = source !== 'run' && letter.body === undefined;
      const failure = toLetterFailure(cause, { source, sourceRef, workflowId: workflow?.id ?? '', isSilent });
      return { kind: 'failed', failure };
    }
  };
}

/** What would be told to come again later is not wrong with the letter. `dead_letter.not_now` */
function requireNow(cause: unknown): void {
  if (!(cause instanceof ServerError) || cause.options.status !== 503) return;
  const { retryAfterSeconds } = cause.options;
  throw new RuntimeError('dead_letter.not_now', `${cause.message} Nothing is wrong with it: try it again later.`, {
    cause,
    detail: retryAfterSeconds === undefined ? {} : { retryAfterSeconds },
  });
}

/** A replay of the live version, whose end decides. */
async function redriveRun(
  { workspaceId, id, edited, redrives }: DeadLetterDetail,
  { runs }: RedriverParts,
): Promise<RedriveResult> {
  const { runId } = await runs.replay({
    ...{ workspaceId, runId: id, version: 'latest', idempotencyKey: `dead-letter/${redrives}` },
    ...(edited === undefined ? {} : { input: JSON.parse(edited) as JsonValue }),
  });
  return { kind: 'run', runId };
}

async function redriveItem(letter: DeadLetterDetail, parts: RedriverParts): Promise<RedriveResult> {
  const trigger = await requireTrigger(letter, parts);
  return toResult(await parts.keeper.keep([{ trigger, items: [toItem(dataOf(letter))], isRedriven: true }]));
}

function toItem(data: JsonValue): TriggerItem {
  const {
    id,
    at,
    key,
    data: inner = null,
  } = (typeof data === 'object' && data !== null ? data : {}) as Partial<TriggerItem>;
  const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
  if (typeof id === 'string' && isText(at) && isText(key))
    return { id, data: inner, ...(at === undefined ? {} : { at }), ...(key === undefined ? {} : { key }) };
  throw new RuntimeError(
    'dead_letter.data_invalid',
    'An item is { "id": text, "data": …, "at"?: text, "key"?: text }.',
  );
}
