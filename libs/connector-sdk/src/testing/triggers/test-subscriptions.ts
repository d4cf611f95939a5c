// What the platform does about subscriptions: compares those that are wanted with those that there are.
import { randomBytes } from 'node:crypto';
import type { TriggerContext } from '../../context.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import type { RemoteSubscription, Subscription, WebhookTrigger } from '../../trigger.ts';
import type { TestPlatform } from '../platform/test-platform.ts';

/** A row of the table of subscriptions. It is written before the service is told. */
export interface SubscriptionRow {
  readonly identity: JsonValue;
  readonly input: JsonObject;
  readonly url: string;
  readonly secret: string;
  readonly remote?: RemoteSubscription;
  /** When two thirds of its life are over. */
  readonly renewAtMs?: number;
  /** Replaced: removed at this time. */
  readonly removeAtMs?: number;
}
/** Where the process dies: before the service is asked to create, or with its answer in hand. */
export type CrashPoint = 'before-create' | 'after-create';

class Crash extends Error {}

/** The old subscription stays until the new one is surely heard. */
const REPLACE_MS = 60_000;

export interface SubscriptionsOptions {
  readonly connection?: string | undefined;
}

/** Subscriptions of one webhook trigger. `tick()` is one round of the reconciler. */
export class TestSubscriptions {
  readonly #platform: TestPlatform;
  readonly #name: string;
  readonly #subscription: Subscription | undefined;
  readonly #options: SubscriptionsOptions;
  /** What each workflow wants. */
  readonly #wanted = new Map<string, JsonObject>();
  #rows: readonly SubscriptionRow[] = [];
  #crash: CrashPoint | undefined;

  constructor(platform: TestPlatform, name: string, options: SubscriptionsOptions = {}) {
    const trigger = platform.connector.triggers?.[name];
    if (trigger?.kind !== 'webhook')
      throw new TypeError(`${platform.connector.name} has no webhook trigger "${name}".`);
    [this.#platform, this.#name, this.#options] = [platform, name, options];
    this.#subscription = (trigger satisfies WebhookTrigger).subscription;
  }

  get rows(): readonly SubscriptionRow[] {
    return this.#rows;
  }

  /** Those that deliver to a workflow. */
  rowsOf(workflow: string): readonly SubscriptionRow[] {
    const input = this.#wanted.get(workflow);
    return input === undefined ? [] : this.#rows.filter((row) => isSame(row.identity, this.#identityOf(input)));
  }

  /** Workflows that a row delivers to, with their arguments. */
  workflowsOf({ identity }: SubscriptionRow): readonly (readonly [string, JsonObject])[] {
    return [...this.#wanted].filter(([, input]) => isSame(this.#identityOf(input), identity));
  }

  /** A workflow is published, once more or for the first time. */
  publish(workflow: string, input: JsonObject): void {
    this.#wanted.set(workflow, input);
  }

  /** A workflow is switched off. */
  unpublish(workflow: string): void {
    this.#wanted.delete(workflow);
  }

  /** One round. Resolves when the process dies in it, too; rejects with what the connector throws. */
  async tick({ crash }: { readonly crash?: CrashPoint } = {}): Promise<void> {
    this.#crash = crash;
    try {
      await this.#reconcile();
    } catch (thrown) {
      if (!(thrown instanceof Crash)) throw thrown;
    }
  }

  async #reconcile(): Promise<void> {
    for (const input of this.#wanted.values()) await this.#keepUp(input);
    const wanted = [...this.#wanted.values()].map((input) => this.#identityOf(input));
    const nowMs = this.#platform.time.nowMs();
    for (const row of this.#rows) {
      const isWanted = wanted.some((identity) => isSame(identity, row.identity));
      if (isWanted && (row.removeAtMs === undefined || row.removeAtMs > nowMs)) continue;
      if (row.remote !== undefined) await this.#remove(row.remote);
      this.#rows = this.#rows.filter((other) => other !== row);
    }
  }

  async #keepUp(input: JsonObject): Promise<void> {
    const identity = this.#identityOf(input);
    const row = this.#rows.find((found) => isSame(found.identity, identity) && found.removeAtMs === undefined);
    if (row === undefined) return this.#create(this.#write(identity, input));
    if (row.remote === undefined) return this.#adopt(row);
    if (row.renewAtMs !== undefined && row.renewAtMs <= this.#platform.time.nowMs()) await this.#renew(row, row.remote);
  }

  #write(identity: JsonValue, input: JsonObject): SubscriptionRow {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const row = { identity, input, secret, url: `https://millrace.example/hooks/${randomBytes(9).toString('hex')}` };
    this.#rows = [...this.#rows, row];
    return row;
  }

  async #create(row: SubscriptionRow): Promise<void> {
    const create = this.#subscription?.create;
    this.#dieAt('before-create');
    const remote = create === undefined ? { remoteId: 'by hand' } : await this.#call((context) => create(context, row));
    this.#dieAt('after-create');
    this.#replace(row, this.#withRemote(row, remote));
  }

  /** A process has died between row and answer: whatever it left is found by the address. */
  async #adopt(row: SubscriptionRow): Promise<void> {
    const find = this.#subscription?.find;
    const found = find === undefined ? null : await this.#call((context) => find(context, row));
    if (found === null) await this.#create(row);
    else this.#replace(row, this.#withRemote(row, found));
  }

  async #renew(row: SubscriptionRow, remote: RemoteSubscription): Promise<void> {
    const renew = this.#subscription?.renew;
    const renewed = renew === undefined ? undefined : await this.#tryRenew((context) => renew(context, remote));
    if (renewed !== undefined) {
      this.#replace(row, this.#withRemote(row, renewed));
      return;
    }
    this.#replace(row, { ...row, removeAtMs: this.#platform.time.nowMs() + REPLACE_MS });
    await this.#create(this.#write(row.identity, row.input));
  }

  /** Undefined: the service knows it no more. */
  async #tryRenew(renew: (context: TriggerContext) => unknown): Promise<RemoteSubscription | undefined> {
    const outcome = await this.#platform.read(this.#name, this.#options, renew);
    if (outcome.kind === 'returned') return outcome.output as unknown as RemoteSubscription;
    if (outcome.cause.status === 404 || outcome.cause.status === 410) return undefined;
    throw new Error(`renewing ends with ${outcome.error}: ${outcome.message}`);
  }

  async #remove(remote: RemoteSubscription): Promise<void> {
    const remove = this.#subscription?.remove;
    if (remove !== undefined) await this.#call((context) => remove(context, remote));
  }

  async #call<Result>(work: (context: TriggerContext) => Result): Promise<Awaited<Result>> {
    const outcome = await this.#platform.read(this.#name, this.#options, work);
    if (outcome.kind === 'returned') return outcome.output as Awaited<Result>;
    throw new Error(`it ends with ${outcome.error}: ${outcome.message}`);
  }

  #withRemote(row: SubscriptionRow, remote: RemoteSubscription): SubscriptionRow {
    if (typeof remote.remoteId !== 'string' || remote.remoteId === '')
      throw new TypeError(
        `the subscription has the remoteId ${JSON.stringify(remote.remoteId)}, where a text belongs.`,
      );
    const nowMs = this.#platform.time.nowMs();
    const { renewAtMs: _, ...rest } = row;
    if (remote.expiresAt === undefined) return { ...rest, remote };
    const endMs = Date.parse(remote.expiresAt);
    if (Number.isNaN(endMs)) throw new TypeError(`"${remote.expiresAt}" is no time at which a subscription ends.`);
    return { ...rest, remote, renewAtMs: nowMs + ((endMs - nowMs) * 2) / 3 };
  }

  #replace(row: SubscriptionRow, by: SubscriptionRow): void {
    this.#rows = this.#rows.map((other) => (other === row ? by : other));
  }

  #dieAt(point: CrashPoint): void {
    if (this.#crash === point) throw new Crash(point);
  }

  #identityOf(input: JsonObject): JsonValue {
    return this.#subscription?.identity(input) ?? null;
  }
}

/** Whatever the order of members. */
function isSame(left: JsonValue, right: JsonValue): boolean {
  return JSON.stringify(left, sorted) === JSON.stringify(right, sorted);
}

function sorted(_: string, value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}
