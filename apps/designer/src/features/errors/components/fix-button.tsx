import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { ErrorGroupDetail } from '../../../lib/contract.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useWorkspace } from '../../../lib/workspace.ts';
import { fieldOfCause } from '../../../lib/failed-field.ts';

interface Props {
  readonly sample: ErrorGroupDetail['samples'][number];
  /** Of the run in which it began. */
  readonly cause: string | undefined;
}

/** To the draft, where the failure began: its step open, the run's data at hand, the focus in the field. */
export function FixButton({ sample: { run, origin }, cause }: Props): ReactElement {
  const { t } = useTranslation('errors');
  const workspace = useWorkspace();
  const field = fieldOfCause(cause);
  // What is published elsewhere is no version of the runs that failed here.
  const isOwn = origin === undefined || origin.workflow === run.workflow.name;
  return (
    <Button
      renderRoot={(props: Readonly<Record<string, unknown>>) => (
        <Link
          {...props}
          to="/w/$workspace/workflows/$name/design"
          params={{ workspace, name: origin?.workflow ?? run.workflow.name }}
          search={{
            run: origin?.runId ?? run.id,
            ...(origin === undefined ? {} : { step: origin.step }),
            ...(field === undefined ? {} : { field }),
            ...(isOwn && run.fingerprint !== undefined ? { fix: run.fingerprint } : {}),
          }}
        />
      )}
      leftSection={<IconPencil size={16} aria-hidden="true" />}
    >
      {t('act.fix')}
    </Button>
  );
}
