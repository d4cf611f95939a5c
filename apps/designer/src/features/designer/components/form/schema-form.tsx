import type { JsonObject, JsonValue } from '@millrace/machine';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOf, type FieldSpec } from '../../model/schema.ts';
import { FieldBoundary } from './field-boundary.tsx';
import styles from './form.module.css';
import { TemplateField } from './template-field.tsx';

interface Props {
  readonly schema: JsonObject;
  readonly value: JsonObject;
  readonly onChange: (value: JsonObject, field: string) => void;
  /** JSON Pointer of the value. */
  readonly path: string;
}

/** A form drawn from a JSON Schema: what is required or has a value first, the rest behind "More options". */
export function SchemaForm({ schema, value, onChange, path }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const [isOpen, setOpen] = useState(false);
  const fields = fieldsOf(schema);
  const isShown = ({ name, isRequired, isAdvanced }: FieldSpec): boolean =>
    isRequired || !isAdvanced || value[name] !== undefined;
  const hidden = fields.filter((field) => !isShown(field));
  const set = (name: string, next: JsonValue | undefined): void => {
    const { [name]: _, ...rest } = value;
    // Fields keep the schema's order, so that a document reads the same whoever typed first.
    const merged = next === undefined ? rest : { ...rest, [name]: next };
    onChange(
      Object.fromEntries(
        [...fields.map((field) => field.name), ...Object.keys(merged)]
          .filter((key) => key in merged)
          .map((key) => [key, merged[key] ?? null]),
      ),
      name,
    );
  };
  const draw = (field: FieldSpec): ReactElement => (
    <FieldBoundary key={field.name} title={field.title}>
      <TemplateField
        spec={field}
        value={value[field.name]}
        onChange={(next) => set(field.name, next)}
        path={`${path}/${field.name}`}
      />
    </FieldBoundary>
  );
  return (
    <div className={styles.form}>
      {fields.filter(isShown).map(draw)}
      {hidden.length > 0 && (
        <button type="button" className={styles.more} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? 'form.less' : 'form.more', { count: hidden.length })}
        </button>
      )}
      {isOpen && hidden.map(draw)}
    </div>
  );
}
