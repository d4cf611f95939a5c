import type { WorkflowDocument } from '@millrace/machine';
import { findPlace, pathOfState, ROOT_SCOPE } from '../../../components/canvas/model/scope.ts';
import type { Finding } from '../../../lib/contract.ts';
import { nameOfPart, pointerPart } from '../../../lib/json.ts';

/** The innermost state of a path, and what comes after it. */
const STATE_PATH =
  /^\/machine(?:\/States\/[^/]+\/(?:ItemProcessor|Branches\/\d+)(?=\/States\/[^/]))*\/States\/([^/]+)(\/.*)?$/;
const TRIGGER_PATH = /^\/triggers\/([^/]+)/;

/** What is selected to show a problem: a step, a trigger, or nothing when it is about the document as such. */
export function selectionOfProblem({ path }: Pick<Finding, 'path'>): string | undefined {
  const state = STATE_PATH.exec(path)?.[1];
  if (state !== undefined) return nameOfPart(state);
  const trigger = TRIGGER_PATH.exec(path)?.[1];
  return trigger === undefined ? undefined : `trigger:${nameOfPart(trigger)}`;
}

/** The tabs of a step's panel. */
export type PanelTab = 'setup' | 'output' | 'test' | 'errors' | 'notes';

const TABS: Readonly<Record<string, PanelTab>> = {
  Assign: 'output',
  Output: 'output',
  Retry: 'errors',
  Catch: 'errors',
  TimeoutSeconds: 'errors',
  HeartbeatSeconds: 'errors',
  Comment: 'notes',
};

/** The tab that has the field of a path. A transform's output is what it is about, so it stands in its setup. */
export function tabOfPath(path: string, type: string): PanelTab {
  const member = STATE_PATH.exec(path)?.[2]?.split('/')[1] ?? '';
  if (type === 'Pass' && member === 'Output') return 'setup';
  return Object.hasOwn(TABS, member) ? (TABS[member] ?? 'setup') : 'setup';
}

/** Ends the path of a step's name, which is no member of its own. */
const NAME_PART = '/#name';
export const pathOfName = (document: WorkflowDocument, name: string): string =>
  `${pointerOfState(document, name)}${NAME_PART}`;

/** A field as it stands on the screen. */
interface FieldPlace {
  readonly path: string;
  /** Something has to be written into it. */
  readonly isMissing: boolean;
}

/** The field of a path: the innermost around it; else one inside of it, first of all one that something has to be written into. */
export function fieldOfPath(fields: readonly FieldPlace[], path: string): string | undefined {
  const around = fields.filter((field) => path === field.path || path.startsWith(`${field.path}/`));
  if (around.length > 0)
    return around.reduce((best, field) => (field.path.length > best.path.length ? field : best)).path;
  const inside = fields.filter((field) => field.path.startsWith(`${path}/`) && !field.path.endsWith(NAME_PART));
  return (inside.find(({ isMissing }) => isMissing) ?? inside[0])?.path;
}

/** What is selected to show a problem -> how many problems it has. */
export function countProblems(problems: readonly Finding[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const problem of problems) {
    const selection = selectionOfProblem(problem);
    if (selection !== undefined) counts.set(selection, (counts.get(selection) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

/** A problem is stated where it stands; these stop a publish. */
export const blocking = (problems: readonly Finding[]): readonly Finding[] =>
  problems.filter(({ severity }) => severity === 'error');

/** The pointer of a field as a failed run names it: `Arguments/lines[0]/amount`. */
export function pointerOfField(document: WorkflowDocument, name: string, field: string): string {
  return pointerOfState(document, name, ...field.replaceAll(/\[(\d+)\]/g, '/$1').split('/'));
}

/** The pointer of a state, or of a member below it, at whatever depth the state is. */
export function pointerOfState(document: WorkflowDocument, name: string, ...fields: readonly string[]): string {
  const scope = findPlace(document, name)?.scope.path ?? ROOT_SCOPE;
  return [pathOfState(scope, name), ...fields.map(pointerPart)].join('/');
}
