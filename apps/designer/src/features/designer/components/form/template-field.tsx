import type { JsonValue } from '@millrace/machine';
import { IconBraces, IconLetterT, IconPencil } from '@tabler/icons-react';
import { type ReactElement, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  changeMode,
  expressionOf,
  type FieldMode,
  modeOf,
  textTemplateOf,
  toExpression,
  toTextTemplate,
} from '../../model/field-mode.ts';
import type { FieldSpec } from '../../model/schema.ts';
import type { EditorHandle } from '../code/code-editor.tsx';
import { ExpressionField } from '../code/expression-field.tsx';
import { usePanel } from '../panel/panel-context.ts';
import { DataPicker } from '../picker/data-picker.tsx';
import { FixedControl } from './fixed-control.tsx';
import styles from './form.module.css';

interface Props {
  readonly spec: FieldSpec;
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined) => void;
  readonly path: string;
}

const MODES = [
  { mode: 'fixed', Icon: IconPencil },
  { mode: 'mapping', Icon: IconBraces },
  { mode: 'text', Icon: IconLetterT },
] as const;

/** One value: fixed, mapped from data, or a text with placeholders. */
export function TemplateField({ spec, value, onChange, path }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const { problems } = usePanel();
  const id = useId();
  const [hasFocus, setFocus] = useState(false);
  const editor = useRef<EditorHandle>(null);
  const mode = modeOf(value);
  const own = problems.filter((problem) => problem.path === path || problem.path.startsWith(`${path}/`));
  const modes = MODES.filter(
    (entry) =>
      entry.mode !== 'text' || spec.control === 'text' || spec.control === 'longText' || spec.control === 'json',
  );
  const describedBy = own.length > 0 ? `${id}-problem` : `${id}-help`;
  const insert = (expression: string): void => {
    if (mode === 'fixed') onChange(toExpression(expression));
    else if (mode === 'text')
      editor.current?.insert(`{{${expression.replace(/^\$states\.input\.?/, 'input.').replace(/\.$/, '')}}}`);
    else if (expressionOf(value) === '$states.input' || expressionOf(value) === '') onChange(toExpression(expression));
    else editor.current?.insert(expression);
  };
  return (
    <div
      className={styles.field}
      onFocus={() => setFocus(true)}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setFocus(false)}
    >
      <div className={styles.labelRow}>
        <span className={styles.label}>
          <label htmlFor={id}>{spec.title}</label>
          {spec.isRequired && <span className={styles.required}>{t('form.required')}</span>}
        </span>
        <div className={styles.modes} role="radiogroup" aria-label={t('form.mode', { field: spec.title })}>
          {modes.map(({ mode: other, Icon }) => (
            <button
              key={other}
              type="button"
              role="radio"
              aria-checked={other === mode}
              aria-label={t(`mode.${other}`)}
              title={t(`mode.${other}`)}
              className={styles.mode}
              onClick={() => onChange(changeMode(value, other))}
            >
              <Icon size={14} aria-hidden="true" />
            </button>
          ))}
        </div>
      </div>
      <Value
        mode={mode}
        id={id}
        spec={spec}
        value={value}
        onChange={onChange}
        editor={editor}
        isInvalid={own.length > 0}
        describedBy={describedBy}
      />
      {own.length > 0 ? (
        <p id={`${id}-problem`} className={styles.error}>
          {own[0]?.message}
        </p>
      ) : (
        spec.help !== '' && (
          <p id={`${id}-help`} className={styles.help}>
            {spec.help}
          </p>
        )
      )}
      {hasFocus && mode !== 'fixed' && <DataPicker onPick={insert} />}
    </div>
  );
}

interface ValueProps extends Omit<Props, 'path'> {
  readonly mode: FieldMode;
  readonly id: string;
  readonly editor: React.RefObject<EditorHandle | null>;
  readonly isInvalid: boolean;
  readonly describedBy: string;
}

function Value({ mode, id, spec, value, onChange, editor, isInvalid, describedBy }: ValueProps): ReactElement {
  if (mode === 'mapping') {
    return (
      <ExpressionField
        label={spec.title}
        source={expressionOf(value) ?? ''}
        onChange={(source) => onChange(toExpression(source))}
        isInvalid={isInvalid}
        describedBy={describedBy}
        handle={editor}
      />
    );
  }
  const template = textTemplateOf(value);
  if (mode === 'text' && template !== undefined) {
    const preview = expressionOf(value);
    return (
      <ExpressionField
        label={spec.title}
        source={template.text}
        onChange={(text) => onChange(toTextTemplate({ ...template, text }))}
        isInvalid={isInvalid}
        describedBy={describedBy}
        handle={editor}
        isPlainText
        {...(preview === undefined ? {} : { preview })}
      />
    );
  }
  return (
    <FixedControl
      id={id}
      spec={spec}
      value={value}
      onChange={onChange}
      isInvalid={isInvalid}
      describedBy={describedBy}
    />
  );
}
