import type { JsonObject, JsonValue, WorkflowDocument } from '@millrace/machine';
import { isObject } from '../../../../lib/json.ts';
import { withMember } from '../with-member.ts';

/** Lets steps pass their input through, or run again. */
export function setSkipped(document: WorkflowDocument, names: readonly string[], isSkipped: boolean): WorkflowDocument {
  const others = (document.settings?.skip ?? []).filter((entry) => !names.includes(entry));
  return { ...document, settings: { ...document.settings, skip: isSkipped ? [...others, ...names] : others } };
}

/** What settings say of single steps. */
export type StepSettings = Pick<NonNullable<WorkflowDocument['settings']>, 'skip' | 'answers'>;

/** What the settings say of some steps, so that it goes where they go. */
export function settingsOf(settings: StepSettings | undefined, names: ReadonlySet<string>): StepSettings {
  const skip = (settings?.skip ?? []).filter((name) => names.has(name));
  const answers = settings?.answers;
  // A draft may hold anything under this name.
  const own = isObject(answers) ? Object.entries(answers).filter(([name]) => names.has(name)) : [];
  return {
    ...(skip.length === 0 ? {} : { skip }),
    ...(own.length === 0 ? {} : { answers: Object.fromEntries(own) }),
  };
}

/** With settings of steps that are new in a document. */
export function withSettings(document: WorkflowDocument, { skip = [], answers = {} }: StepSettings): WorkflowDocument {
  const skipped = skip.length === 0 ? document : setSkipped(document, skip, true);
  return Object.entries(answers).reduce((all, [name, schema]) => setAnswer(all, name, schema), skipped);
}

/** Changes the list of skipped steps, where there is one. */
export function withSkips(
  document: WorkflowDocument,
  change: (skip: readonly string[]) => readonly string[],
): WorkflowDocument {
  const skip = document.settings?.skip;
  return skip === undefined ? document : { ...document, settings: { ...document.settings, skip: change(skip) } };
}

/** Without what the settings say of steps that are gone. */
export const withoutSettingsOf = (document: WorkflowDocument, gone: ReadonlySet<string>): WorkflowDocument =>
  withAnswers(withoutSkips(document, gone), (name) => (gone.has(name) ? undefined : name));

export const withoutSkips = (document: WorkflowDocument, gone: ReadonlySet<string>): WorkflowDocument =>
  withSkips(document, (skip) => (skip.some((name) => gone.has(name)) ? skip.filter((name) => !gone.has(name)) : skip));

/** The schema of what a step may be answered with; a step may be called as any object's members are. */
export function answerOf({ settings }: WorkflowDocument, name: string): JsonValue | undefined {
  const answers: unknown = settings?.answers;
  return isObject(answers) && Object.hasOwn(answers, name) ? answers[name] : undefined;
}

/** Says what a step may be answered with; any JSON without a schema. */
export function setAnswer(document: WorkflowDocument, name: string, schema: JsonObject | undefined): WorkflowDocument {
  const { answers: before, ...settings } = document.settings ?? {};
  const answers = withMember(isObject(before) ? before : {}, name, schema);
  return { ...document, settings: Object.keys(answers).length === 0 ? settings : { ...settings, answers } };
}

/** What steps may be answered with, each under the name that is given for its own; none: it is left out. */
export function withAnswers(
  document: WorkflowDocument,
  nameFor: (name: string) => string | undefined,
): WorkflowDocument {
  const answers = document.settings?.answers;
  // A draft may hold anything under this name.
  if (!isObject(answers) || Object.keys(answers).every((name) => nameFor(name) === name)) return document;
  const kept = Object.entries(answers).flatMap(([name, schema]) => {
    const next = nameFor(name);
    return next === undefined ? [] : [[next, schema] as const];
  });
  return { ...document, settings: { ...document.settings, answers: Object.fromEntries(kept) } };
}
