import type { Connector, OptionRequest } from '../connector.ts';
import type { Evaluate } from '../declarative/template.ts';
import type { JsonObject } from '../json.ts';
import type { CallbackRequest } from '../pause.ts';
import type { TriggerItem } from '../trigger.ts';
import type { FakeApi } from './fake/fake-api.ts';
import { TestClock } from './platform/test-clock.ts';
import type { TestConnection } from './platform/test-connection.ts';
import { endPause } from './platform/end-pause.ts';
import type { TestActionOutcome, TestOutcome } from './platform/test-outcome.ts';
import { TestPlatform, type CallOptions } from './platform/test-platform.ts';
import type { TestDelivery } from './test-case.ts';
import { TestPoller, type PollerOptions } from './triggers/test-poller.ts';
import { TestStream, type StreamOptions } from './triggers/test-stream.ts';
import { TestWebhook, type Delivered, type WebhookOptions } from './triggers/test-webhook.ts';
import type { SignedAs } from './triggers/test-delivery.ts';
import { BrokenWire, type Wire } from './wire/wire.ts';

export interface HarnessOptions {
  /** The service: a fake, or a wire of your own. Without one nothing can be reached. */
  readonly fake?: Pick<FakeApi, 'wire' | 'clock'> & Partial<Pick<FakeApi, 'dial'>>;
  readonly wire?: Wire;
  /** Default: the fake's. */
  readonly clock?: TestClock;
  readonly connections?: Readonly<Record<string, TestConnection>>;
  readonly evaluate?: Evaluate;
}

/** A connector on a platform of a test: nothing leaves the process, and no time passes but the clock's. */
export interface Harness {
  readonly clock: TestClock;
  readonly platform: TestPlatform;
  /** One attempt of an action, or of what is left of it after a pause. Resolves whatever it does. */
  readonly action: (name: string, input?: JsonObject, options?: CallOptions) => Promise<TestActionOutcome>;
  /** Calls the address of a pause: a POST without anything, but for what is named. The action goes on. */
  readonly deliverCallback: (
    paused: TestActionOutcome,
    request?: Partial<CallbackRequest>,
  ) => Promise<TestActionOutcome>;
  /** Moves the clock to the moment of a pause. The action goes on. */
  readonly passUntil: (paused: TestActionOutcome) => Promise<TestActionOutcome>;
  /** What a source of options gives. */
  readonly options: (name: string, request?: Partial<OptionRequest>, options?: CallOptions) => Promise<TestOutcome>;
  /** What a source of schemas gives. */
  readonly schema: (name: string, input?: JsonObject, options?: CallOptions) => Promise<TestOutcome>;
  /** Whether a connection works. */
  readonly test: (connection?: string) => Promise<TestOutcome>;
  /** A polling trigger: `tick()` polls. */
  readonly poll: (name: string, options?: Partial<PollerOptions>) => TestPoller;
  /** A webhook trigger: `publish()` subscribes, `deliver()` is the service's call. */
  readonly webhook: (name: string, options?: WebhookOptions) => TestWebhook;
  /** One delivery to a workflow that is published with this input. */
  readonly deliver: (
    name: string,
    delivery: TestDelivery,
    options?: WebhookOptions & { readonly input?: JsonObject; readonly signed?: SignedAs },
  ) => Promise<Delivered & { readonly items: readonly TriggerItem[] }>;
  /** A stream trigger: `begin()` and `stop()`. */
  readonly stream: (name: string, options?: Partial<StreamOptions>) => TestStream;
}

const UNREACHABLE: Wire = ({ url }) =>
  Promise.reject(new BrokenWire(`the test has nobody who answers at ${url}`, { code: 'ENOTFOUND', wasSent: false }));

/** Puts a connector on a platform of a test. */
export function harness(connector: Connector, options: HarnessOptions = {}): Harness {
  const { fake, connections, evaluate } = options;
  const clock = options.clock ?? fake?.clock ?? new TestClock();
  const platform = new TestPlatform({
    connector,
    time: clock,
    wire: options.wire ?? fake?.wire ?? UNREACHABLE,
    ...(fake?.dial === undefined ? {} : { dial: fake.dial }),
    ...(connections === undefined ? {} : { connections }),
    ...(evaluate === undefined ? {} : { evaluate }),
  });
  return {
    clock,
    platform,
    ...actionsOf(platform),
    options: (name, request, call) => platform.listOptions(name, { input: {}, ...request }, call),
    schema: (name, input = {}, call) => platform.readSchema(name, input, call),
    test: (connection) => platform.testConnection(connection),
    poll: (name, given) => new TestPoller(platform, name, { input: {}, ...given }),
    webhook: (name, given) => new TestWebhook(platform, name, given),
    deliver: async (name, delivery, { input = {}, signed, ...given } = {}) => {
      const webhook = new TestWebhook(platform, name, given);
      await webhook.publish(input);
      const delivered = await webhook.deliver(delivery, signed === undefined ? {} : { signed });
      return { ...delivered, items: webhook.startedOf() };
    },
    stream: (name, given) => new TestStream(platform, name, { input: {}, ...given }),
  };
}

/** Actions, and how they go on: a pause is of the call that it came from. */
function actionsOf(platform: TestPlatform): Pick<Harness, 'action' | 'deliverCallback' | 'passUntil'> {
  const callOf = new WeakMap<TestActionOutcome, readonly [name: string, input: JsonObject, options?: CallOptions]>();
  const action: Harness['action'] = async (name, input = {}, options = {}) => {
    const outcome = await platform.callAction(name, input, options);
    callOf.set(outcome, [name, input, options]);
    return outcome;
  };
  const goOn = async (paused: TestActionOutcome, callback?: Partial<CallbackRequest>): Promise<TestActionOutcome> => {
    const call = callOf.get(paused);
    if (paused.kind !== 'paused' || call === undefined)
      throw new TypeError(
        `There is no pause to end: the action has ${paused.kind === 'threw' ? `failed with ${paused.error} (${paused.message})` : 'returned'}.`,
      );
    const [name, input, options] = call;
    return action(name, input, { ...options, resume: await endPause(paused, platform.time, callback) });
  };
  return {
    action,
    deliverCallback: (paused, request = {}) => goOn(paused, request),
    passUntil: (paused) => goOn(paused),
  };
}
