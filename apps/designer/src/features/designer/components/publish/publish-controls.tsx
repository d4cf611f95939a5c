import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactElement, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { workflowQuery } from '../../../../lib/queries/workflows.ts';
import type { DraftEditor } from '../../draft/use-draft.ts';
import type { Publishing } from '../../hooks/use-publish.ts';
import { useAffected } from '../../hooks/use-affected.ts';
import { useDraftChanges } from './use-draft-changes.ts';
import { useEditFrom } from './use-edit-from.ts';
import { VersionChip } from './version-chip.tsx';

const ActivateDialog = lazy(async () => ({
  default: (await import('../../../../components/versions/activate-dialog.tsx')).ActivateDialog,
}));
const PublishDialog = lazy(async () => ({ default: (await import('./publish-dialog.tsx')).PublishDialog }));

interface Props {
  readonly name: string;
  readonly draft: DraftEditor;
  readonly publishing: Publishing;
  /** Opens the field that a warning is about. */
  readonly onShow?: ((path: string) => void) | undefined;
  /** Stands between the version and the button. */
  readonly children?: ReactNode;
}

/** Which version is live, how the draft differs from it, and making the draft the live one. */
export function PublishControls({ name, draft, publishing, onShow, children }: Props): ReactElement {
  const { t } = useTranslation('versions');
  const workflow = useQuery(workflowQuery(name)).data;
  const [toActivate, setToActivate] = useState<number>();
  const { present } = draft.history;
  const live = workflow?.liveVersion?.number;
  const diff = useDraftChanges(present, live);
  const editFrom = useEditFrom(name, draft);
  const affected = useAffected();
  return (
    <>
      <VersionChip
        {...{ name, live, diff }}
        isKnown={workflow !== undefined}
        onActivate={setToActivate}
        onEditFrom={editFrom}
      />
      {children}
      <Button loading={publishing.isBusy} onClick={() => publishing.publish()}>
        {t(affected === undefined ? 'publish.button' : 'publish.andRetry')}
      </Button>
      <Suspense fallback={null}>
        {toActivate !== undefined && (
          <ActivateDialog name={name} number={toActivate} onClose={() => setToActivate(undefined)} />
        )}
        {publishing.question !== undefined && (
          <PublishDialog
            {...{ name, draft, live, diff, publishing, onShow, affected }}
            question={publishing.question}
          />
        )}
      </Suspense>
    </>
  );
}
