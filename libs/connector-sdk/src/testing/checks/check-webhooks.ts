// C10: one subscription for all who want the same, whatever dies, and one run for each thing that happened.
import type { FakeHooks } from '../fake/fake-hooks.ts';
import type { JsonObject } from '../../json.ts';
import type { WebhookTrigger } from '../../trigger.ts';
import type { WebhookCase } from '../test-case.ts';
import type { SignedAs } from '../triggers/test-delivery.ts';
import { TestWebhook } from '../triggers/test-webhook.ts';
import { platformOf, prepare, type Problems, type Subject } from './subject.ts';

/** Publishes, delivers, lets time pass and processes die. */
export async function checkWebhooks(subject: Subject, tried: WebhookCase): Promise<Problems> {
  const { connector, fake } = subject;
  const member = `${connector.name}/${tried.trigger}`;
  if (fake === undefined) return [`${member}: a webhook trigger is tried with a fake, and there is none.`];
  const trigger = connector.triggers?.[tried.trigger] as WebhookTrigger;
  const stories = { ...DELIVERIES, ...(trigger.subscription === undefined ? {} : SUBSCRIPTIONS) };
  const problems: string[] = [];
  for (const [said, story] of Object.entries(stories)) {
    prepare(subject, tried);
    const { connection, sign, input } = tried;
    const webhook = new TestWebhook(platformOf(subject), tried.trigger, {
      connection,
      ...(sign === undefined ? {} : { sign }),
    });
    try {
      const found = await story({ webhook, input, trigger, tried, hooks: () => fake.hooks, ...timeOf(subject) });
      problems.push(...found.map((problem) => `${said} ${problem}`));
    } catch (thrown) {
      problems.push(`${said} ${(thrown as Error).message}`);
    }
  }
  return problems.map((problem) => `${member}: ${problem}`);
}

interface Scene {
  readonly webhook: TestWebhook;
  readonly input: JsonObject;
  readonly trigger: WebhookTrigger;
  readonly tried: WebhookCase;
  readonly hooks: () => FakeHooks;
  readonly pass: (ms: number) => Promise<void>;
  readonly nowMs: () => number;
}
type Story = (scene: Scene) => Promise<Problems>;

const timeOf = ({ fake }: Subject): Pick<Scene, 'pass' | 'nowMs'> => ({
  pass: async (ms) => fake?.clock.advance(ms),
  nowMs: () => fake?.nowMs() ?? 0,
});

const demand = (what: string, got: number, expected: number): Problems =>
  got === expected ? [] : [`${what} was to be ${expected}, and is ${got}.`];
const demandOne = ({ hooks }: Scene): Problems =>
  demand('the number of subscriptions at the service', hooks().list.length, 1);

const SUBSCRIPTIONS: Readonly<Record<string, Story>> = {
  'when the process dies before it subscribes,': async (scene) => {
    await scene.webhook.publish(scene.input, { crash: 'before-create' });
    await scene.webhook.tick();
    return demandOne(scene);
  },
  'when the process dies with the new subscription in hand,': async (scene) => {
    await scene.webhook.publish(scene.input, { crash: 'after-create' });
    await scene.webhook.tick();
    return demandOne(scene);
  },
  'when a workflow is published twice,': async (scene) => {
    await scene.webhook.publish(scene.input);
    await scene.webhook.publish(scene.input);
    return demandOne(scene);
  },
  'when two workflows want the same,': async (scene) => {
    await scene.webhook.publish(scene.input, { workflow: 'one' });
    await scene.webhook.publish(scene.input, { workflow: 'two' });
    const { started } = await scene.webhook.deliver(eventOf(scene, 0), { workflow: 'one' });
    return [...demandOne(scene), ...demand('the number of runs of one delivery', started, 2)];
  },
  'when its time runs out,': async (scene) => {
    await scene.webhook.publish(scene.input);
    const row = scene.webhook.rows[0];
    if (row?.renewAtMs === undefined) return [];
    const lifetimeMs = (row.renewAtMs - scene.nowMs()) * 1.5;
    await scene.pass(lifetimeMs * 0.67);
    await scene.webhook.tick();
    await scene.pass(lifetimeMs * 0.5);
    await scene.webhook.tick();
    return demandOne(scene);
  },
  'when the service has forgotten it,': async (scene) => {
    await scene.webhook.publish(scene.input);
    const row = scene.webhook.rows[0];
    if (row?.renewAtMs === undefined) return [];
    for (const { id } of scene.hooks().list) scene.hooks().remove(id);
    await scene.pass(row.renewAtMs - scene.nowMs());
    await scene.webhook.tick();
    const recreated = demandOne(scene);
    await scene.pass(60_000);
    await scene.webhook.tick();
    return [...recreated, ...demand('the number of subscriptions a minute later', scene.hooks().list.length, 1)];
  },
  'when the last workflow is switched off,': async (scene) => {
    await scene.webhook.publish(scene.input);
    await scene.webhook.unpublish();
    return demand('the number of subscriptions at the service', scene.hooks().list.length, 0);
  },
  'when the last workflow is switched off and the service has removed it already,': async (scene) => {
    await scene.webhook.publish(scene.input);
    for (const { id } of scene.hooks().list) scene.hooks().remove(id);
    await scene.webhook.unpublish();
    return demand('the number of our own rows', scene.webhook.rows.length, 0);
  },
};

const DELIVERIES: Readonly<Record<string, Story>> = {
  'when one thing is delivered three times,': async (scene) => {
    await scene.webhook.publish(scene.input);
    for (let times = 0; times < 3; times += 1) await scene.webhook.deliver(eventOf(scene, 0));
    const once = demand('the number of runs', scene.webhook.startedOf().length, 1);
    await scene.webhook.deliver(eventOf(scene, 1));
    return [...once, ...demand('the number of runs after another thing', scene.webhook.startedOf().length, 2)];
  },
  'when a delivery is signed by somebody else,': (scene) => deliverSigned(scene, 'bad'),
  'when a delivery is not signed,': (scene) => deliverSigned(scene, 'missing'),
  'when the signature of a delivery is six minutes old,': (scene) => deliverSigned(scene, 'old'),
};

async function deliverSigned(scene: Scene, signed: SignedAs): Promise<Problems> {
  const { trigger, webhook, input } = scene;
  if (isOpen(trigger) || (signed === 'old' && !hasTime(scene))) return [];
  await webhook.publish(input);
  const { status } = await webhook.deliver(eventOf(scene, 0), { signed });
  return [...demand('the answer', status, 401), ...demand('the number of runs', webhook.startedOf().length, 0)];
}

const isOpen = ({ verify }: WebhookTrigger): boolean => typeof verify === 'object' && 'none' in verify;

/** Does the signature say when it was made? */
function hasTime({ trigger: { verify }, tried }: Scene): boolean {
  if (verify === 'standard-webhooks') return true;
  if (typeof verify === 'object') return 'hmac' in verify && /\{header\.[^}]*(?:time|date)/i.test(verify.signed ?? '');
  const about = { bytes: new Uint8Array() };
  const [now, before] = [600_000, 0].map((nowMs) =>
    JSON.stringify(tried.sign?.(about, { secret: 'secret', nowMs }) ?? {}),
  );
  return now !== before;
}

const eventOf = ({ tried, nowMs }: Scene, index: number) => tried.delivery({ index, at: new Date(nowMs()) });
