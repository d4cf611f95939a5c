import type { FieldSpec } from '../../../../components/schema-form/model/schema.ts';

/** What each control writes. As JSON, anything may be written: what fits is the document's to say. */
const SCHEMAS: Partial<Readonly<Record<FieldSpec['control'], FieldSpec['schema']>>> = {
  number: { type: 'integer' },
  json: {},
};

/** A field of the document itself, as the form's field. */
export function ownField(
  name: string,
  title: string,
  { help = '', control = 'text', isRequired = false }: Partial<Pick<FieldSpec, 'help' | 'control' | 'isRequired'>> = {},
): FieldSpec {
  return {
    name,
    title,
    help,
    placeholder: '',
    schema: SCHEMAS[control] ?? { type: 'string' },
    control,
    isRequired,
    isAdvanced: false,
  };
}
