import type { JsonObject, JsonValue } from '@millrace/machine';
import { useEffect, useRef } from 'react';
import { isObject } from '../../lib/json.ts';
import type { FieldSpec } from './model/schema.ts';
import { fitMembers, resolvedField } from './model/sub-schema.ts';
import type { SubSchema } from './use-sub-schema.ts';

interface Params {
  readonly found: SubSchema;
  readonly spec: FieldSpec;
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined) => void;
}

/**
 * When another answer makes other fields of a field, the values that fit them stay. The rest waits here for the fields to come
 * back. The first answer changes nothing: who opens a form has not edited it.
 */
export function useFittingValue({ found, spec, value, onChange }: Params): void {
  const answered = useRef<string>(undefined);
  const kept = useRef<JsonObject>({});
  useEffect(() => {
    if (found.kind !== 'known') return;
    const isOther = answered.current !== undefined && answered.current !== found.answers;
    answered.current = found.answers;
    if (!isOther || (value !== undefined && !isObject(value))) return;
    const { schema, control } = resolvedField(spec, found.schema);
    if (control !== 'group') return;
    const members = value ?? {};
    const { fitting, others } = fitMembers(schema, { ...kept.current, ...members });
    kept.current = others;
    const isSameAsBefore =
      Object.keys(fitting).length === Object.keys(members).length &&
      Object.keys(fitting).every((name) => fitting[name] === members[name]);
    if (!isSameAsBefore) onChange(Object.keys(fitting).length === 0 ? undefined : fitting);
  });
}
