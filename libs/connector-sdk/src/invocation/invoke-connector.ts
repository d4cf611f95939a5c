// Every way in which the platform calls a connector's code, by name: so that the code can be in another process.
import type { Connector } from '../connector.ts';
import type { Subscription, WebhookTrigger } from '../trigger.ts';

/** What is called: a member of an action, a trigger, an auth kind, or a source of options or schemas. */
export type InvocationKind =
  | 'action'
  | 'resume'
  | 'verify'
  | 'options'
  | 'schema'
  | 'test'
  | 'exchange'
  | 'sign'
  | 'poll'
  | 'migrateCursor'
  | 'stream'
  | 'identity'
  | 'create'
  | 'find'
  | 'renew'
  | 'remove'
  | 'account'
  | 'handshake'
  | 'verifySignature'
  | 'receive';

export interface Invocation {
  readonly kind: InvocationKind;
  /** Name of the action, trigger, auth kind or source. */
  readonly member: string;
  /** As the function takes them; the context, where it takes one, first. */
  readonly arguments: readonly unknown[];
}
/** Calls a connector's code, wherever that is. Rejects with what it throws. */
export type Invoke = (invocation: Invocation) => Promise<unknown>;

type AnyFunction = (...given: never[]) => unknown;
type Find = (connector: Connector, member: string) => AnyFunction | undefined;

const own = <T>(members: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;

const codeActionOf = ({ actions }: Connector, name: string) => {
  const found = own(actions, name);
  return found?.kind === 'code' ? found : undefined;
};
const webhookOf = ({ triggers }: Connector, name: string): WebhookTrigger | undefined => {
  const found = own(triggers, name);
  return found?.kind === 'webhook' ? found : undefined;
};
const pollingOf = ({ triggers }: Connector, name: string) => {
  const found = own(triggers, name);
  return found?.kind === 'polling' && found.by === 'code' ? found : undefined;
};
const customOf = ({ auth }: Connector, name: string) => {
  const found = own(auth, name);
  return found?.kind === 'custom' ? found : undefined;
};
const ofSubscription =
  (name: keyof Subscription): Find =>
  (connector, member) =>
    webhookOf(connector, member)?.subscription?.[name];

const FIND: Readonly<Record<InvocationKind, Find>> = {
  action: (connector, member) => codeActionOf(connector, member)?.run,
  resume: (connector, member) => codeActionOf(connector, member)?.resume,
  verify: (connector, member) => {
    const idempotency = own(connector.actions, member)?.idempotency;
    return typeof idempotency === 'object' && 'verify' in idempotency ? idempotency.verify : undefined;
  },
  options: ({ options }, member) => own(options, member),
  schema: ({ schemas }, member) => own(schemas, member),
  test: ({ auth }, member) => {
    const test = own(auth, member)?.test;
    return typeof test === 'function' ? test : undefined;
  },
  exchange: (connector, member) => customOf(connector, member)?.exchange,
  sign: (connector, member) => customOf(connector, member)?.sign,
  poll: (connector, member) => pollingOf(connector, member)?.poll,
  migrateCursor: (connector, member) => pollingOf(connector, member)?.migrateCursor,
  stream: ({ triggers }, member) => {
    const found = own(triggers, member);
    return found?.kind === 'stream' ? found.stream : undefined;
  },
  identity: ofSubscription('identity'),
  create: ofSubscription('create'),
  find: ofSubscription('find'),
  renew: ofSubscription('renew'),
  remove: ofSubscription('remove'),
  account: (connector, member) => webhookOf(connector, member)?.account,
  handshake: (connector, member) => webhookOf(connector, member)?.handshake,
  verifySignature: (connector, member) => {
    const verify = webhookOf(connector, member)?.verify;
    return typeof verify === 'function' ? verify : undefined;
  },
  receive: (connector, member) => webhookOf(connector, member)?.receive,
};

/** Calls a function of a connector that is in this process. Rejects when there is none of the kind. */
export async function invokeConnector(connector: Connector, { kind, member, ...call }: Invocation): Promise<unknown> {
  const found = FIND[kind](connector, member);
  if (found === undefined) throw new Error(`${connector.name} has no code for "${kind}" of "${member}".`);
  return await (found as (...given: readonly unknown[]) => unknown)(...call.arguments);
}
