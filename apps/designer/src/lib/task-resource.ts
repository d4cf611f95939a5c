/** What a Task's `Resource` names, as far as it is known while somebody still types it. */
export type TaskResource = {
  /** The step waits until somebody answers its token. */
  readonly awaitsToken: boolean;
} & (
  | { readonly kind: 'connector'; readonly connector: string; readonly action: string }
  | { readonly kind: 'workflow'; readonly name: string; readonly isAwaited: boolean }
  | { readonly kind: 'code' }
  /** No kind that this version runs. */
  | { readonly kind: 'unknown' }
);

const TOKEN_SUFFIX = '.waitForTaskToken';
const FORGET_SUFFIX = '.fireAndForget';

/** Reads a resource. Names may be empty or wrong: the check says so, and what is typed must stay on the screen. */
export function readResource(text: string): TaskResource {
  const awaitsToken = text.endsWith(TOKEN_SUFFIX);
  const resource = awaitsToken ? text.slice(0, -TOKEN_SUFFIX.length) : text;
  if (resource === 'code:javascript') return { kind: 'code', awaitsToken };
  const [, connector, action] = /^connector:([^/]+)\/(.+)$/.exec(resource) ?? [];
  if (connector !== undefined && action !== undefined) return { kind: 'connector', connector, action, awaitsToken };
  if (!resource.startsWith('workflow:')) return { kind: 'unknown', awaitsToken };
  const isForgotten = resource.endsWith(FORGET_SUFFIX);
  const name = resource.slice('workflow:'.length, isForgotten ? -FORGET_SUFFIX.length : undefined);
  // With a token it is the token that is waited for.
  return { kind: 'workflow', name, isAwaited: !isForgotten && !awaitsToken, awaitsToken };
}

/** What a step that starts a workflow waits for: its end, a token's answer, or nothing. */
export type WorkflowWait = 'end' | 'token' | 'nothing';

/** The wait of a resource that names a workflow. */
export function waitOf({
  isAwaited,
  awaitsToken,
}: {
  readonly isAwaited: boolean;
  readonly awaitsToken: boolean;
}): WorkflowWait {
  if (awaitsToken) return 'token';
  return isAwaited ? 'end' : 'nothing';
}

const SUFFIXES: Readonly<Record<WorkflowWait, string>> = { end: '', token: TOKEN_SUFFIX, nothing: FORGET_SUFFIX };

/** The resource that starts a workflow. */
export const workflowResource = (name: string, wait: WorkflowWait): string => `workflow:${name}${SUFFIXES[wait]}`;

/** Whether the answer of a resource comes from elsewhere, some time after the call. */
export function isAnsweredLater(text: string): boolean {
  const resource = readResource(text);
  return resource.awaitsToken || (resource.kind === 'workflow' && resource.isAwaited);
}
