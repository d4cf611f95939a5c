import { Button, Group, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { Dialog } from '../../../../components/dialog.tsx';
import { ChangeList } from '../../../../components/document-diff/change-list.tsx';
import type { DocumentDiff } from '../../../../components/document-diff/model/change.ts';
import { ProblemAlert } from '../../../../components/problem-alert.tsx';
import { Skeleton } from '../../../../components/skeleton.tsx';
import { DialogSection } from '../../../../components/versions/dialog-section.tsx';
import { ImpactList } from '../../../../components/versions/impact-list.tsx';
import { newestVersionsQuery, impactQuery } from '../../../../lib/queries/versions.ts';
import type { DraftEditor } from '../../draft/use-draft.ts';
import type { Publishing, PublishQuestion } from '../../hooks/use-publish.ts';
import styles from './publish.module.css';
import { AffectedChoice } from './affected-choice.tsx';
import { TrafficChoice } from './traffic-choice.tsx';
import { useRetryAffected } from './use-retry-affected.ts';
import { WarningList } from './warning-list.tsx';

const MOST_CHANGES = 12;

interface Props {
  readonly name: string;
  readonly draft: DraftEditor;
  readonly live: number | undefined;
  readonly diff: DocumentDiff | undefined;
  readonly publishing: Publishing;
  readonly question: PublishQuestion;
  readonly onShow?: ((path: string) => void) | undefined;
  /** The error group that the draft mends. */
  readonly affected: string | undefined;
}

/** What a publish changes, for new runs and for others. Enter confirms. */
export function PublishDialog(props: Props): ReactElement {
  const { name, draft, live, diff, publishing, question, onShow } = props;
  const { t } = useTranslation('versions');
  const [note, setNote] = useState('');
  const [percent, setPercent] = useState<number>();
  const number = useNextNumber(name);
  const affected = useRetryAffected(props.affected);
  const [isRetried, setRetried] = useState(true);
  const retried = isRetried ? affected : undefined;
  const { data: impact } = useQuery(savedImpactQuery(name, draft));
  const publish = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    question.confirm({ note: note.trim(), percent }, retried?.retry);
  };
  return (
    <Dialog title={t('publish.title', { number })} size="lg" onClose={question.cancel}>
      <form onSubmit={publish} noValidate>
        {live === undefined ? (
          <p className={styles.first}>{t('publish.first')}</p>
        ) : (
          <Changes live={live} diff={diff} />
        )}
        <ImpactList impact={impact} />
        <WarningList
          warnings={question.warnings}
          onShow={(path) => {
            question.cancel();
            onShow?.(path);
          }}
        />
        <TextInput
          mt="md"
          label={t('publish.note')}
          placeholder={t('publish.notePlaceholder')}
          description={t('publish.noteHelp')}
          value={note}
          maxLength={2000}
          autoComplete="off"
          data-autofocus
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {live !== undefined && <TrafficChoice {...{ name, live, number, percent }} onChoose={setPercent} />}
        {affected !== undefined && <AffectedChoice {...{ affected, isRetried }} onChange={setRetried} />}
        {publishing.error !== null && <ProblemAlert error={publishing.error} />}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={question.cancel}>
            {t('cancel', { ns: 'common' })}
          </Button>
          <Button type="submit" loading={publishing.isBusy}>
            <ConfirmWords {...{ number, percent }} count={retried?.count} />
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}

/** What the button does: publish, for whom, and what it retries. */
function ConfirmWords({
  number,
  percent,
  count,
}: {
  readonly number: number;
  readonly percent: number | undefined;
  readonly count: number | undefined;
}): ReactElement {
  const { t } = useTranslation('versions');
  const publish =
    percent === undefined ? t('publish.confirm', { number }) : t('rollouts:traffic.confirm', { number, percent });
  return <>{count === undefined ? publish : t('publish.confirmAndRetry', { publish, count })}</>;
}

function Changes({ live, diff }: { readonly live: number; readonly diff: DocumentDiff | undefined }): ReactElement {
  const { t } = useTranslation('versions');
  return (
    <DialogSection title={t('publish.since', { number: live })}>
      <div className={styles.changes}>
        {diff === undefined && <Skeleton rows={2} />}
        {diff?.length === 0 && <p className={styles.first}>{t('publish.same', { number: live })}</p>}
        {diff !== undefined && diff.length > 0 && <ChangeList diff={diff} most={MOST_CHANGES} />}
      </div>
    </DialogSection>
  );
}

/** The number that the version will have, as far as anybody can tell. */
function useNextNumber(name: string): number {
  const newest = useQuery(newestVersionsQuery(name)).data?.items[0];
  return (newest?.number ?? 0) + 1;
}

/** The server tells of the draft that it has. */
const savedImpactQuery = (name: string, draft: DraftEditor): ReturnType<typeof impactQuery> => {
  const query = impactQuery(name);
  return { ...query, staleTime: 0, enabled: draft.saveState.kind === 'saved' };
};
