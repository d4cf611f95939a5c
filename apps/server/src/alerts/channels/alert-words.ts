import type { Alert, AlertCondition, AlertGroup } from '@millrace/runtime';

// What messages say in plain words. The designer has its own, in the language of whoever looks.

type Figure = Extract<AlertCondition, { kind: 'above' }>['metric'];

const FIGURES: Readonly<Record<Figure, string>> = {
  runs: 'runs',
  succeeded: 'runs that succeeded',
  failed: 'failed runs',
  error_rate: 'error rate',
  duration_p50: 'median duration',
  duration_p95: 'P95 duration',
  duration_p99: 'P99 duration',
  queue_wait_p95: 'P95 wait in the queue',
  queue_depth: 'runs in the queue',
  queue_age: 'age of the oldest queued run',
  connector_calls: 'calls of connectors',
  connector_error_rate: 'error rate of calls',
  connector_p95: 'P95 duration of calls',
};
const RATES: ReadonlySet<Figure> = new Set<Figure>(['error_rate', 'connector_error_rate']);
const TIMES: ReadonlySet<Figure> = new Set<Figure>([
  ...(['duration_p50', 'duration_p95', 'duration_p99'] as const),
  ...(['queue_wait_p95', 'queue_age', 'connector_p95'] as const),
]);
const [SECOND_MS, MINUTE_MS, HOUR_MS, DAY_MS] = [1000, 60_000, 3_600_000, 86_400_000];

/** "Error rate of orders is 62 %, above 5 % (15 min, 40 runs)". */
export function sayAlert({ condition, facts, workflow }: Pick<Alert, 'condition' | 'facts' | 'workflow'>): string {
  const of = workflow === undefined ? 'all workflows' : workflow.name;
  const { value = 0, count, connections = [] } = facts;
  switch (condition.kind) {
    case 'above':
      return sayFigureOf(condition, { of, value, count });
    case 'no_success':
      return `${upper(of)} has not succeeded for ${sayTime(value)}`;
    case 'silent':
      return condition.source === 'schedule'
        ? `${upper(of)} was due ${sayTime(value)} ago, and no run has come`
        : `${upper(of)} has had no event for ${sayTime(value)}`;
    case 'connection':
      return `${connections.length === 1 ? 'Connection' : 'Connections'} ${connections.join(', ')}: broken, or somebody must sign in again`;
    case 'dead_letters':
      return `${upper(of)}: ${value} dead ${value === 1 ? 'letter is' : 'letters are'} open`;
  }
}

function sayFigureOf(
  { metric, threshold, windowMinutes }: Extract<AlertCondition, { kind: 'above' }>,
  { of, value, count }: { readonly of: string; readonly value: number; readonly count: number },
): string {
  const figure = `${upper(FIGURES[metric])} of ${of} is ${sayFigure(metric, value)}, above ${sayFigure(metric, threshold)}`;
  // What stands in a queue is counted now and then, not run by run.
  if (metric === 'queue_depth' || metric === 'queue_age') return figure;
  const basis = `${count} ${metric.startsWith('connector') ? 'calls' : 'runs'}`;
  return `${figure} (${sayTime(windowMinutes * MINUTE_MS)}, ${basis})`;
}

const upper = (text: string): string => text.replace(/^./, (letter) => letter.toUpperCase());

function sayFigure(metric: Figure, value: number): string {
  if (RATES.has(metric)) return `${round(value * 100)} %`;
  return TIMES.has(metric) ? sayTime(value) : String(round(value));
}

/** To three digits at most, and no zeros behind the point. */
const round = (value: number): number => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

function sayTime(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  if (ms < MINUTE_MS) return `${round(ms / SECOND_MS)} s`;
  if (ms < 2 * HOUR_MS) return `${Math.round(ms / MINUTE_MS)} min`;
  return ms < 2 * DAY_MS ? `${Math.round(ms / HOUR_MS)} h` : `${Math.round(ms / DAY_MS)} d`;
}

export interface AlertLink {
  readonly rel: 'alert' | 'group' | 'runs' | 'roll_back' | 'connections' | 'dead_letters';
  readonly title: string;
  readonly url: string;
}

/** Where to go from a message: they lead to pages, and nothing happens before somebody has signed in there and decided. */
export function alertLinks(
  { id, facts, workflow, condition }: Alert,
  { publicUrl, workspace }: { readonly publicUrl: string; readonly workspace: string },
): readonly AlertLink[] {
  const base = `${publicUrl}/w/${workspace}`;
  const { rollBack, groups = [] } = facts;
  const links: AlertLink[] = [{ rel: 'alert', title: 'Alert', url: `${base}/alerts/${id}` }];
  if (rollBack !== undefined) {
    const title = `Roll back to v${rollBack.to}`;
    links.push({ rel: 'roll_back', title, url: `${base}/alerts/${id}?rollBack=${rollBack.to}` });
  }
  for (const group of groups) {
    links.push({ rel: 'group', title: sayGroup(group), url: `${base}/errors/${group.fingerprint}` });
  }
  if (condition.kind === 'connection') {
    links.push({ rel: 'connections', title: 'Connections', url: `${base}/connections` });
  } else if (condition.kind === 'dead_letters') {
    const of = workflow === undefined ? '' : `?workflow=${encodeURIComponent(workflow.name)}`;
    links.push({ rel: 'dead_letters', title: 'Dead letters', url: `${base}/dead-letters${of}` });
  } else {
    const where = workflow === undefined ? '/runs' : `/workflows/${encodeURIComponent(workflow.name)}/runs`;
    links.push({ rel: 'runs', title: 'Runs', url: `${base}${where}` });
  }
  return links;
}

/** Without its cause: that may say what a run was given. */
const sayGroup = ({ step, error, count }: AlertGroup): string =>
  `${step === '' ? '' : `${step}: `}${error}, ${count} ${count === 1 ? 'run' : 'runs'}`;
