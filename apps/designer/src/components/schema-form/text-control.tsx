import { Switch, Textarea, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { NumberField } from '../number-field.tsx';
import { useTyping } from '../../hooks/use-typing.ts';
import { LANGUAGES } from '../code-editor/languages.ts';
import { LazyCodeEditor } from '../code-editor/lazy-code-editor.tsx';
import type { ControlProps } from './control-props.ts';
import styles from './form.module.css';
import { faultOfText } from './model/text-format.ts';
import { languageOf } from './model/schema.ts';
import { FIELD_WORDS } from './words.ts';

/** A text of one line, or of several. One whose format is known is looked at. */
export function TextControl({ id, spec, value, onChange, isInvalid, describedBy }: ControlProps): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const text = typeof value === 'string' ? value : '';
  const typing = useTyping(text, (next) => onChange(next === '' ? undefined : next));
  const fault = faultOfText(typing.value, spec.schema.format);
  const shared = {
    ...typing,
    id,
    placeholder: spec.placeholder,
    error: fault === undefined ? isInvalid : t(`format.${fault}`),
    'aria-describedby': describedBy,
    'aria-required': spec.isRequired,
  };
  if (spec.control === 'longText') return <Textarea {...shared} autosize minRows={2} maxRows={8} />;
  return <TextInput {...shared} />;
}

/** A text in a language. */
export function CodeControl({ spec, value, onChange, isInvalid, describedBy }: ControlProps): ReactElement {
  const language = languageOf(spec.schema);
  return (
    <LazyCodeEditor
      label={spec.title}
      value={typeof value === 'string' ? value : ''}
      onChange={(text) => onChange(text === '' ? undefined : text)}
      language={language === undefined ? undefined : LANGUAGES[language]}
      isField
      isInvalid={isInvalid}
      describedBy={describedBy}
    />
  );
}

/** A number; digits stand under each other. */
export function NumberControl({ id, spec, value, onChange, isInvalid, describedBy }: ControlProps): ReactElement {
  const { minimum, maximum, type } = spec.schema;
  return (
    <NumberField
      value={typeof value === 'number' ? value : undefined}
      onChange={onChange}
      id={id}
      placeholder={spec.placeholder}
      error={isInvalid}
      aria-describedby={describedBy}
      aria-required={spec.isRequired}
      allowDecimal={type !== 'integer'}
      allowNegative={typeof minimum !== 'number' || minimum < 0}
      // Only while the arrows are used: what is typed is kept, and the check says what is wrong with it.
      {...(typeof minimum === 'number' ? { startValue: minimum } : {})}
      {...(typeof maximum === 'number' ? { max: maximum, clampBehavior: 'none' as const } : {})}
      classNames={{ input: styles.tabular ?? '' }}
    />
  );
}

/** On or off. */
export function SwitchControl({ id, spec, value, onChange, describedBy }: ControlProps): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const isOn = typeof value === 'boolean' ? value : spec.schema.default === true;
  return (
    <Switch
      id={id}
      checked={isOn}
      aria-describedby={describedBy}
      label={t(isOn ? 'form.on' : 'form.off')}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

/** Nothing to fill in: secrets live in connections. */
export function SecretNote({ value, onChange }: ControlProps): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  return (
    <div className={styles.refused} role="note">
      <p>{t('secret.refused')}</p>
      {value !== undefined && (
        <button type="button" className={styles.more} onClick={() => onChange(undefined)}>
          {t('secret.remove')}
        </button>
      )}
    </div>
  );
}
