// A value that fields may read, as pickers, pills and completion see it.
import type { JsonObject, State, Trigger, WorkflowDocument } from '@millrace/machine';
import type { ShownIterations } from '../../../components/run-view/model/iterations.ts';
import { type DataShape, isDescribed, shapeOf } from './data-shape.ts';
import type { DataPath } from './jsonata-path.ts';
import type { SampleSource } from './sample-source.ts';

/** Where the shape of a root is from. */
export type ShapeSource = 'schema' | 'sample' | 'pin' | 'mock' | 'inferred';

/** A value that a field may read, with what it held in the sample. */
export interface PickerRoot {
  readonly id: string;
  readonly kind: 'trigger' | 'step' | 'item' | 'index' | 'error' | 'previous' | 'run' | 'result' | 'errorOutput';
  readonly label: string;
  /** JSONata. */
  readonly expression: string;
  readonly sample: unknown;
  /** What it may hold. */
  readonly schema?: JsonObject;
  readonly source?: ShapeSource;
  /** The step that it is of, and its number in the outline. */
  readonly step?: { readonly name: string; readonly number: string; readonly state: State };
  /** The trigger that it is of, where the workflow may have others. */
  readonly trigger?: Trigger['type'];
  /** Not every way to the reader sets it. */
  readonly mayBeMissing?: boolean;
  /** Known to whoever knows the language. */
  readonly isAdvanced?: boolean;
  /** What must be changed before it can be read: it is not kept yet. */
  readonly prepare?: (document: WorkflowDocument) => WorkflowDocument;
  /** The same for its step alone, where nothing else is changed. */
  readonly keep?: (state: State) => State;
}

/** What roots that are no steps are called. */
export type RootWord =
  | 'trigger'
  | 'input'
  | 'previous'
  | 'run'
  | 'item'
  | 'index'
  | 'outerItem'
  | 'error'
  | 'errorOf'
  | 'result'
  | 'rememberItem';

/** What is known besides the document. */
export interface Knowledge {
  readonly sample: SampleSource;
  readonly word: (word: RootWord, values?: Readonly<Record<string, string>>) => string;
  /** The schema of what the machine is started with. */
  readonly input?: JsonObject | undefined;
  /** The schema of what a step's resource gives, if it is known. */
  readonly outputOf: (resource: string, step: string) => JsonObject | undefined;
}

/** What the parts of this model share while they look at one document. */
export interface Looking {
  readonly document: WorkflowDocument;
  readonly known: Knowledge;
  /** The items that the sample is of. */
  readonly iteration: ShownIterations;
  /** What a path leads to, read by a step. */
  readonly shapeOfPath: (reader: string, path: DataPath) => DataShape | undefined;
}

/** A root with its schema, and where its shape is from. */
export function described(
  root: Omit<PickerRoot, 'schema' | 'source'>,
  schema: JsonObject | undefined,
  source: ShapeSource = 'schema',
): PickerRoot {
  if (schema !== undefined && isDescribed(shapeOf(undefined, schema))) return { ...root, schema, source };
  return root.sample === undefined ? root : { ...root, source: source === 'inferred' ? 'sample' : sampleOr(source) };
}

const sampleOr = (source: ShapeSource): ShapeSource => (source === 'schema' ? 'sample' : source);

/** The root that a path begins with, and the rest of the path. */
export function rootOfPath(
  roots: readonly PickerRoot[],
  { variable, members }: DataPath,
): { readonly root: PickerRoot; readonly members: readonly (string | number)[] } | undefined {
  const path = [`$${variable}`, ...members];
  const matches = roots.flatMap((root) => {
    const own = root.expression.split('.');
    return own.every((part, at) => part === path[at]) ? [{ root, members: path.slice(own.length) }] : [];
  });
  // The longest root says most.
  return matches.reduce<(typeof matches)[number] | undefined>(
    (best, match) => (best === undefined || match.members.length < best.members.length ? match : best),
    undefined,
  );
}
