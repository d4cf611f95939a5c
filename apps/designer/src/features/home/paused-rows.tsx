import { IconPlayerPause } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import { LinkButton } from '../../components/link-button.tsx';
import { Time } from '../../components/time.tsx';
import type { Queue, WorkspacePause } from '../../lib/contract.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { AttentionRow } from './attention-row.tsx';

export function QueueRow({ queue: { workflow, queued, pausedAt } }: { readonly queue: Queue }): ReactElement {
  const { t } = useTranslation('metrics');
  return (
    <PausedRow
      words={
        <>
          <strong>{t('home.attention.paused', { workflow })}</strong>,{' '}
          {t('home.attention.pausedText', { count: queued })}
        </>
      }
      since={pausedAt}
      about={workflow}
    />
  );
}

export function PauseRow({ pause: { at, by } }: { readonly pause: WorkspacePause }): ReactElement {
  const { t } = useTranslation('metrics');
  const about = t('home.attention.pausedAll');
  return (
    <PausedRow
      words={
        <>
          <strong>{about}</strong>, {t('home.attention.pausedBy', { name: by })}
        </>
      }
      since={at}
      about={about}
    />
  );
}

interface PausedRowProps {
  readonly words: ReactNode;
  readonly since: string | undefined;
  readonly about: string;
}

function PausedRow({ words, since, about }: PausedRowProps): ReactElement {
  const { t } = useTranslation('metrics');
  const params = { workspace: useWorkspace() };
  return (
    <AttentionRow
      mark={<IconPlayerPause size={16} aria-hidden="true" data-warning />}
      words={words}
      moment={since === undefined ? null : <Time at={since} />}
      action={
        <LinkButton
          to="/w/$workspace/queues"
          params={params}
          variant="default"
          size="compact-sm"
          aria-label={`${t('home.attention.resume')}: ${about}`}
        >
          {t('home.attention.resume')}
        </LinkButton>
      }
    />
  );
}
