import type {
  DeliveryTarget,
  KeptItems,
  KeptTrigger,
  SubscribedTargets,
  TriggerMember,
  TriggerStore,
} from '@millrace/runtime';
import type { ConnectorHost } from '@millrace/connector-host';
import type { DeliveredRequest } from '@millrace/connector-sdk';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ConnectionSecrets } from '../connections/connection-secrets.ts';
import type { LetterBox } from '../dead-letters/letter-box.ts';
import { readRawBody, takeAnyBody } from '../http/raw-bodies.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { toDelivery, type Delivery } from './delivered-request.ts';
import { answerHandshake, answerKept, noSuchHook, pausedForNow } from './delivery-answers.ts';
import type { DeliveryDesk } from './delivery-desk.ts';
import { APP_PATH, PASTED_PATH, SUBSCRIPTION_PATH } from './hook-addresses.ts';
import type { IntakeBudget } from './intake-budget.ts';
import type { QueueLimit } from './queue-limit.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** A version may go live while a delivery is kept. */
const MAX_ATTEMPTS = 3;
/** Of a connection: what an app, or whoever pasted an address, signs with. */
const SECRET_FIELD = 'webhookSecret';

export interface ConnectorHookParts {
  readonly desk: DeliveryDesk;
  readonly store: TriggerStore;
  readonly host: Pick<ConnectorHost, 'find'>;
  readonly secrets: ConnectionSecrets;
  readonly budget: IntakeBudget;
  readonly queue: QueueLimit;
  /** What is authentic and becomes no run. */
  readonly letters: LetterBox;
  readonly settings: DoorSettings;
  /** How long a paused workflow's subscription is kept. */
  readonly graceSeconds: number;
}

/** Where services call for connectors: by a subscription, for an app, at an address that somebody pasted. */
export function addConnectorHookRoutes(instance: FastifyInstance, parts: ConnectorHookParts): void {
  void instance.register((scope, _options, done) => {
    takeAnyBody(scope);
    scope.route<{ Params: { id: string } }>({
      method: METHODS,
      url: `${SUBSCRIPTION_PATH}/:id`,
      handler: (request, reply) => receiveSubscribed(request.params.id, { request, reply, parts }),
    });
    scope.route<{ Params: { id: string } }>({
      method: METHODS,
      url: `${PASTED_PATH}/:id`,
      handler: (request, reply) => receivePasted(request.params.id, { request, reply, parts }),
    });
    scope.route<{ Params: { workspace: string; connector: string } }>({
      method: METHODS,
      url: `${APP_PATH}/:workspace/:connector`,
      handler: (request, reply) => receiveForApp(request.params, { request, reply, parts }),
    });
    done();
  });
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly parts: ConnectorHookParts;
}

/** Reads the body, and holds it until it is kept. */
async function withDelivery(
  { request, parts }: Exchange,
  workspaceId: string,
  work: (delivery: Delivery) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const { settings, budget, queue } = parts;
  queue.check(workspaceId);
  const hold = budget.open();
  try {
    const limit = { limitBytes: settings.hookBodyLimitBytes, setting: 'MILLRACE_HOOK_BODY_LIMIT_BYTES' };
    const bytes = await readRawBody(request, { ...limit, onHeld: (held) => hold.ensure(held) });
    return await work(toDelivery(request, bytes, settings.json));
  } finally {
    hold.release();
  }
}

interface Hearers {
  readonly known: readonly DeliveryTarget[];
  readonly findTargets: () => Promise<readonly DeliveryTarget[]>;
}

/** Whose a delivery is was found out. One that cannot be read is kept for each who was to hear of it. */
function keepFor({ request, parts }: Exchange, delivery: Delivery, hearers: Hearers): Promise<KeptItems> {
  const { desk, letters } = parts;
  return letters.keeping(
    () => {
      if (delivery.bodyFault !== undefined) throw delivery.bodyFault;
      return keepRead(parts, delivery.request, hearers);
    },
    async () => {
      const versions = await Promise.all(hearers.known.map(({ trigger }) => desk.versionOf(trigger)));
      return hearers.known.flatMap(({ trigger: { triggerId } }, at) => {
        const version = versions[at];
        return version === undefined ? [] : [{ version, triggerId, call: request, bytes: delivery.request.bytes }];
      });
    },
  );
}

/** Looks again for who wants it when a version went live meanwhile. */
async function keepRead(
  parts: ConnectorHookParts,
  delivered: DeliveredRequest,
  { known, findTargets }: Hearers,
): Promise<KeptItems> {
  let kept = await parts.desk.keep(known, delivered);
  for (let attempt = 1; attempt < MAX_ATTEMPTS && kept.kind === 'changed'; attempt += 1) {
    kept = await parts.desk.keep(await findTargets(), delivered);
  }
  return kept;
}

// ---- Subscriptions -------------------------------------------------------------------------------------------------

async function receiveSubscribed(id: string, exchange: Exchange): Promise<FastifyReply> {
  const { reply, parts } = exchange;
  const { store, desk, secrets, graceSeconds } = parts;
  const find = (): Promise<SubscribedTargets | undefined> => store.findSubscribed({ subscriptionId: id, graceSeconds });
  const found = await find();
  if (found === undefined) throw noSuchHook();
  const { subscription } = found;
  return withDelivery(exchange, subscription.workspaceId, async (delivery) => {
    const { connectorVersion, ...rest } = subscription;
    const member = { ...rest, ...(connectorVersion === undefined ? {} : { version: connectorVersion }) };
    const answer = await desk.findHandshake(toMember(member), delivery.request);
    if (answer !== undefined) return answerHandshake(reply, answer);
    await desk.verify(toMember(member), delivery.request, [
      secrets.openSubscription(subscription, subscription.sealed),
    ]);
    let { isPaused } = found;
    if (found.targets.length === 0 && !isPaused) throw noSuchHook();
    const findTargets = async (): Promise<readonly DeliveryTarget[]> => {
      const now = await find();
      isPaused = now?.isPaused ?? false;
      return now?.targets ?? [];
    };
    const kept = await keepFor(exchange, delivery, { known: found.targets, findTargets });
    // What others want of it is kept by now; the paused one gets it when it is sent again.
    if (isPaused && kept.kind === 'kept') throw pausedForNow();
    return answerKept(reply, kept);
  });
}

/** Nothing but what names it: the rest is no business of a connector. */
function toMember({ workspaceId, connector, trigger, version, connection }: TriggerMember): TriggerMember {
  return {
    ...{ workspaceId, connector, trigger },
    ...(version === undefined ? {} : { version }),
    ...(connection === undefined ? {} : { connection }),
  };
}

// ---- Pasted addresses ----------------------------------------------------------------------------------------------

async function receivePasted(id: string, exchange: Exchange): Promise<FastifyReply> {
  const { reply, parts } = exchange;
  const { store, desk } = parts;
  const trigger = await store.findByAddress(id);
  const member = trigger && (await desk.memberOf(trigger));
  if (trigger === undefined || member === undefined) throw noSuchHook();
  return withDelivery(exchange, trigger.workspaceId, async (delivery) => {
    const answer = await desk.findHandshake(member, delivery.request);
    if (answer !== undefined) return answerHandshake(reply, answer);
    await desk.verify(member, delivery.request, await secretsOf(parts, trigger));
    const findTargets = async (): Promise<readonly DeliveryTarget[]> => {
      const now = await store.findByAddress(id);
      return now === undefined ? [] : [toTarget(now)];
    };
    const kept = await keepFor(exchange, delivery, { known: [toTarget(trigger)], findTargets });
    return answerKept(reply, kept);
  });
}

const toTarget = (trigger: KeptTrigger): DeliveryTarget => ({ trigger, identity: trigger.identity });

async function secretsOf(
  { secrets }: ConnectorHookParts,
  { workspaceId, trigger: { connection } }: KeptTrigger,
): Promise<readonly string[]> {
  const held = connection === undefined ? [] : await secrets.resolve({ workspaceId, name: connection });
  return held.flatMap((fields) => (Object.hasOwn(fields, SECRET_FIELD) ? [fields[SECRET_FIELD] ?? ''] : []));
}

// ---- Apps ----------------------------------------------------------------------------------------------------------

async function receiveForApp(
  { workspace, connector }: { readonly workspace: string; readonly connector: string },
  exchange: Exchange,
): Promise<FastifyReply> {
  const { reply, parts } = exchange;
  const find = () => parts.store.findApp({ workspaceSlug: workspace, connector });
  const found = await find();
  if (found === undefined) throw noSuchHook();
  const { workspaceId } = found;
  return withDelivery(exchange, workspaceId, async (delivery) => {
    const members = await appMembers({ workspaceId, connector }, parts);
    if (members.length === 0) throw noSuchHook();
    for (const member of members) {
      const answer = await parts.desk.findHandshake(member, delivery.request);
      if (answer !== undefined) return answerHandshake(reply, answer);
    }
    const findTargets = async (): Promise<readonly DeliveryTarget[]> =>
      targetsOfApp((await find())?.triggers ?? [], delivery, parts);
    const known = await targetsOfApp(found.triggers, delivery, parts);
    // Nobody wants it: then it need not be readable.
    const read = known.length > 0 ? delivery : { request: delivery.request };
    return answerKept(reply, await keepFor(exchange, read, { known, findTargets }));
  });
}

/** The triggers of an app, in the version that new workflows get: who enters its address may have no workflow yet. */
async function appMembers(
  place: { readonly workspaceId: string; readonly connector: string },
  { host }: ConnectorHookParts,
): Promise<readonly TriggerMember[]> {
  const installed = await host.find(place);
  const triggers = Object.entries(installed?.manifest.triggers ?? {});
  return triggers.filter(([, { delivery }]) => delivery === 'app').map(([trigger]) => ({ ...place, trigger }));
}

/** Of the app's live triggers those whose account the delivery is for. Refuses one that no connection of it has signed. */
async function targetsOfApp(
  triggers: readonly (KeptTrigger & { readonly accountId?: string })[],
  delivery: Delivery,
  parts: ConnectorHookParts,
): Promise<readonly DeliveryTarget[]> {
  const { desk } = parts;
  const targets: DeliveryTarget[] = [];
  const accounts = new Map<string, Promise<string | undefined>>();
  const verdicts = new Map<string, Promise<void>>();
  let refusal: Error | undefined;
  for (const { accountId, ...trigger } of triggers) {
    const member = await desk.memberOf(trigger);
    if (member === undefined || accountId === undefined) continue;
    const place = JSON.stringify([member.trigger, member.version]);
    const account = accounts.get(place) ?? desk.findAccount(member, delivery.request);
    accounts.set(place, account);
    if ((await account) !== accountId) continue;
    const signer = JSON.stringify([place, member.connection]);
    const verdict = verdicts.get(signer) ?? desk.verify(member, delivery.request, await secretsOf(parts, trigger));
    verdicts.set(signer, verdict);
    try {
      await verdict;
      targets.push(toTarget(trigger));
    } catch (cause) {
      refusal ??= cause as Error;
    }
  }
  if (targets.length === 0 && refusal !== undefined) throw refusal;
  return targets;
}
