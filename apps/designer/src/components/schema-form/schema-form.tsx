import type { JsonObject, JsonValue } from '@millrace/machine';
import { type ComponentType, type ReactElement, use, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { pointerPart } from '../../lib/json.ts';
import { settleHidden, shownFields } from '../../lib/show-if.ts';
import { withSuggestions } from '../../lib/suggest.ts';
import { FieldBoundary } from './field-boundary.tsx';
import type { NestedForm } from './control-props.ts';
import styles from './form.module.css';
import { LazyJsonField } from './lazy-json-field.tsx';
import { fieldsOf, type FieldSpec, waitsFor } from './model/schema.ts';
import { TakesExpressions } from './takes-expressions.ts';
import { FIELD_WORDS } from './words.ts';

/** What a form gives each of its fields. */
export interface FieldProps {
  readonly spec: FieldSpec;
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined) => void;
  /** JSON Pointer of the value. */
  readonly path: string;
  /** Its name is said by what stands around it. */
  readonly isBare?: boolean;
  /** Draws the members of an object; without it, objects are edited as JSON. */
  readonly nestedForm?: NestedForm;
  /** Draws one item of a list, or one of many values with names of their own. */
  readonly ItemField?: ComponentType<FieldProps>;
}

/** What a form is made of: how one value is given, and what is said of an object as such. */
export interface FormParts {
  readonly Field: ComponentType<FieldProps>;
  readonly Messages: ComponentType<{ readonly path: string }>;
}

interface Props {
  readonly schema: JsonObject;
  readonly value: JsonObject;
  readonly onChange: (value: JsonObject, field: string) => void;
  /** JSON Pointer of the value. */
  readonly path: string;
  /** How deep inside other objects this one is. */
  readonly depth?: number;
  readonly parts: FormParts;
}

/** Deeper objects are edited as JSON. */
const MOST_DEPTH = 3;

/** A form drawn from a JSON Schema: what is required or has a value first, the rest behind "More options". */
export function SchemaForm({ schema, value, onChange, path, depth = 1, parts }: Props): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const takesExpressions = use(TakesExpressions);
  const fields = fieldsOf(schema);
  const { shown, more, isOpen, toggle } = useMore(shownFields(fields, value), value);
  // What was typed into a field that is hidden now comes back with it.
  const [kept, keep] = useState<JsonObject>({});
  const change = (name: string, next: JsonValue | undefined): void => {
    const changed = withMember(value, name, next);
    const given = takesExpressions ? withSuggestions(fields, value, changed) : changed;
    const settled = settleHidden(fields, { value: given, kept });
    keep(settled.kept);
    onChange(inOrder(fields, settled.value), name);
  };
  const nestedForm: NestedForm = (nested) => <SchemaForm {...nested} depth={depth + 1} parts={parts} />;
  const draw = (field: FieldSpec): ReactElement => (
    <GuardedField
      key={field.name}
      field={parts.Field}
      spec={field}
      value={value[field.name]}
      path={`${path}/${pointerPart(field.name)}`}
      onChange={(next) => change(field.name, next)}
      ItemField={parts.Field}
      {...(depth < MOST_DEPTH ? { nestedForm } : {})}
    />
  );
  return (
    <div className={styles.form}>
      <parts.Messages path={path} />
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
  const mayWait = waitsFor(fields);
  const waits = (field: FieldSpec): boolean =>
    opened?.has(field.name) ?? (mayWait(field) && value[field.name] === undefined);
  const more = fields.filter(waits);
  return {
    shown: fields.filter((field) => !waits(field)),
    more,
    isOpen: opened !== undefined,
    toggle: () => setOpened(opened === undefined ? new Set(more.map(({ name }) => name)) : undefined),
  };
}

function withMember(value: JsonObject, name: string, next: JsonValue | undefined): JsonObject {
  if (next !== undefined) return { ...value, [name]: next };
  return Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
}

/** Members keep the schema's order, so that a document reads the same whoever typed first. */
function inOrder(fields: readonly FieldSpec[], value: JsonObject): JsonObject {
  const order = new Set([...fields.map(({ name }) => name), ...Object.keys(value)]);
  return Object.fromEntries([...order].flatMap((name) => (name in value ? [[name, value[name] ?? null]] : [])));
}

/** A field that cannot be drawn is edited as JSON. */
function GuardedField({ field: Field, ...props }: FieldProps & { readonly field: FormParts['Field'] }): ReactElement {
  const { spec, value, onChange } = props;
  const { t } = useTranslation(FIELD_WORDS);
  return (
    <FieldBoundary
      value={value}
      fallback={
        <div className={styles.field} role="alert">
          <span className={styles.label}>{spec.title}</span>
          <p className={styles.error}>{t('broken')}</p>
          <LazyJsonField label={spec.title} value={value} onChange={onChange} />
        </div>
      }
    >
      <Field {...props} />
    </FieldBoundary>
  );
}
