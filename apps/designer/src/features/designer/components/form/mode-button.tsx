import { Menu } from '@mantine/core';
import { IconCursorText, IconMathFunction, IconQuote } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import styles from './field.module.css';
import { KeyHint } from '../../../../components/key-hint.tsx';
import { FIELD_WORDS } from '../../../../components/schema-form/words.ts';
import type { FieldMode } from '../../model/field-mode.ts';

const ICONS = { fixed: IconCursorText, mapping: IconMathFunction, text: IconQuote };

interface Props {
  readonly title: string;
  readonly modes: readonly FieldMode[];
  readonly mode: FieldMode;
  readonly onMode: (mode: FieldMode) => void;
}

/** Says how a value is given, and changes it: Fixed, Mapping or Text. */
export function ModeButton({ title, modes, mode, onMode }: Props): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const Icon = ICONS[mode];
  const label = t('mode.label', { field: title, mode: t(`mode.${mode}`) });
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <button type="button" className={styles.mode} data-mode={mode} aria-label={label} title={label}>
          <Icon size={16} stroke={1.75} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {t('mode.how')} <KeyHint keys="Mod+E" />
        </Menu.Label>
        {modes.map((other) => {
          const OtherIcon = ICONS[other];
          return (
            <Menu.Item
              key={other}
              role="menuitemradio"
              aria-checked={other === mode}
              aria-label={t(`mode.${other}`)}
              leftSection={<OtherIcon size={16} aria-hidden="true" />}
              onClick={() => onMode(other)}
            >
              <span className={styles.choice}>{t(`mode.${other}`)}</span>
              <span className={styles.about}>{t(`mode.${other}Help`)}</span>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
