import { Select } from '@mantine/core';
import type { JsonObject, JsonValue } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { isObject } from '../../lib/json.ts';
import type { ControlProps } from './control-props.ts';
import styles from './form.module.css';
import { LazyJsonField } from './lazy-json-field.tsx';
import { variantsOf } from './model/schema.ts';
import { FIELD_WORDS } from './words.ts';

const emptyIsNone = (value: JsonObject): JsonValue | undefined => (Object.keys(value).length === 0 ? undefined : value);

/** The fields of an object, inline; of one that is too deep, JSON. */
export function GroupControl(props: ControlProps): ReactElement {
  const { spec, value, onChange, path, nestedForm } = props;
  if (nestedForm === undefined) return <LazyJsonField label={spec.title} value={value} onChange={onChange} />;
  return (
    <div className={styles.group} role="group" aria-label={spec.title}>
      {nestedForm({
        schema: spec.schema,
        value: isObject(value) ? value : {},
        path,
        onChange: (next) => onChange(emptyIsNone(next)),
      })}
    </div>
  );
}

/** One of several shapes, told by a constant member. */
export function VariantsControl(props: ControlProps): ReactElement {
  const { id, spec, value, onChange, path, nestedForm } = props;
  const { t } = useTranslation(FIELD_WORDS);
  if (nestedForm === undefined) return <LazyJsonField label={spec.title} value={value} onChange={onChange} />;
  const variants = variantsOf(spec.schema);
  const held = isObject(value) ? value : {};
  const chosen = variants.find(({ member, constant }) => held[member] === constant);
  const choose = (title: string | null): void => {
    const next = variants.find((variant) => variant.title === title);
    if (next === undefined) {
      onChange(undefined);
      return;
    }
    // Members that the other shape has too are kept.
    const shared = isObject(next.schema.properties) ? next.schema.properties : {};
    const kept = Object.entries(held).filter(([name]) => name in shared);
    onChange({ [next.member]: next.constant, ...Object.fromEntries(kept) });
  };
  return (
    <div className={styles.group} role="group" aria-label={spec.title}>
      <Select
        id={id}
        aria-label={t('variant.kind', { field: spec.title })}
        data={variants.map(({ title }) => title)}
        value={chosen?.title ?? null}
        placeholder={t('variant.none')}
        clearable={!spec.isRequired}
        allowDeselect={false}
        onChange={choose}
      />
      {chosen !== undefined &&
        nestedForm({
          schema: chosen.schema,
          value: held,
          path,
          onChange: (next) => onChange({ ...next, [chosen.member]: chosen.constant }),
        })}
    </div>
  );
}
