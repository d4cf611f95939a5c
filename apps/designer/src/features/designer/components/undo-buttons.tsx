import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { KeyHint } from '../../../components/key-hint.tsx';
import { hintOf } from '../../../keys.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import { useEditWords } from '../hooks/use-edit-words.ts';
import styles from './designer-header.module.css';

/** Undo and redo, each saying what it would do. */
export function UndoButtons({ draft: { history, undo, redo } }: { readonly draft: DraftEditor }): ReactElement {
  const { t } = useTranslation('designer');
  const words = useEditWords(history);
  const tools = [
    { id: 'undo', isIdle: history.past.length === 0, act: undo, Icon: IconArrowBackUp },
    { id: 'redo', isIdle: history.future.length === 0, act: redo, Icon: IconArrowForwardUp },
  ] as const;
  return (
    <span className={styles.undo}>
      {tools.map(({ id, isIdle, act, Icon }) => (
        <Tooltip
          key={id}
          label={
            <span className={styles.tip}>
              {words[id]} <KeyHint keys={hintOf(id)} />
            </span>
          }
        >
          <ActionIcon
            variant="transparent"
            className={styles.tool ?? ''}
            aria-label={t(id)}
            data-disabled={isIdle}
            aria-disabled={isIdle}
            onClick={act}
          >
            <Icon size={18} />
          </ActionIcon>
        </Tooltip>
      ))}
    </span>
  );
}
