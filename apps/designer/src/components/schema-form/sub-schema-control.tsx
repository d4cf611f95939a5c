import { Button, Loader } from '@mantine/core';
import type { JsonObject, JsonValue } from '@millrace/machine';
import { type ComponentType, type ReactElement, use } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { type Asked, askedOf } from '../../lib/hints.ts';
import { isObject } from '../../lib/json.ts';
import type { ControlProps } from './control-props.ts';
import styles from './form.module.css';
import { LazyJsonField } from './lazy-json-field.tsx';
import { resolvedField, strangersOf } from './model/sub-schema.ts';
import { type OptionSource, OptionSourceContext } from './option-source.ts';
import { useFittingValue } from './use-fitting-value.ts';
import { useSubSchema } from './use-sub-schema.ts';
import { FIELD_WORDS } from './words.ts';

interface Props extends ControlProps {
  /** The control of what the service says. */
  readonly Inner: ComponentType<ControlProps>;
}

/** Fields that only the service knows, for what has been filled in. Where it cannot be asked, the value is JSON. */
export function SubSchemaControl(props: Props): ReactElement {
  const source = use(OptionSourceContext);
  const asked = askedOf(props.spec.schema, 'schema');
  if (source === undefined || asked === undefined) return <AsJson {...props} />;
  return (
    <div className={styles.stack}>
      <AskedFields {...props} source={source} asked={asked} />
    </div>
  );
}

function AskedFields(props: Props & { readonly source: OptionSource; readonly asked: Asked }): ReactElement {
  const { spec, value, onChange, source, asked } = props;
  const { t, i18n } = useTranslation(FIELD_WORDS);
  const found = useSubSchema(asked, source);
  useFittingValue({ found, spec, value, onChange });
  const list = (fields: readonly string[]): string =>
    new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(fields.map((field) => `“${field}”`));
  switch (found.kind) {
    case 'unconnected':
    case 'missing':
      return (
        <>
          <p className={styles.help}>
            {found.kind === 'missing'
              ? t('subSchema.missing', { fields: list(found.fields) })
              : t('subSchema.unconnected')}
          </p>
          {value !== undefined && <AsJson {...props} />}
        </>
      );
    case 'mapped':
      return (
        <>
          <AsJson {...props} />
          <p className={styles.help}>{t('subSchema.mapped', { fields: list(found.fields) })}</p>
        </>
      );
    case 'asking':
      return (
        <p className={styles.asking} role="status">
          <Loader size={14} aria-hidden="true" />
          {t('subSchema.asking', { field: spec.title })}
        </p>
      );
    case 'failed':
      return (
        <>
          <div className={styles.question} role="alert">
            <span>{t('subSchema.failed', { why: found.why })}</span>
            <Button size="compact-xs" variant="default" onClick={found.retry}>
              {t('subSchema.retry')}
            </Button>
          </div>
          <AsJson {...props} />
        </>
      );
    case 'known':
      return <KnownFields {...props} schema={found.schema} />;
  }
}

function AsJson({ spec, value, onChange }: ControlProps): ReactElement {
  return <LazyJsonField label={spec.title} value={value} onChange={onChange} />;
}

function KnownFields({ Inner, schema, ...props }: Props & { readonly schema: JsonObject }): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const { value } = props;
  const spec = resolvedField(props.spec, schema);
  const isGroup = spec.control === 'group';
  const isEmpty = isGroup && Object.keys(schema.properties ?? {}).length === 0;
  return (
    <>
      {spec.help !== props.spec.help && <p className={styles.help}>{spec.help}</p>}
      {isEmpty ? <p className={styles.help}>{t('subSchema.empty')}</p> : <Inner {...props} spec={spec} />}
      {isGroup && isObject(value) && <Strangers schema={schema} value={value} onChange={props.onChange} />}
    </>
  );
}

interface StrangersProps {
  readonly schema: JsonObject;
  readonly value: JsonObject;
  readonly onChange: (value: JsonValue | undefined) => void;
}

/** Members that the service knows no field for. They would be sent unseen. */
function Strangers({ schema, value, onChange }: StrangersProps): ReactElement | null {
  const { t } = useTranslation(FIELD_WORDS);
  const names = strangersOf(schema, value);
  if (names.length === 0) return null;
  const remove = (): void => {
    const rest = Object.entries(value).filter(([name]) => !names.includes(name));
    onChange(rest.length === 0 ? undefined : Object.fromEntries(rest));
  };
  return (
    <div className={styles.question} role="group">
      <span>{t('subSchema.strangers', { count: names.length, names: names.join(', ') })}</span>
      <Button size="compact-xs" variant="default" onClick={remove}>
        {t('subSchema.remove')}
      </Button>
    </div>
  );
}
