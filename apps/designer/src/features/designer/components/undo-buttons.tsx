import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { DraftEditor } from '../draft/use-draft.ts';
import type { EditName } from '../model/history.ts';
import styles from './designer-header.module.css';

/** Undo and redo, each saying what it would do. */
export function UndoButtons({ draft: { history, undo, redo } }: { readonly draft: DraftEditor }): ReactElement {
  const { t } = useTranslation('designer');
  const nameOf = ({ name, step = '', count = 1 }: EditName): string => t(`edit.${name}`, { step, count }).trim();
  const tools = [
    { id: 'undo', edit: history.past.at(-1), act: undo, Icon: IconArrowBackUp },
    { id: 'redo', edit: history.future[0], act: redo, Icon: IconArrowForwardUp },
  ] as const;
  return (
    <span className={styles.undo}>
      {tools.map(({ id, edit, act, Icon }) => (
        <Tooltip key={id} label={edit === undefined ? t(id) : t(`${id}Of`, { name: nameOf(edit) })}>
          <ActionIcon
            variant="transparent"
            className={styles.tool ?? ''}
            aria-label={t(id)}
            data-disabled={edit === undefined}
            aria-disabled={edit === undefined}
            onClick={act}
          >
            <Icon size={18} />
          </ActionIcon>
        </Tooltip>
      ))}
    </span>
  );
}
