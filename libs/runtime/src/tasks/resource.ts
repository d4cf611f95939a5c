/** What a Task's `Resource` names. */
export type TaskResource =
  | { readonly kind: 'connector'; readonly connector: string; readonly action: string }
  | { readonly kind: 'workflow'; readonly name: string; readonly isAwaited: boolean }
  | { readonly kind: 'code' };

const TASK_TOKEN_SUFFIX = '.waitForTaskToken';
const FIRE_AND_FORGET_SUFFIX = '.fireAndForget';

/** Reads a resource; `undefined` for what this installation does not know. */
export function readResource(text: string): TaskResource | undefined {
  const resource = text.endsWith(TASK_TOKEN_SUFFIX) ? text.slice(0, -TASK_TOKEN_SUFFIX.length) : text;
  if (resource === 'code:javascript') return { kind: 'code' };
  const [, connector, action] = /^connector:([^/]+)\/(.+)$/.exec(resource) ?? [];
  if (connector !== undefined && action !== undefined) return { kind: 'connector', connector, action };
  const [, name, suffix] = /^workflow:([a-z0-9-]+)(\.fireAndForget)?$/.exec(resource) ?? [];
  if (name === undefined) return undefined;
  // With a token it is the token that is waited for.
  return { kind: 'workflow', name, isAwaited: suffix !== FIRE_AND_FORGET_SUFFIX && resource === text };
}

/** What a run is told that calls one of these. */
export function unknownResource(resource: string): string {
  return `There is no action "${resource}" on this installation. Install its connector, or change the step.`;
}
