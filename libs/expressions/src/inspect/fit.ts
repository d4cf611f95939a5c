import type { JsonSchema } from './given-schemas.ts';
import type { InferredType, JsonKind, KnownType } from './types.ts';

/** `no`: no value of a type fits. `yes`: every one does. Both are certain. */
export type Fit = 'yes' | 'no' | 'unknown';

export type SchemaObject = Exclude<JsonSchema, boolean>;

/** Does a type fit a schema? */
export interface FitQuestion {
  /** It is of one kind only. */
  readonly type: KnownType;
  readonly kind: JsonKind;
  readonly schema: SchemaObject;
  /** Asks the same of a part, or of another schema. */
  readonly ask: (type: InferredType, schema: JsonSchema) => Fit;
}

/** All say the same, or it is not known. */
export function agreed(found: readonly Fit[]): Fit {
  const [first = 'unknown'] = found;
  return found.every((fit) => fit === first) ? first : 'unknown';
}

/** What has to fit all of them. */
export function worst(found: readonly Fit[]): Fit {
  return found.includes('no') ? 'no' : found.includes('unknown') ? 'unknown' : 'yes';
}

/** What has to fit one of them. */
export function best(found: readonly Fit[]): Fit {
  return found.includes('yes') ? 'yes' : found.every((fit) => fit === 'no') ? 'no' : 'unknown';
}
