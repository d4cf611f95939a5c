import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { DataTree } from '../../components/data-tree/data-tree.tsx';
import { Id } from '../../components/id.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import type { DeadLetterDetail } from '../../lib/contract.ts';
import { useMay } from '../../lib/permissions.ts';
import { deadLetterQuery, discardDeadLetter } from '../../lib/queries/dead-letters.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { DiscardDialog } from './components/discard-dialog.tsx';
import { LetterDesk } from './components/letter-desk.tsx';
import { LetterFacts } from './components/letter-facts.tsx';
import { LetterState } from './components/letter-state.tsx';
import styles from './dead-letters.module.css';
import './words.ts';

/** While it is tried again somebody waits for how that ends. */
const [SOON_MS, LATER_MS] = [1000, 15_000];
const route = getRouteApi('/w/$workspace/dead-letters/$id');

/** One thing that could not be processed: what came, why it failed, and what to do about it. */
export function DeadLetterPage(): ReactElement {
  const { t } = useTranslation('deadLetters');
  const { id } = route.useParams();
  const [isWhole, setWhole] = useState(false);
  const { data, error, refetch } = useQuery({
    ...deadLetterQuery(id, isWhole ? 'full' : 'small'),
    refetchInterval: ({ state }) => (state.data?.state === 'redriving' ? SOON_MS : LATER_MS),
  });
  return (
    <div className={styles.page}>
      {data === undefined ? (
        <>
          <PageHeader title={t('detail.title')} crumbs={[<AllLink key="all" />]} />
          {error === null ? <Skeleton rows={6} /> : <ProblemAlert error={error} onRetry={() => void refetch()} />}
        </>
      ) : (
        <Letter key={`${id} ${isWhole ? 'whole' : ''}`} letter={data} onWhole={() => setWhole(true)} />
      )}
    </div>
  );
}

function AllLink(): ReactElement {
  const { t } = useTranslation('deadLetters');
  return (
    <Link to="/w/$workspace/dead-letters" params={{ workspace: useWorkspace() }}>
      {t('title')}
    </Link>
  );
}

interface Props {
  readonly letter: DeadLetterDetail;
  readonly onWhole: () => void;
}

function Letter({ letter, onWhole }: Props): ReactElement {
  const { t } = useTranslation('deadLetters');
  const mayOperate = useMay('run.operate');
  const { state, error, message, reason, request, stack } = letter;
  return (
    <>
      <PageHeader
        title={t(`headline.${letter.stage}`)}
        crumbs={[<AllLink key="all" />]}
        aside={
          <>
            <Id id={letter.id} label={t('detail.id')} />
            <LetterState state={state} variant="tint" />
          </>
        }
        actions={state === 'open' && mayOperate ? <Discard id={letter.id} /> : undefined}
      />
      <LetterFacts letter={letter} />
      <section className={styles.happened} aria-labelledby="happened-title">
        <h2 id="happened-title">{t('detail.happened')}</h2>
        <p>
          <code>{error}</code>
        </p>
        {message !== '' && <pre>{message}</pre>}
        {reason !== undefined && <p>{t('detail.discardedFor', { reason })}</p>}
        {stack !== undefined && (
          <details>
            <summary>{t('detail.stack')}</summary>
            <pre>{stack}</pre>
          </details>
        )}
      </section>
      <LetterDesk letter={letter} mayOperate={mayOperate} onWhole={onWhole} />
      {request !== undefined && (
        <section className={styles.card} aria-labelledby="request-title">
          <header>
            <h2 id="request-title">{t('detail.request')}</h2>
          </header>
          <DataTree value={request} label={t('detail.request')} />
        </section>
      )}
    </>
  );
}

function Discard({ id }: { readonly id: string }): ReactElement {
  const { t } = useTranslation('deadLetters');
  const [isAsking, ask] = useState(false);
  const cache = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (reason: string) => discardDeadLetter(id, reason),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['dead-letters'] });
      ask(false);
    },
  });
  return (
    <>
      <Button variant="default" leftSection={<IconTrash size={16} aria-hidden="true" />} onClick={() => ask(true)}>
        {t('discard.open')}
      </Button>
      {isAsking && (
        <DiscardDialog
          title={t('discard.title')}
          isPending={isPending}
          error={error}
          onDiscard={mutate}
          onClose={() => ask(false)}
        />
      )}
    </>
  );
}
