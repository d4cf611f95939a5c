import { ActionIcon, Button, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCloud,
  IconCloudCheck,
  IconCloudOff,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Time } from '../../../components/time.tsx';
import type { Version } from '../../../lib/contract.ts';
import type { DraftEditor, SaveState } from '../hooks/use-draft.ts';
import styles from './designer-actions.module.css';

interface Props {
  readonly draft: DraftEditor;
  readonly liveVersion: Version | undefined;
  readonly isDraftChanged: boolean;
  readonly problemCount: number;
  readonly isPublishing: boolean;
  readonly onPublish: () => void;
  readonly onProblems: () => void;
}

/** The right end of the header: saved or not, undo, version, publish. */
export function DesignerActions({
  draft,
  liveVersion,
  isDraftChanged,
  problemCount,
  isPublishing,
  onPublish,
  onProblems,
}: Props): ReactElement {
  const { t } = useTranslation('designer');
  const { past, future } = draft.history;
  return (
    <>
      <Saved state={draft.saveState} />
      <Tooltip label={past.length > 0 ? t('undoOf', { name: t(`edit.${past.at(-1)?.name ?? 'change'}`) }) : t('undo')}>
        <ActionIcon
          variant="transparent"
          className={styles.tool ?? ''}
          aria-label={t('undo')}
          disabled={past.length === 0}
          onClick={draft.undo}
        >
          <IconArrowBackUp size={18} />
        </ActionIcon>
      </Tooltip>
      <ActionIcon
        variant="transparent"
        className={styles.tool ?? ''}
        aria-label={t('redo')}
        disabled={future.length === 0}
        onClick={draft.redo}
      >
        <IconArrowForwardUp size={18} />
      </ActionIcon>
      {problemCount > 0 && (
        <Button
          variant="subtle"
          leftSection={<IconAlertTriangle size={16} />}
          classNames={{ root: styles.problems ?? '' }}
          onClick={onProblems}
        >
          {t('problems', { count: problemCount })}
        </Button>
      )}
      <span className={styles.version} role="status">
        <span className={styles.dot} data-live={liveVersion !== undefined} />
        {liveVersion === undefined ? t('neverPublished') : t('live', { number: liveVersion.number })}
        {liveVersion !== undefined && isDraftChanged && <span className={styles.changed}>{t('draftChanged')}</span>}
      </span>
      <Button loading={isPublishing} onClick={onPublish}>
        {t('publish')}
      </Button>
    </>
  );
}

function Saved({ state }: { readonly state: SaveState }): ReactElement {
  const { t } = useTranslation('designer');
  const Icon = state.kind === 'saved' ? IconCloudCheck : state.kind === 'saving' ? IconCloud : IconCloudOff;
  return (
    <span className={styles.saved} data-kind={state.kind} role="status">
      <Icon size={16} aria-hidden="true" />
      {state.kind === 'saved' ? (
        <>
          {t('save.saved')} <Time at={new Date(state.atMs).toISOString()} />
        </>
      ) : (
        t(`save.${state.kind}`)
      )}
    </span>
  );
}
