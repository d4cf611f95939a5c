import type { JsonObject, JsonValue } from '@millrace/machine';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pointerPart } from '../../../../lib/json.ts';
import { fieldsOf, type FieldSpec } from '../../model/schema.ts';
import { usePanel } from '../panel/panel-context.ts';
import { FieldBoundary } from './field-boundary.tsx';
import type { NestedForm } from './fixed-control.tsx';
import styles from './form.module.css';
import { JsonField } from './json-field.tsx';
import { TemplateField } from './template-field.tsx';
import { FIELD_WORDS } from './words.ts';

interface Props {
  readonly schema: JsonObject;
  readonly value: JsonObject;
  readonly onChange: (value: JsonObject, field: string) => void;
  /** JSON Pointer of the value. */
  readonly path: string;
  /** How deep inside other objects this one is. */
  readonly depth?: number;
}

/** Deeper objects are edited as JSON. */
const MOST_DEPTH = 3;

/** A form drawn from a JSON Schema: what is required or has a value first, the rest behind "More options". */
export function SchemaForm({ schema, value, onChange, path, depth = 1 }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const fields = fieldsOf(schema);
  const { shown, more, isOpen, toggle } = useMore(fields, value);
  const nestedForm: NestedForm = (nested) => <SchemaForm {...nested} depth={depth + 1} />;
  const draw = (field: FieldSpec): ReactElement => (
    <Field
      key={field.name}
      spec={field}
      value={value[field.name]}
      path={`${path}/${pointerPart(field.name)}`}
      onChange={(next) => onChange(withMember({ fields, value, name: field.name }, next), field.name)}
      {...(depth < MOST_DEPTH ? { nestedForm } : {})}
    />
  );
  return (
    <div className={styles.form}>
      <OwnMessages path={path} />
      {shown.map(draw)}
      {more.length > 0 && (
        <button type="button" className={styles.more} aria-expanded={isOpen} onClick={toggle}>
          {t(isOpen ? 'form.less' : 'form.more', { count: more.length })}
        </button>
      )}
      {isOpen && more.map(draw)}
    </div>
  );
}

interface More {
  readonly shown: readonly FieldSpec[];
  readonly more: readonly FieldSpec[];
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

/** Which fields wait behind "More options". One that gets its value while they are open stays where it is typed in. */
function useMore(fields: readonly FieldSpec[], value: JsonObject): More {
  const [opened, setOpened] = useState<ReadonlySet<string>>();
  const waits = ({ name, isRequired, isAdvanced }: FieldSpec): boolean =>
    opened?.has(name) ?? (isAdvanced && !isRequired && value[name] === undefined);
  const more = fields.filter(waits);
  return {
    shown: fields.filter((field) => !waits(field)),
    more,
    isOpen: opened !== undefined,
    toggle: () => setOpened(opened === undefined ? new Set(more.map(({ name }) => name)) : undefined),
  };
}

/** What the check says of the object as such: a member that is missing has no field of its own to say it at. */
function OwnMessages({ path }: { readonly path: string }): ReactElement | null {
  const { problems } = usePanel();
  const own = problems.filter((problem) => problem.path === path);
  if (own.length === 0) return null;
  return (
    <div className={styles.error} role="group">
      {own.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
    </div>
  );
}

/** Members keep the schema's order, so that a document reads the same whoever typed first. */
function withMember(
  { fields, value, name }: { readonly fields: readonly FieldSpec[]; readonly value: JsonObject; readonly name: string },
  next: JsonValue | undefined,
): JsonObject {
  const merged = new Map(Object.entries(value));
  if (next === undefined) merged.delete(name);
  else merged.set(name, next);
  const order = new Set([...fields.map((field) => field.name), ...merged.keys()]);
  return Object.fromEntries([...order].flatMap((key) => (merged.has(key) ? [[key, merged.get(key) ?? null]] : [])));
}

type FieldProps = Parameters<typeof TemplateField>[0];

function Field(props: FieldProps): ReactElement {
  const { spec, value, onChange } = props;
  const { t } = useTranslation(FIELD_WORDS);
  return (
    <FieldBoundary
      value={value}
      fallback={
        <div className={styles.field} role="alert">
          <span className={styles.label}>{spec.title}</span>
          <p className={styles.error}>{t('broken')}</p>
          <JsonField label={spec.title} value={value} onChange={onChange} />
        </div>
      }
    >
      <TemplateField {...props} />
    </FieldBoundary>
  );
}
