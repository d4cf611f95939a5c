import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import styles from './form.module.css';
import type { FieldSpec } from './model/schema.ts';
import { FIELD_WORDS } from './words.ts';

/** What a field is called, whether it must be filled in, and what else stands in its first line. */
export function FieldLabel({
  id,
  spec,
  isHidden = false,
  children,
}: {
  readonly id: string;
  readonly spec: FieldSpec;
  /** Its name is said by what stands around it. */
  readonly isHidden?: boolean;
  readonly children?: ReactNode;
}): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  if (isHidden)
    return (
      <label htmlFor={id} className={styles.hidden}>
        {spec.title}
      </label>
    );
  return (
    <div className={styles.labelRow}>
      <span className={styles.label}>
        <label htmlFor={id}>{spec.title}</label>
        {spec.isRequired && <span className={styles.required}>{t('form.required')}</span>}
      </span>
      {children}
    </div>
  );
}

interface RemarksProps {
  readonly id: string;
  readonly messages: readonly string[];
  readonly help: string;
}

/** What is wrong with the value; where nothing is, what it is for. */
export function FieldRemarks({ id, messages, help }: RemarksProps): ReactElement | null {
  if (messages.length > 0)
    return (
      <div id={`${id}-problem`} className={styles.error}>
        {messages.map((message) => (
          <p key={message}>{message}</p>
        ))}
      </div>
    );
  return help === '' ? null : (
    <p id={`${id}-help`} className={styles.help}>
      {help}
    </p>
  );
}
