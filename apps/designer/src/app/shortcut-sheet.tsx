import { Modal } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '../components/key-hint.tsx';
import { type KeyRegion, SHORTCUTS } from '../keys.ts';
import styles from './shortcut-sheet.module.css';

const REGIONS: readonly KeyRegion[] = ['everywhere', 'lists', 'designer', 'canvas', 'panel'];

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Every shortcut, by where it works. */
export function ShortcutSheet({ isOpen, onClose }: Props): ReactElement {
  const { t } = useTranslation('shell');
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('keys.title')}
      size="xl"
      closeButtonProps={{ 'aria-label': t('keys.close') }}
    >
      <div className={styles.sheet}>
        {REGIONS.map((region) => (
          <section key={region} className={styles.region} aria-labelledby={`keys-${region}`}>
            <h3 id={`keys-${region}`}>{t(`keys.region.${region}`)}</h3>
            <dl>
              {SHORTCUTS.filter((shortcut) => shortcut.region === region).map(({ id, hint }) => (
                <div key={id}>
                  <dt>{t(`keys.${id}`)}</dt>
                  <dd>
                    <KeyHint keys={hint} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
