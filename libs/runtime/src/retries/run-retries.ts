import { createHash } from 'node:crypto';
import type { JsonValue } from '@millrace/machine';
import { requireFittingReplay } from '../check-input.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { RuntimeError } from '../errors.ts';
import { canonicalJson } from '../hash-document.ts';
import type { AcceptRequest } from '../new-run.ts';
import type { AcceptedRun, RunIntake } from '../run-intake.ts';
import type { DedupeKey } from '../run.ts';
import { continuedJournal, type ContinuedRun } from './continued-journal.ts';
import { beforeGiven, enteredNow, pathOf, withResult, type GivenResult } from './given-result.ts';
import { planRetry, type PlannedStart, type PlannedStep } from './plan-retry.ts';
import type { MadeRun, ReplayRequest, RetryPlan, RetryRequest } from './retry-request.ts';
import { findEndedRun, findRetryFacts, type EndedRun, type FactSources } from './run-facts.ts';

/** As long as a dedupe key of any event. */
const IDEMPOTENCY_WINDOW_SECONDS = 7 * 24 * 3600;

interface RetryParts extends FactSources {
  readonly ports: FactSources['ports'] & Parameters<typeof requireFittingReplay>[0] & Pick<EnginePorts, 'clock'>;
  readonly intake: Pick<RunIntake, 'accept' | 'acceptContinued'>;
}

/**
 * Makes new runs of runs that have ended. A retry goes on where the run has failed, and does nothing again that had finished; a
 * replay starts over. Both are runs of their own, admitted like any other, and linked with the first, which stays as it is.
 */
export class RunRetries {
  readonly #parts: RetryParts;

  constructor(parts: RetryParts) {
    this.#parts = parts;
  }

  /** What `retry` would do. */
  async plan(request: RetryRequest): Promise<RetryPlan> {
    const ended = await findEndedRun(this.#parts, request);
    const planned = await this.#plan(request, ended);
    const { notes } = planned;
    return {
      start:
        planned.kind === 'step'
          ? { kind: 'step', state: planned.position.state }
          : { kind: 'beginning', why: planned.why },
      versionNumber: ended.version.number,
      notes: keepsKeys(request, ended, planned) ? [...notes, SAME_KEYS] : notes,
    };
  }

  async #plan(request: RetryRequest, ended: EndedRun): Promise<PlannedStart> {
    return planRetry(await findRetryFacts(this.#parts, request, ended));
  }

  async retry(request: RetryRequest): Promise<MadeRun> {
    const ended = await findEndedRun(this.#parts, request);
    const planned = await this.#plan(request, ended);
    const asked = toAcceptRequest(request, ended, 'retry');
    if (planned.kind === 'beginning') return toMadeRun(await this.#parts.intake.accept(asked), ended);
    const { run, remains } = ended;
    const { position, isInside, beforeSequence } = planned;
    const given = toGivenResult(request, planned);
    const isGivenHere = given?.thread === '';
    const { journal, clock } = this.#parts.ports;
    const nowMs = clock.nowMs();
    const beginsAt = enteredNow(isGivenHere ? withResult(position, { within: '', given }) : position, nowMs);
    const continued: ContinuedRun = {
      ...{ runId: run.id, seed: run.id, beginsAt: beforeGiven(position), nowMs },
      ...(given === undefined || isGivenHere ? {} : { given }),
      ...(isInside ? { insidePath: pathOf(position) } : {}),
      ...(beforeSequence === undefined ? {} : { fromStep: { sequence: beforeSequence, path: pathOf(position) } }),
    };
    const going: AcceptRequest = {
      ...asked,
      retryOf: { id: run.id, kind: 'retry', from: position.state },
      beginsAt,
      ...(keepsKeys(request, ended, planned) ? { keySeed: remains.keySeed ?? run.id } : {}),
    };
    const keepJournal = async (runId: string): Promise<void> => {
      for await (const rows of continuedJournal(journal, continued)) await journal.begin({ runId, rows });
    };
    return toMadeRun(await this.#parts.intake.acceptContinued(going, keepJournal), ended);
  }

  /** `run.input_invalid` when what was given does not fit the schema of the version. */
  async replay(request: ReplayRequest): Promise<MadeRun> {
    const ended = await findEndedRun(this.#parts, request);
    const asked = toAcceptRequest(request, ended, 'replay');
    const { input } = request;
    const replayed = input === undefined ? asked : { ...asked, input, inputText: JSON.stringify(input) };
    requireFittingReplay(this.#parts.ports, replayed);
    return toMadeRun(await this.#parts.intake.accept(replayed), ended);
  }
}

function toGivenResult({ result }: RetryRequest, { taken }: PlannedStep): GivenResult | undefined {
  if (taken === undefined || result === undefined) return undefined;
  const { thread, path, resource } = taken;
  return { thread, path, resource, result };
}

const SAME_KEYS =
  'Calls have the keys of the run before: what may have happened is not done twice by whoever honours them.';

/** Nobody knows whether the last call did something: whoever honours keys must be able to tell that it is the same one. */
function keepsKeys(request: RetryRequest, { run, version }: EndedRun, planned: PlannedStart): boolean {
  if (planned.kind !== 'step' || !planned.isWhereItStood || request.input !== undefined) return false;
  return run.status === 'failed' && run.error === 'Connector.OutcomeUnknown' && version.id === run.versionId;
}

function toAcceptRequest(request: ReplayRequest, ended: EndedRun, kind: 'retry' | 'replay'): AcceptRequest {
  const { run, remains, version } = ended;
  const { orderingKey } = remains;
  return {
    version,
    trigger: run.trigger,
    input: JSON.parse(run.input) as JsonValue,
    inputText: run.input,
    isPinned: true,
    retryOf: { id: run.id, kind },
    ...(orderingKey === undefined ? {} : { orderingKey }),
    ...dedupeOf(request, kind),
  };
}

/** Beside the keys of events, and for this run alone. */
function dedupeOf(
  { idempotencyKey, runId, workspaceId: _, ...wanted }: ReplayRequest,
  kind: 'retry' | 'replay',
): { readonly dedupe?: DedupeKey } {
  if (idempotencyKey === undefined) return {};
  const contentHash = hashOf(canonicalJson(wanted));
  const key = `/${kind}/${runId}/${hashOf(idempotencyKey)}`;
  return { dedupe: { key, windowSeconds: IDEMPOTENCY_WINDOW_SECONDS, contentHash } };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

function toMadeRun({ runId, isRepetition, sameContent }: AcceptedRun, { version }: EndedRun): MadeRun {
  if (!isRepetition || sameContent) return { runId, isRepetition, versionNumber: version.number };
  throw new RuntimeError('idempotency.reused', `This idempotency key made run ${runId}, of another request.`);
}
