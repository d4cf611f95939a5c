import { IconBraces, IconLetterT, IconPencil } from '@tabler/icons-react';
import type { KeyboardEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldMode } from '../../model/field-mode.ts';
import styles from '../../../../components/schema-form/form.module.css';

const ICONS = { fixed: IconPencil, mapping: IconBraces, text: IconLetterT };
const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

interface Props {
  readonly title: string;
  readonly modes: readonly FieldMode[];
  readonly mode: FieldMode;
  readonly onMode: (mode: FieldMode) => void;
}

/** Fixed, Mapping or Text: one stop for Tab, arrows within. */
export function ModeSwitch({ title, modes, mode, onMode }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const press = (event: KeyboardEvent<HTMLElement>): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const index = (modes.indexOf(mode) + step + modes.length) % modes.length;
    event.currentTarget.querySelectorAll<HTMLElement>('[role=radio]')[index]?.focus();
    onMode(modes[index] ?? mode);
  };
  return (
    <div className={styles.modes} role="radiogroup" aria-label={t('form.mode', { field: title })} onKeyDown={press}>
      {modes.map((other) => {
        const Icon = ICONS[other];
        return (
          <button
            key={other}
            type="button"
            role="radio"
            aria-checked={other === mode}
            aria-label={t(`mode.${other}`)}
            title={t(`mode.${other}`)}
            tabIndex={other === mode ? 0 : -1}
            className={styles.mode}
            onClick={() => onMode(other)}
          >
            <Icon size={14} aria-hidden="true" />
          </button>
        );
      })}
    </div>
  );
}
