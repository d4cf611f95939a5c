import type { FieldSpec } from '../../../../components/schema-form/model/schema.ts';

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
    schema: { type: control === 'number' ? 'integer' : 'string' },
    control,
    isRequired,
    isAdvanced: false,
  };
}
