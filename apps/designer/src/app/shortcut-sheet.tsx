import { Modal, Switch } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../lib/use-translation.ts';
import { KeyHint } from '../components/key-hint.tsx';
import { hintOf, type KeyRegion, shortcutsOf } from '../keys.ts';
import { areSingleKeysOn, setSingleKeys } from '../lib/single-keys.ts';
import styles from './shortcut-sheet.module.css';

const REGIONS: readonly KeyRegion[] = ['everywhere', 'lists', 'run', 'designer', 'canvas', 'panel', 'tests'];

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
      <SingleKeys />
      <div className={styles.sheet}>
        {REGIONS.map((region) => (
          <section key={region} className={styles.region} aria-labelledby={`keys-${region}`}>
            <h3 id={`keys-${region}`}>{t(`keys.region.${region}`)}</h3>
            <dl>
              {shortcutsOf(region)
                .filter((id) => hintOf(id) !== '')
                .map((id) => (
                  <div key={id}>
                    <dt>{t(`keys.${id}`)}</dt>
                    <dd>
                      <KeyHint keys={hintOf(id)} />
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

/** Whoever presses letters without wanting to turns their shortcuts off. */
function SingleKeys(): ReactElement {
  const { t } = useTranslation('shell');
  const [areOn, turn] = useState(areSingleKeysOn);
  return (
    <Switch
      className={styles.single ?? ''}
      size="sm"
      label={t('keys.single')}
      description={t('keys.singleText')}
      checked={areOn}
      onChange={({ currentTarget }) => {
        setSingleKeys(currentTarget.checked);
        turn(currentTarget.checked);
      }}
    />
  );
}
