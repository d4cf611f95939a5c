import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface HttpExchange {
  readonly method: string;
  /** The route's pattern, never the URL: paths carry ids and grow without bound. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

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

  /** Everything in Prometheus' text format. */
  print(): Promise<string> {
    return this.registry.metrics();
  }
}
