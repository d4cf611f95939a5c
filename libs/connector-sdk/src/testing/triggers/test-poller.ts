import Schema from 'typebox/schema';
import { errorPrefixOf } from '../../connector.ts';
import { runHttpPoll, type HttpPollCall } from '../../declarative/run-http-poll.ts';
import { failureOfAnswer } from '../../hosting/http-failures.ts';
import type { Store } from '../../store.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import type { HttpPolling, PollingTrigger, TriggerItem } from '../../trigger.ts';
import type { TestPlatform } from '../platform/test-platform.ts';
import { StartedRuns } from './started-runs.ts';

export interface PollerOptions {
  readonly input: JsonObject;
  readonly connection?: string | undefined;
  /** What happened before is nobody's business; default now. */
  readonly start?: Date;
  /** Items of one poll; default 100. */
  readonly limit?: number;
}

interface Polled {
  readonly items: readonly TriggerItem[];
  readonly cursor: JsonValue;
  readonly more?: boolean;
}
const MAX_POLLS = 100;

/** A polling trigger under way: keeps items and cursor together, as the platform does. */
export class TestPoller {
  readonly #platform: TestPlatform;
  readonly #name: string;
  readonly #trigger: PollingTrigger;
  readonly #options: PollerOptions & { readonly start: Date; readonly limit: number };
  readonly #runs: StartedRuns;
  #cursor: JsonValue | undefined;

  constructor(platform: TestPlatform, name: string, options: PollerOptions) {
    const trigger = platform.connector.triggers?.[name];
    if (trigger?.kind !== 'polling')
      throw new TypeError(`${platform.connector.name} has no polling trigger "${name}".`);
    [this.#platform, this.#name, this.#trigger] = [platform, name, trigger];
    this.#options = { start: new Date(platform.time.nowMs()), limit: 100, ...options };
    this.#runs = new StartedRuns(trigger.output);
  }

  /** Items that have started runs, in order. */
  get started(): readonly TriggerItem[] {
    return this.#runs.items;
  }
  get cursor(): JsonValue | undefined {
    return this.#cursor;
  }

  /**
   * Polls until there is no more. `crash`: the process dies with the first answer in its hands, before anything is kept.
   * Rejects when a poll fails, gives what does not fit, or goes round in circles.
   */
  async tick({ crash = false }: { readonly crash?: boolean } = {}): Promise<void> {
    for (let polls = 0; polls < MAX_POLLS; polls += 1) {
      const { items, cursor, more = false, commit } = await this.#poll();
      if (crash) return;
      commit();
      const isSame = JSON.stringify(cursor) === JSON.stringify(this.#cursor);
      const fresh = this.#runs.keep(items, this.#platform.time.nowMs());
      this.#cursor = cursor;
      if (!more) return;
      if (isSame && fresh === 0)
        throw new Error(
          'connector.poll_stuck: there is said to be more, but the cursor stays and every item is known.',
        );
    }
    throw new Error(`connector.poll_stuck: there is more after ${MAX_POLLS} polls.`);
  }

  async #poll(): Promise<Polled & { readonly commit: () => void }> {
    const trigger = this.#trigger;
    const { values } = this.#platform;
    let commit = (): void => undefined;
    const storeOf = (connection: string | undefined): Store => {
      const store = values.open(connection);
      commit = () => values.commit(store, connection);
      return store;
    };
    const outcome = await this.#platform.read(
      this.#name,
      this.#options,
      (context, { send }, { evaluate, connection }) =>
        trigger.by === 'code'
          ? trigger.poll(Object.assign(context, { store: storeOf(connection?.current.name) }), this.#request())
          : runHttpPoll(this.#callOf(trigger, context.connection), {
              ...{ evaluate, send },
              failureOf: (sent, answer) => failureOfAnswer(sent, answer, this.#platform.time.nowMs()),
              warn: (message) => context.log.warn(message),
            }),
    );
    if (outcome.kind === 'threw') throw new Error(`it ends with ${outcome.error}: ${outcome.message}`);
    const polled = outcome.output as unknown as Polled;
    if (!Array.isArray(polled.items)) throw new TypeError('it gives no list of items.');
    if (!Schema.Check(trigger.cursor, polled.cursor))
      throw new TypeError(`its cursor ${JSON.stringify(polled.cursor)} does not fit the schema.`);
    return { ...polled, commit };
  }

  #request() {
    const { input, start, limit } = this.#options;
    return { input, start, limit, ...(this.#cursor === undefined ? {} : { cursor: this.#cursor }) };
  }

  #callOf(trigger: HttpPolling, connection: JsonObject): HttpPollCall {
    const { connector, time } = this.#platform;
    const { start, ...request } = this.#request();
    const times = { startMs: start.getTime(), nowMs: time.nowMs() };
    return { trigger, connection, errorPrefix: errorPrefixOf(connector.name), ...request, ...times };
  }
}
