import type { InvocationKind } from '@millrace/connector-sdk/platform';

type PathOf = (member: string) => readonly string[];

const ofTrigger =
  (...rest: readonly string[]): PathOf =>
  (member) => ['triggers', member, ...rest];
const ofSubscription = (name: string): PathOf => ofTrigger('subscription', name);
const ofAuth =
  (name: string): PathOf =>
  (member) => ['auth', member, name];

const PATHS: Readonly<Record<InvocationKind, PathOf>> = {
  action: (member) => ['actions', member, 'run'],
  resume: (member) => ['actions', member, 'resume'],
  verify: (member) => ['actions', member, 'idempotency', 'verify'],
  options: (member) => ['options', member],
  schema: (member) => ['schemas', member],
  test: ofAuth('test'),
  exchange: ofAuth('exchange'),
  sign: ofAuth('sign'),
  poll: ofTrigger('poll'),
  migrateCursor: ofTrigger('migrateCursor'),
  stream: ofTrigger('stream'),
  identity: ofSubscription('identity'),
  create: ofSubscription('create'),
  find: ofSubscription('find'),
  renew: ofSubscription('renew'),
  remove: ofSubscription('remove'),
  account: ofTrigger('account'),
  handshake: ofTrigger('handshake'),
  verifySignature: ofTrigger('verify'),
  receive: ofTrigger('receive'),
};
const WITHOUT_CONTEXT: ReadonlySet<InvocationKind> = new Set<InvocationKind>([
  ...(['sign', 'migrateCursor', 'identity', 'account', 'handshake', 'verifySignature'] as const),
]);

/** Where in a connector the function is: the child follows it, and so needs nothing of the SDK. */
export function memberPathOf(kind: InvocationKind, member: string): readonly string[] {
  return PATHS[kind](member);
}

/** True when the function's first argument is the call's context. */
export function takesContext(kind: InvocationKind): boolean {
  return !WITHOUT_CONTEXT.has(kind);
}
