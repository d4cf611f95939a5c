import type { ConnectorDescription, ListedAction } from './contract.ts';
import { readResource } from './task-resource.ts';

/** What a task calls. */
interface FoundAction {
  readonly connector: ConnectorDescription;
  readonly action: ListedAction;
}

/** The action of a task's resource, if its connector is installed. */
export function findAction(connectors: readonly ConnectorDescription[], resource: string): FoundAction | undefined {
  const target = readResource(resource);
  if (target.kind !== 'connector') return undefined;
  const connector = connectors.find(({ name }) => name === target.connector);
  const action = connector?.actions.find(({ name }) => name === target.action);
  return connector === undefined || action === undefined ? undefined : { connector, action };
}

/** What a task's resource is called; `word` gives the words of the canvas. */
export function describeTask(
  text: string,
  connectors: readonly ConnectorDescription[],
  word: (key: string, values?: Readonly<Record<string, string>>) => string,
): string {
  const resource = readResource(text);
  const title = ((): string => {
    if (resource.kind === 'code') return word('task.code');
    if (resource.kind === 'workflow') {
      const isStarted = !resource.isAwaited && !resource.awaitsToken;
      return word(isStarted ? 'task.started' : 'task.workflow', { name: resource.name });
    }
    if (resource.kind === 'unknown') return text;
    const connector = connectors.find(({ name }) => name === resource.connector);
    const action = connector?.actions.find(({ name }) => name === resource.action);
    return `${connector?.title ?? resource.connector} · ${action?.title ?? resource.action}`;
  })();
  return resource.awaitsToken && resource.kind !== 'unknown' ? word('task.token', { title }) : title;
}

/** What a resource gives, as far as it is known before: what answers a token may be anything, and a large schema be on its way. */
export function outputSchemaOf(connectors: readonly ConnectorDescription[], resource: string): ListedAction['output'] {
  return readResource(resource).awaitsToken ? undefined : findAction(connectors, resource)?.action.output;
}
