import type { ErrorGroupStore } from '../error-groups/error-group.ts';
import { stateOf } from '../error-groups/failure-mark.ts';
import type { WorkflowStore } from '../ports.ts';
import type { VersionFigures, VersionHistory } from '../version-history.ts';
import type { AlertFacts, AlertGroup, RollBackAdvice } from './alert.ts';
import type { AlertReading, AlertRule } from './alert-rule.ts';

/** What helps whoever is told. */
export interface FactSources {
  readonly groups: Pick<ErrorGroupStore, 'list'>;
  readonly workflows: Pick<WorkflowStore, 'find' | 'listVersions'>;
  readonly history: Pick<VersionHistory, 'measure'>;
}

const GROUPS = 3;
/** A version that has been live for longer is not what has changed. */
const SHORTLY_MS = 24 * 3_600_000;
/** Of which fewer failures are no matter of versions. */
const MIN_FAILED = 2;

/** What is known when a rule fires. */
export async function findFacts(
  sources: FactSources,
  { workspaceId, workflow, condition }: Pick<AlertRule, 'workspaceId' | 'workflow' | 'condition'>,
  { value, count, fromMs, untilMs, subjects }: AlertReading,
): Promise<AlertFacts> {
  const known: AlertFacts = {
    ...(value === undefined ? {} : { value }),
    ...{ count, fromMs, untilMs },
    ...(subjects === undefined ? {} : { connections: subjects }),
  };
  if (condition.kind === 'connection' || condition.kind === 'dead_letters') return known;
  const name = workflow?.name;
  const [groups, versions] = await Promise.all([
    findGroups(sources, { workspaceId, name, fromMs }),
    name === undefined ? undefined : findVersions(sources, { workspaceId, name, untilMs }),
  ]);
  return { ...known, ...versions, ...(groups.length === 0 ? {} : { groups }) };
}

async function findGroups(
  { groups }: FactSources,
  {
    workspaceId,
    name,
    fromMs,
  }: { readonly workspaceId: string; readonly name: string | undefined; readonly fromMs: number },
): Promise<readonly AlertGroup[]> {
  const { items } = await groups.list({
    ...{ workspaceId, states: ['open'], seenFromMs: fromMs, order: 'frequent', limit: GROUPS },
    ...(name === undefined ? {} : { workflowName: name }),
  });
  return items.map(({ fingerprint, statePath, error, count }) => ({
    fingerprint,
    step: stateOf(statePath),
    error,
    count,
  }));
}

async function findVersions(
  { workflows, history }: FactSources,
  { workspaceId, name, untilMs }: { readonly workspaceId: string; readonly name: string; readonly untilMs: number },
): Promise<Pick<AlertFacts, 'liveVersion' | 'rollBack'>> {
  const live = (await workflows.find({ workspaceId, name }))?.liveVersion;
  if (live === undefined) return {};
  const [before] = await workflows.listVersions({ workspaceId, name, beforeNumber: live.number, limit: 1 });
  if (before === undefined) return { liveVersion: live.number };
  const [now, then] = await history.measure([live.id, before.id]);
  const beganMs = Math.max(live.publishedAtMs, now?.fromMs ?? 0);
  if (now === undefined || then === undefined || untilMs - beganMs > SHORTLY_MS) return { liveVersion: live.number };
  const rollBack = adviseRollBack({ from: live.number, to: before.number }, { now, then });
  return { liveVersion: live.number, ...(rollBack === undefined ? {} : { rollBack }) };
}

/** Of a version that nothing is known of, nobody can say that it does better. */
function adviseRollBack(
  numbers: Pick<RollBackAdvice, 'from' | 'to'>,
  { now, then }: { readonly now: VersionFigures; readonly then: VersionFigures },
): RollBackAdvice | undefined {
  if (now.runs === 0 || then.runs === 0 || now.failed < MIN_FAILED) return undefined;
  const [errorRate, errorRateBefore] = [now.failed / now.runs, then.failed / then.runs];
  return errorRate > errorRateBefore ? { ...numbers, errorRate, errorRateBefore } : undefined;
}
