import { IconCloud, IconCloudCheck, IconCloudOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { Time } from '../../../components/time.tsx';
import type { SaveState } from '../draft/draft-view.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import styles from './designer-header.module.css';

const ICONS = { saved: IconCloudCheck, saving: IconCloud, waiting: IconCloudOff, refused: IconCloudOff };

/** Whether the server has what is on the screen, in words. */
export function SavedWords({ draft: { saveState } }: { readonly draft: DraftEditor }): ReactElement {
  const Icon = ICONS[saveState.kind];
  return (
    <span className={styles.saved} data-kind={saveState.kind} role="status">
      <Icon size={16} aria-hidden="true" />
      <span className={styles.savedWords}>
        <Words state={saveState} />
      </span>
    </span>
  );
}

function Words({ state }: { readonly state: SaveState }): ReactElement {
  const { t } = useTranslation('designer');
  if (state.kind === 'saved')
    return (
      <>
        {t('save.saved')} <Time at={new Date(state.atMs).toISOString()} />
      </>
    );
  if (state.kind === 'waiting')
    return <>{t(state.isOffline ? 'save.offline' : 'save.trouble', { count: state.edits })}</>;
  return <>{t(`save.${state.kind}`)}</>;
}
