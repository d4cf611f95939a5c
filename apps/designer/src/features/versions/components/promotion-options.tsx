import { Checkbox, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { ReadPromotionPreview } from '../../../lib/queries/workspaces.ts';
import { obstacleOf } from '../model/promotion.ts';
import styles from './promote-dialog.module.css';

/** How somebody wants it promoted. */
export interface PromotionWish {
  readonly publish: boolean;
  readonly overwrite: boolean;
  readonly note: string;
}

interface Props {
  readonly preview: ReadPromotionPreview;
  readonly wish: PromotionWish;
  readonly onWish: (wish: PromotionWish) => void;
}

const REFUSALS = { rights: 'promote.mayNot', lacking: 'promote.notYet' } as const;

/** Whether it becomes live, with which note, and whether somebody's draft may be lost. */
export function PromotionOptions({ preview, wish, onWish }: Props): ReactElement {
  const { t } = useTranslation('environments');
  const { name } = preview.workspace;
  const obstacle = obstacleOf(preview);
  const isPublished = wish.publish && obstacle === undefined;
  return (
    <div className={styles.options}>
      {preview.draft === 'changed' && (
        <Checkbox
          label={t('promote.overwrite', { name })}
          description={t('promote.overwriteText')}
          checked={wish.overwrite}
          onChange={(event) => onWish({ ...wish, overwrite: event.currentTarget.checked })}
        />
      )}
      <Checkbox
        label={t('promote.publish', { name })}
        description={t(obstacle === undefined ? 'promote.publishText' : REFUSALS[obstacle])}
        checked={isPublished}
        disabled={obstacle !== undefined}
        onChange={(event) => onWish({ ...wish, publish: event.currentTarget.checked })}
      />
      {isPublished && (
        <TextInput
          label={t('promote.note')}
          placeholder={t('promote.notePlaceholder')}
          maxLength={2000}
          value={wish.note}
          onChange={(event) => onWish({ ...wish, note: event.currentTarget.value })}
        />
      )}
    </div>
  );
}
