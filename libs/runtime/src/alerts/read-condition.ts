import type { Connection, ConnectionStore } from '../connection.ts';
import type { DeadLetterStore } from '../dead-letters/dead-letter.ts';
import type { MetricReader, MetricScope } from '../metrics/metric.ts';
import type { ScheduleStore, WorkflowStore } from '../ports.ts';
import { timetableOf } from '../schedule/decide-schedule.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { AlertCondition, AlertReading, AlertRule, SilentSource } from './alert-rule.ts';
import type { AlertStore } from './alert-store.ts';

/** Where readings come from. */
export interface ConditionSources {
  readonly metrics: MetricReader;
  readonly arrivals: Pick<AlertStore, 'findArrival'>;
  readonly schedules: Pick<ScheduleStore, 'list'>;
  readonly workflows: Pick<WorkflowStore, 'find'>;
  readonly connections: Pick<ConnectionStore, 'list'>;
  readonly deadLetters: Pick<DeadLetterStore, 'countOpen'>;
}
type WatchedRule = Pick<AlertRule, 'workspaceId' | 'workflow' | 'condition' | 'createdAtMs'>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Of silence more is not told than so much beyond what was asked for. */
const LOOK_BACK_MS = DAY_MS;
/** In which of them was a tick due? The first one has few of a busy schedule. */
const TICK_SPANS_MS = [HOUR_MS, DAY_MS, 8 * DAY_MS, 62 * DAY_MS];
const CONNECTIONS_PAGE = 200;
const ARRIVALS = { schedule: ['schedule'], webhook: ['webhook', 'form'] } as const;

/** What is known now of a rule's condition. */
export async function readCondition(
  sources: ConditionSources,
  rule: WatchedRule,
  nowMs: number,
): Promise<AlertReading> {
  const { condition } = rule;
  switch (condition.kind) {
    case 'above':
      return readFigure(sources.metrics, condition, { scope: scopeOf(rule), nowMs });
    case 'no_success':
      return readSilence(nowMs, await findSuccess(sources, rule));
    case 'silent':
      return readStarts(sources, { ...rule, source: condition.source, nowMs });
    case 'connection':
      return readConnections(sources.connections, { ...rule, condition, nowMs });
    case 'dead_letters': {
      const value = await sources.deadLetters.countOpen(scopeOf(rule));
      return { value, count: value, fromMs: nowMs, untilMs: nowMs };
    }
  }
}

export const scopeOf = ({ workspaceId, workflow }: Pick<AlertRule, 'workspaceId' | 'workflow'>): MetricScope => ({
  workspaceId,
  ...(workflow === undefined ? {} : { workflowId: workflow.id }),
});

/** Figures are kept by the minute: the one that is under way counts as far as it is known. */
async function readFigure(
  metrics: MetricReader,
  { metric, windowMinutes }: Extract<AlertCondition, { kind: 'above' }>,
  { scope, nowMs }: { readonly scope: MetricScope; readonly nowMs: number },
): Promise<AlertReading> {
  const untilMs = (Math.floor(nowMs / MINUTE_MS) + 1) * MINUTE_MS;
  const fromMs = untilMs - windowMinutes * MINUTE_MS;
  const { value, count } = await metrics.total({ metric, scope, fromMs, untilMs });
  return { ...(value === undefined ? {} : { value }), count, fromMs, untilMs };
}

async function findSuccess(
  { metrics, workflows }: ConditionSources,
  { workspaceId, workflow, createdAtMs }: WatchedRule,
): Promise<number | undefined> {
  if (workflow === undefined) return undefined;
  const live = await findLive(workflows, { workspaceId, workflow });
  if (live === undefined) return undefined;
  const atMs = await metrics.lastSuccess({ workspaceId, workflowId: workflow.id });
  // Of what never succeeded, and what is live again, nobody knows since when it should.
  return Math.max(atMs ?? createdAtMs, live.publishedAtMs);
}

/** Silence since a moment; a workflow that nothing is live of is silent on purpose, and says nothing. */
function readSilence(nowMs: number, sinceMs: number | undefined): AlertReading {
  if (sinceMs === undefined) return { count: 0, fromMs: nowMs, untilMs: nowMs };
  return { value: Math.max(0, nowMs - sinceMs), count: 1, fromMs: sinceMs, untilMs: nowMs };
}

type Starting = WatchedRule & { readonly source: SilentSource; readonly nowMs: number };

async function readStarts(sources: ConditionSources, rule: Starting): Promise<AlertReading> {
  const { workspaceId, workflow, nowMs, createdAtMs, condition } = rule;
  if (workflow === undefined || condition.kind !== 'silent') return readSilence(nowMs, undefined);
  const live = await findLive(sources.workflows, { workspaceId, workflow });
  if (live === undefined) return readSilence(nowMs, undefined);
  const windowMs = condition.windowMinutes * MINUTE_MS;
  if (rule.source === 'schedule') return readTicks(sources, { ...rule, windowMs, workflowId: workflow.id, live });
  const afterMs = nowMs - windowMs - LOOK_BACK_MS;
  const triggerTypes = ARRIVALS.webhook;
  const atMs = await sources.arrivals.findArrival({ workflowId: workflow.id, triggerTypes, afterMs });
  return readSilence(nowMs, Math.max(atMs ?? createdAtMs, live.publishedAtMs, afterMs));
}

interface LiveSince {
  readonly publishedAtMs: number;
  readonly changedAtMs: number;
}

async function findLive(
  workflows: ConditionSources['workflows'],
  {
    workspaceId,
    workflow,
  }: { readonly workspaceId: string; readonly workflow: { readonly id: string; readonly name: string } },
): Promise<LiveSince | undefined> {
  const found = await workflows.find({ workspaceId, name: workflow.name });
  if (found?.liveVersion === undefined || found.id !== workflow.id) return undefined;
  return { publishedAtMs: found.liveVersion.publishedAtMs, changedAtMs: found.updatedAtMs };
}

/** The longest time since a tick that is late enough, of which no run has come. */
async function readTicks(
  { schedules, arrivals }: ConditionSources,
  {
    workspaceId,
    workflowId,
    windowMs,
    nowMs,
    live,
  }: Starting & { readonly windowMs: number; readonly workflowId: string; readonly live: LiveSince },
): Promise<AlertReading> {
  const lateMs = nowMs - windowMs;
  const due = (await schedules.list({ workspaceId, workflowId })).flatMap((schedule) => {
    const tickMs = findLastTick(schedule, lateMs);
    // Ticks of before it was live, or live again, were nobody's; whatever else was changed then, the next tick tells.
    return tickMs === undefined || tickMs < live.changedAtMs ? [] : [tickMs];
  });
  if (due.length === 0) return { count: 0, fromMs: lateMs, untilMs: nowMs };
  const tickMs = Math.max(...due);
  const triggerTypes = ARRIVALS.schedule;
  // A run is accepted after its tick.
  const atMs = await arrivals.findArrival({ workflowId, triggerTypes, afterMs: tickMs - 1 });
  const value = atMs === undefined ? nowMs - tickMs : 0;
  return { value, count: 1, fromMs: tickMs, untilMs: nowMs };
}

/** The last time of a schedule that was before a moment. */
function findLastTick(schedule: Schedule, beforeMs: number): number | undefined {
  const times = timetableOf(schedule);
  const firstMs = schedule.anchorMs;
  for (const spanMs of TICK_SPANS_MS) {
    const startMs = Math.max(firstMs, beforeMs - spanMs);
    let last: number | undefined;
    for (let time = times.after(startMs); time !== undefined && time < beforeMs; time = times.after(time)) last = time;
    if (last !== undefined || startMs === firstMs) return last;
  }
  return undefined;
}

async function readConnections(
  connections: ConditionSources['connections'],
  {
    workspaceId,
    condition,
    nowMs,
  }: {
    readonly workspaceId: string;
    readonly condition: Extract<AlertCondition, { kind: 'connection' }>;
    readonly nowMs: number;
  },
): Promise<AlertReading> {
  const subjects: string[] = [];
  let count = 0;
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page: Awaited<ReturnType<ConnectionStore['list']>> = await connections.list({
      ...{ workspaceId, limit: CONNECTIONS_PAGE },
      ...(cursor === '' ? {} : { cursor }),
    });
    const watched = page.items.filter(
      ({ name }) => condition.connection === undefined || name === condition.connection,
    );
    count += watched.length;
    subjects.push(...watched.filter((one) => isInTrouble(one, { nowMs, ...condition })).map(({ name }) => name));
    cursor = page.nextCursor;
  }
  return { value: subjects.length, count, fromMs: nowMs, untilMs: nowMs, subjects };
}

function isInTrouble(
  { use }: Connection,
  { nowMs, withinDays }: { readonly nowMs: number; readonly withinDays: number },
): boolean {
  if (use === undefined) return false;
  const { health, tokenRenewableUntilMs } = use;
  if (health.state === 'broken' || health.state === 'needs_person') return true;
  return tokenRenewableUntilMs !== undefined && tokenRenewableUntilMs <= nowMs + withinDays * DAY_MS;
}
