import { LabelBound } from './label-bound.ts';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Workspaces publish connectors of their own. */
const MOST_CONNECTORS = 100;

export interface HttpExchange {
  readonly method: string;
  /** The route's pattern, never the URL: paths carry ids and grow without bound. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** Runs may last for days. */
const RUN_BUCKETS_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200, 86_400];
const BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What this process counts about itself, in a registry of its own. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly httpSeconds = new Histogram({
    name: 'millrace_http_request_seconds',
    help: 'HTTP requests by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [this.registry],
  });
  private readonly systemErrors = new Counter({
    name: 'millrace_system_errors_total',
    help: 'Faults of this installation, by code. Only these may alert.',
    labelNames: ['code'],
    registers: [this.registry],
  });
  private readonly callerErrors = new Counter({
    name: 'millrace_caller_errors_total',
    help: 'Requests that were refused, by code.',
    labelNames: ['code'],
    registers: [this.registry],
  });
  private readonly runsEnded = new Counter({
    name: 'millrace_runs_ended_total',
    help: 'Runs that ended in this process, by status.',
    labelNames: ['status'],
    registers: [this.registry],
  });
  private readonly runsAccepted = new Counter({
    name: 'millrace_runs_accepted_total',
    help: 'Runs accepted by this process.',
    registers: [this.registry],
  });
  private readonly runsDropped = new Counter({
    name: 'millrace_runs_dropped_total',
    help: 'Runs that this process let go of before their end, by reason: its lease was lost (fenced), the database failed, it stopped.',
    labelNames: ['reason'],
    registers: [this.registry],
  });

  private readonly triggerItems = new Counter({
    name: 'millrace_trigger_items_total',
    help: 'Items that connector triggers heard of in this process, by how, and whether they were known already.',
    labelNames: ['by', 'item'],
    registers: [this.registry],
  });
  private readonly triggerPolls = new Counter({
    name: 'millrace_trigger_polls_total',
    help: 'Polls of connector triggers in this process, by outcome.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  private readonly subscriptionSteps = new Counter({
    name: 'millrace_subscription_steps_total',
    help: 'What services were asked about subscriptions by this process, by outcome.',
    labelNames: ['step', 'outcome'],
    registers: [this.registry],
  });

  private readonly runSeconds = new Histogram({
    name: 'millrace_run_seconds',
    help: 'Runs that ended in this process, from their acceptance to their end, by status.',
    labelNames: ['status'],
    buckets: RUN_BUCKETS_SECONDS,
    registers: [this.registry],
  });
  private readonly runWaitSeconds = new Histogram({
    name: 'millrace_run_wait_seconds',
    help: 'Runs that began in this process, from their acceptance to their begin.',
    buckets: BUCKETS_SECONDS,
    registers: [this.registry],
  });
  private readonly runsClaimed = new Counter({
    name: 'millrace_runs_claimed_total',
    help: 'Due runs that this process has taken: what was queued, has waited, or was left by another process.',
    registers: [this.registry],
  });
  private readonly callSeconds = new Histogram({
    name: 'millrace_connector_call_seconds',
    help: 'Calls of connectors by this process, by connector and outcome.',
    labelNames: ['connector', 'outcome'],
    buckets: BUCKETS_SECONDS,
    registers: [this.registry],
  });
  private readonly connectors = new LabelBound(MOST_CONNECTORS);
  private readonly spans = new Counter({
    name: 'millrace_trace_spans_total',
    help: 'Spans of traces, by what became of them: exported, failed on the way, or dropped because too many waited.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  private readonly logLines = new Counter({
    name: 'millrace_log_lines_total',
    help: 'Lines of the log that were to be sent on, by what became of them: shipped, refused by the receiver, or dropped because too many waited.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'millrace_' });
  }

  countRequest({ method, route, status, seconds }: HttpExchange): void {
    this.httpSeconds.labels(method, route, String(status)).observe(seconds);
  }

  countError(fault: 'caller' | 'system', code: string): void {
    (fault === 'system' ? this.systemErrors : this.callerErrors).inc({ code });
  }

  countAccepted(): void {
    this.runsAccepted.inc();
  }

  countDropped(reason: string): void {
    this.runsDropped.inc({ reason });
  }

  countItems({ by, kept, repeated }: { readonly by: string; readonly kept: number; readonly repeated: number }): void {
    this.triggerItems.inc({ by, item: 'new' }, kept);
    this.triggerItems.inc({ by, item: 'repeated' }, repeated);
  }

  countPoll(outcome: string): void {
    this.triggerPolls.inc({ outcome });
  }

  countSubscriptionStep(step: string, outcome: string): void {
    this.subscriptionSteps.inc({ step, outcome });
  }

  /** `seconds` since it was accepted. */
  countRun({ status, seconds }: { readonly status: string; readonly seconds: number }): void {
    this.runSeconds.observe({ status }, seconds);
  }

  countBegin(waitedSeconds: number): void {
    this.runWaitSeconds.observe(waitedSeconds);
  }

  countClaims(runs: number): void {
    this.runsClaimed.inc(runs);
  }

  countCall(call: { readonly connector: string; readonly outcome: string; readonly seconds: number }): void {
    const { connector, outcome, seconds } = call;
    this.callSeconds.observe({ connector: this.connectors.bound(connector), outcome }, seconds);
  }

  countSpans(outcome: 'exported' | 'failed' | 'dropped', spans: number): void {
    this.spans.inc({ outcome }, spans);
  }

  countShipped(outcome: 'shipped' | 'refused' | 'dropped', lines: number): void {
    this.logLines.inc({ outcome }, lines);
  }

  countEnded(status: string): void {
    this.runsEnded.inc({ status });
  }

  /** A figure that is asked for when somebody reads the metrics. */
  watch(gauge: { readonly name: string; readonly help: string }, read: () => number): void {
    new Gauge({
      ...gauge,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** Like {@link watch}, for what has to be asked for; a failed read leaves the figure out rather than failing the page. */
  watchLater(gauge: { readonly name: string; readonly help: string }, read: () => Promise<number>): void {
    new Gauge({
      ...gauge,
      registers: [this.registry],
      async collect() {
        this.reset();
        const value = await read().catch(() => undefined);
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
  }

  /** Like {@link watch}, with one value per label; a failed read leaves the metric out rather than failing the page. */
  watchByLabel(
    gauge: { readonly name: string; readonly help: string; readonly label: string },
    read: () => Promise<Readonly<Record<string, number>>>,
  ): void {
    const { name, help, label } = gauge;
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      async collect() {
        this.reset();
        const values = await read().catch(() => ({}));
        for (const [value, count] of Object.entries(values)) this.set({ [label]: value }, count);
      },
    });
  }

  /** Like {@link watchByLabel}, with several labels. */
  watchByLabels<Label extends string>(
    gauge: { readonly name: string; readonly help: string; readonly labels: readonly Label[] },
    read: () => Promise<readonly { readonly labels: Readonly<Record<Label, string>>; readonly count: number }[]>,
  ): void {
    const { name, help, labels: labelNames } = gauge;
    new Gauge({
      ...{ name, help, labelNames },
      registers: [this.registry],
      async collect() {
        this.reset();
        const values = await read().catch(() => []);
        for (const { labels, count } of values) this.set(labels, count);
      },
    });
  }

  /** Everything in Prometheus' text format. */
  print(): Promise<string> {
    return this.registry.metrics();
  }
}
