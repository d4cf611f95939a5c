import type { State, Trigger, WorkflowDocument } from '@millrace/machine';
import type { CanvasItem } from '../../../components/canvas/canvas-events.ts';
import { placesOf } from '../../../components/canvas/model/scope.ts';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { readResource } from '../../../lib/task-resource.ts';

/** A connector that a draft needs and that is not there, or not with all that is used of it. */
export interface MissingConnector {
  readonly name: string;
  /** It is installed, but what is used of it is not in its version. */
  readonly isInstalled: boolean;
  /** What needs it: triggers, then steps. */
  readonly items: readonly CanvasItem[];
}

type Connectors = readonly ConnectorDescription[];

/** What is missing for a draft to run, in the order of the names. `installed`: a connector each, with what its newest version has. */
export function missingConnectors(document: WorkflowDocument, installed: Connectors): readonly MissingConnector[] {
  // What another version has, which the draft keeps to, is not known here.
  const pins = document.connectors ?? {};
  const isOther = ({ name, version }: ConnectorDescription): boolean => (pins[name] ?? version) !== version;
  const others = new Set(installed.filter(isOther).map(({ name }) => name));
  const connectors = installed.filter(({ name }) => !others.has(name));
  const steps = placesOf(document).map(({ name, state }) => ({ item: name, missing: missingOf(state, connectors) }));
  const triggers = Object.entries(document.triggers ?? {}).map(([id, trigger]) => ({
    item: `trigger:${id}`,
    missing: missingOfTrigger(trigger, connectors),
  }));
  const needs = [...triggers, ...steps];
  const names = [...new Set(needs.flatMap(({ missing }) => missing))].filter((name) => !others.has(name));
  return names.sort().map((name) => ({
    name,
    isInstalled: connectors.some((one) => one.name === name),
    items: needs.flatMap(({ item, missing }) => (missing.includes(name) ? [item] : [])),
  }));
}

/** The connectors of what a state calls, and of what undoes it, as far as they do not have it. */
function missingOf(state: State, connectors: Connectors): readonly string[] {
  const call = state.Type === 'Task' ? [state.Resource] : [];
  const undoing = 'Compensate' in state ? [state.Compensate.Resource] : [];
  return [...call, ...undoing].flatMap((text) => {
    const resource = readResource(text);
    if (resource.kind !== 'connector') return [];
    const actions = connectors.find(({ name }) => name === resource.connector)?.actions ?? [];
    return actions.some(({ name }) => name === resource.action) ? [] : [resource.connector];
  });
}

function missingOfTrigger(trigger: Trigger, connectors: Connectors): readonly string[] {
  if (trigger.type !== 'connector') return [];
  const [connector = '', event] = trigger.use.split('/');
  const events = connectors.find(({ name }) => name === connector)?.triggers ?? [];
  return connector === '' || events.some(({ name }) => name === event) ? [] : [connector];
}
