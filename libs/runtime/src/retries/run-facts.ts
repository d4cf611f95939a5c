import type { Checkpoint } from '@millrace/machine';
import type { EnginePorts } from '../engine-ports.ts';
import { RuntimeError } from '../errors.ts';
import { START_ROW } from '../journal-paths.ts';
import type { StepListRequest } from '../ports.ts';
import { readJournal } from '../recovered-journal.ts';
import type { RunRemains, RunWithPayload, StepRecord } from '../run.ts';
import type { VersionCache } from '../version-cache.ts';
import { findWantedVersion } from './find-version.ts';
import type { RetryFacts } from './plan-retry.ts';
import { isTopLevel } from './rebuild-position.ts';
import type { ReplayRequest, RetryRequest, RunnableVersion } from './retry-request.ts';

const PAGE_STEPS = 1000;

export interface FactSources {
  readonly ports: Pick<EnginePorts, 'runs' | 'journal' | 'workflows'>;
  readonly versions: VersionCache;
}
/** A run that has ended, and the version that another one made of it is to have. */
export interface EndedRun {
  readonly run: RunWithPayload;
  readonly remains: RunRemains;
  readonly version: RunnableVersion;
}

/** `run.not_found`, `run.is_test`, `run.not_ended`, `run.payloads_gone`, and as `findWantedVersion`. */
export async function findEndedRun(sources: FactSources, request: ReplayRequest): Promise<EndedRun> {
  const { workspaceId, runId, version = 'same' } = request;
  const { runs, workflows } = sources.ports;
  const run = await runs.find({ workspaceId, runId });
  if (run === undefined) throw new RuntimeError('run.not_found', `There is no run ${runId}.`);
  if (run.isTest === true) throw new RuntimeError('run.is_test', 'This is a test of a draft. Test the draft again.');
  const remains = await runs.findRemains({ workspaceId, runId });
  if (remains === undefined) {
    throw new RuntimeError('run.not_ended', 'This run still goes on. Wait for its end, or cancel it first.');
  }
  if (remains.arePayloadsGone) {
    const { payloadsRemovedAtMs: removedMs } = run;
    throw new RuntimeError(
      'run.payloads_gone',
      removedMs === undefined
        ? 'The workflow keeps no payloads of such runs: what this one was given is gone. Start a new run.'
        : `What this run was given was removed by the quota of the workflow on ${new Date(removedMs).toISOString().slice(0, 10)}. Start a new run.`,
    );
  }
  const found = await findWantedVersion({ workflows, versions: sources.versions }, run, version);
  return { run, remains, version: found };
}

/** All that decides where a retry of it begins. */
export async function findRetryFacts(
  sources: FactSources,
  request: RetryRequest,
  ended: EndedRun,
): Promise<RetryFacts> {
  const { workflows } = sources.ports;
  const { run } = ended;
  const before = await findWantedVersion({ workflows, versions: sources.versions }, run, 'same');
  const start = run.retryOf?.kind === 'retry' ? await readStart(sources, run.id) : undefined;
  const facts = { request, before, ...ended, ...(start === undefined ? {} : { start }), records: [] };
  return needsRecords(facts) ? { ...facts, records: await readTopLevel(sources, run) } : facts;
}

/** There may be many: not where the run stood is enough to know. */
function needsRecords({ request: { from }, before, remains: { checkpoint } }: RetryFacts): boolean {
  if (checkpoint === undefined || (from !== undefined && from !== checkpoint.state)) return true;
  return before.document.machine.States[checkpoint.state]?.Type === 'Fail';
}

/** With their values, which those inside of composite states may have thousands of: these are passed by without being read. */
async function readTopLevel(sources: FactSources, run: RunWithPayload): Promise<readonly StepRecord[]> {
  const found: StepRecord[] = [];
  for (const { first, count } of await findTopLevel(sources, run)) {
    found.push(...(await readSteps(sources, run, { afterSequence: first - 1, limit: count })));
  }
  return found;
}

/** Sequences that follow one another, at most a page of them. */
interface Stretch {
  readonly first: number;
  count: number;
}

async function findTopLevel(sources: FactSources, run: RunWithPayload): Promise<readonly Stretch[]> {
  const stretches: Stretch[] = [];
  for (let afterSequence = -1; ;) {
    const page = await readSteps(sources, run, { afterSequence, limit: PAGE_STEPS, isBrief: true });
    for (const { sequence } of page.filter(isTopLevel)) {
      const last = stretches.at(-1);
      const isNext = last !== undefined && last.first + last.count === sequence && last.count < PAGE_STEPS;
      if (isNext) last.count += 1;
      else stretches.push({ first: sequence, count: 1 });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_STEPS) return stretches;
    afterSequence = last.sequence;
  }
}

const readSteps = (
  { ports }: FactSources,
  { workspaceId, id: runId }: RunWithPayload,
  which: Pick<StepListRequest, 'afterSequence' | 'limit' | 'isBrief'>,
): Promise<readonly StepRecord[]> => ports.runs.listSteps({ workspaceId, runId, ...which });

async function readStart({ ports }: FactSources, runId: string): Promise<Checkpoint | undefined> {
  for await (const { path, entry } of readJournal(ports.journal, runId, START_ROW.slice(0, -1))) {
    if (path === START_ROW) return JSON.parse(entry) as Checkpoint;
  }
  return undefined;
}
