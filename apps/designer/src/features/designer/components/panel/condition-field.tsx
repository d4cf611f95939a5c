import { type ReactElement, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { expressionOf, toExpression } from '../../model/field-mode.ts';
import type { EditorHandle } from '../../../../components/code-editor/code-editor.tsx';
import { ExpressionField } from '../code/expression-field.tsx';
import { useFocusWithin } from '../form/use-focus-within.ts';
import { useMessages } from '../form/use-messages.ts';
import { DataPicker } from '../picker/data-picker.tsx';
import type { Picked } from '../picker/picked.ts';
import styles from './panel.module.css';

interface Props {
  readonly label: string;
  /** JSON Pointer of the condition. */
  readonly path: string;
  readonly condition: string | boolean;
  readonly onChange: (condition: string) => void;
}

/** A rule's condition, with the data that it may ask about. */
export function ConditionField({ label, path, condition, onChange }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const { isWithin, handlers } = useFocusWithin();
  const editor = useRef<EditorHandle>(null);
  const messages = useMessages(path);
  const source = typeof condition === 'string' ? (expressionOf(condition) ?? condition) : String(condition);
  // A new rule's condition is a placeholder: what is picked first replaces it.
  const isUnwritten = source === 'true' || source === 'false';
  const pick = ({ expression }: Picked): void => {
    if (isUnwritten) onChange(toExpression(expression));
    else editor.current?.insert(expression);
  };
  return (
    <div data-path={path} {...handlers}>
      <span className={styles.label}>{t('choice.when')}</span>
      <ExpressionField
        label={label}
        source={source}
        handle={editor}
        isInvalid={messages.length > 0}
        onChange={(next) => onChange(toExpression(next))}
      />
      {messages.map((message) => (
        <p key={message} className={styles.error}>
          {message}
        </p>
      ))}
      {isWithin && <DataPicker path={path} onPick={pick} />}
    </div>
  );
}
