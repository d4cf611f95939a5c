import { Button, Menu, Tooltip } from '@mantine/core';
import { IconChevronDown, IconPlayerSkipBack, IconPlayerTrackNext, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { KeyHint } from '../../../components/key-hint.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { SaveAsTest } from '../../../components/save-as-test/save-as-test.tsx';
import { hintOf } from '../../../keys.ts';
import type { RetryPlan, RunWithPayload, Step } from '../../../lib/contract.ts';
import { useProvidedCommands } from '../../../lib/page-commands.ts';
import { useMay } from '../../../lib/permissions.ts';
import { retryPlanQuery } from '../../../lib/queries/runs.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { useRunAgain } from '../hooks/use-run-again.ts';
import { type Again, mayRunAgain } from '../model/run-again.ts';
import { hasEnded } from '../../../lib/state-look.ts';
import { AgainDialog } from './again-dialog.tsx';
import { CancelRun } from './cancel-run.tsx';

interface Props {
  readonly run: RunWithPayload;
  readonly steps: readonly Step[];
  /** What is asked about now; whoever shows the steps may ask too. */
  readonly asked: Again | undefined;
  readonly onAsk: (again: Again | undefined) => void;
  /** Whether the version has anything that undoes its steps. */
  readonly canCompensate: boolean;
}

/** What can be done with a run: ended while it goes on, and made again when it has ended. */
export function RunActions({ run, steps, asked, onAsk, canCompensate }: Props): ReactElement {
  const may = useMay('run.operate') && mayRunAgain(run);
  if (!hasEnded(run.status)) return <CancelRun run={run} canCompensate={canCompensate} />;
  return (
    <>
      {may && (run.status === 'succeeded' ? <Replay onAsk={onAsk} /> : <RunAgain run={run} onAsk={onAsk} />)}
      <SaveAsTest run={run} />
      {asked !== undefined && (
        <AgainDialog
          key={JSON.stringify(asked)}
          run={run}
          steps={steps}
          again={asked}
          onClose={() => onAsk(undefined)}
        />
      )}
    </>
  );
}

/** Starts over, after a question. */
function Replay({ onAsk }: Pick<Props, 'onAsk'>): ReactElement {
  const { t } = useTranslation('runs');
  const replay = (): void => onAsk({ kind: 'replay' });
  useProvidedCommands('run-again', [{ id: 'replayRun', run: replay }]);
  return (
    <Button
      variant="default"
      leftSection={<IconPlayerSkipBack size={16} aria-hidden="true" />}
      aria-keyshortcuts="Shift+R"
      onClick={replay}
    >
      {t('again.replay')}
    </Button>
  );
}

/** Retry at once where that is what one expects; else, and for anything else, after a question. */
function RunAgain({ run, onAsk }: Pick<Props, 'run' | 'onAsk'>): ReactElement {
  const { t } = useTranslation('runs');
  const { data: plan, error } = useQuery(retryPlanQuery(run.id));
  const retrying = useRunAgain(run, 'retry');
  const refused = error?.message;
  const isPlain = plan?.start.kind === 'step' && plan.notes.length === 0;
  const ask = (): void =>
    onAsk(plan?.start.kind === 'step' ? { kind: 'retry', from: plan.start.state } : { kind: 'retry' });
  const retry = (): void => {
    if (plan === undefined || refused !== undefined || retrying.isPending) return;
    if (isPlain) retrying.mutate({});
    else ask();
  };
  const replay = (): void => onAsk({ kind: 'replay' });
  const words = planWords(plan, t);
  useProvidedCommands('run-again', [
    { id: 'retryRun', label: words, refused, run: retry },
    { id: 'replayRun', run: replay },
  ]);
  return (
    <>
      <Refusable why={refused}>
        <Button
          leftSection={<IconRefresh size={16} aria-hidden="true" />}
          loading={retrying.isPending}
          aria-disabled={refused !== undefined}
          data-disabled={refused !== undefined}
          aria-keyshortcuts="R"
          onClick={retry}
        >
          {words}
        </Button>
      </Refusable>
      <MoreWays isRefused={refused !== undefined} onRetry={ask} onReplay={replay} />
      {retrying.error !== null && <ProblemAlert error={retrying.error} />}
    </>
  );
}

interface MoreProps {
  readonly isRefused: boolean;
  readonly onRetry: () => void;
  readonly onReplay: () => void;
}

function MoreWays({ isRefused, onRetry, onReplay }: MoreProps): ReactElement {
  const { t } = useTranslation('runs');
  return (
    <Menu position="bottom-end" width={320} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default" px="xs" aria-label={t('again.more')}>
          <IconChevronDown size={16} aria-hidden="true" />
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('again.more')}>
        <Menu.Item
          leftSection={<IconPlayerTrackNext size={16} aria-hidden="true" />}
          disabled={isRefused}
          onClick={onRetry}
        >
          {t('again.retryOther')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPlayerSkipBack size={16} aria-hidden="true" />}
          rightSection={<KeyHint keys={hintOf('replayRun')} />}
          onClick={onReplay}
        >
          {t('again.replay')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function planWords(plan: RetryPlan | undefined, t: ReturnType<typeof useTranslation>['t']): string {
  if (plan === undefined) return t('again.retryPlain');
  return plan.start.kind === 'step' ? t('again.retry', { step: plan.start.state }) : t('again.retryAnew');
}

function Refusable({
  why,
  children,
}: {
  readonly why: string | undefined;
  readonly children: ReactNode;
}): ReactElement {
  if (why === undefined) return <>{children}</>;
  return (
    <Tooltip label={why} multiline w={320} events={{ hover: true, focus: true, touch: true }}>
      {children}
    </Tooltip>
  );
}
