import type { JsonObject, JsonValue } from '@millrace/machine';
import type { ComponentType, ReactElement } from 'react';
import type { FieldSpec } from './model/schema.ts';
import type { FieldProps } from './schema-form.tsx';

/** Draws the members of an object. */
export type NestedForm = (props: {
  readonly schema: JsonObject;
  readonly value: JsonObject;
  readonly path: string;
  readonly onChange: (value: JsonObject) => void;
}) => ReactElement;

/** What a control of one value gets. */
export interface ControlProps {
  readonly id: string;
  readonly spec: FieldSpec;
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined) => void;
  readonly isInvalid: boolean;
  readonly describedBy: string | undefined;
  readonly path: string;
  readonly nestedForm?: NestedForm;
  /** Draws one item of a list, or one of many values with names of their own. */
  readonly ItemField?: ComponentType<FieldProps>;
}
