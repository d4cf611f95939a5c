import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import type { Run } from '../../lib/contract.ts';
import { outermostState, readPath } from '../../lib/step-path.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { LimitDialog } from './limit-dialog.tsx';
import type { GuideAction } from './model/error-guide.ts';

interface Props {
  readonly run: Run;
  readonly action: GuideAction;
  /** Makes another run of it. Absent where that is not possible. */
  readonly onRetry?: (() => void) | undefined;
  /** Shows the items of the step that failed. */
  readonly onShowItems?: (() => void) | undefined;
}

/** The button that does what helps against a failure; where it cannot be done here, the step is opened. */
export function ErrorAction({ run, action, onRetry, onShowItems }: Props): ReactElement {
  const { t } = useTranslation('runs');
  if (action.kind === 'openStep') return <DesignLink run={run} />;
  const word = t(`error.act.${action.kind}`);
  if ('field' in action) return <DesignLink run={run} field={action.field} word={word} />;
  if ('connection' in action) return <ConnectionLink connection={action.connection} word={word} />;
  if (action.kind === 'limit') return <Limit run={run} mapName={action.mapName} word={word} />;
  const act = action.kind === 'showItems' ? onShowItems : onRetry;
  return act === undefined ? <DesignLink run={run} /> : <Act word={word} onClick={act} />;
}

interface LimitProps {
  readonly run: Run;
  readonly mapName: string | undefined;
  readonly word: string;
}

/** Of the items of a Map, or of whole runs. */
function Limit({ run, mapName, word }: LimitProps): ReactElement {
  if (mapName === undefined) return <LimitButton run={run} word={word} />;
  return <DesignLink run={run} step={mapName} field="MaxConcurrency" word={word} />;
}

function Act({ word, onClick }: { readonly word: string; readonly onClick: () => void }): ReactElement {
  return (
    <Button size="xs" onClick={onClick}>
      {word}
    </Button>
  );
}

function ConnectionLink({ connection, word }: { readonly connection: string; readonly word: string }): ReactElement {
  const workspace = useWorkspace();
  return (
    <Button
      size="xs"
      renderRoot={(props: Readonly<Record<string, unknown>>) => (
        <Link {...props} to="/w/$workspace/connections/$connection" params={{ workspace, connection }} />
      )}
    >
      {word}
    </Button>
  );
}

interface DesignProps {
  readonly run: Run;
  readonly step?: string;
  readonly field?: string;
  readonly word?: string;
}

/** To the draft, with the run's data at hand and the field in focus; what is published there can be retried at once. */
function DesignLink({ run, step, field, word }: DesignProps): ReactElement {
  const { t } = useTranslation('runs');
  const workspace = useWorkspace();
  const { failedPath, fingerprint, workflow, id, isTest } = run;
  const opened = step ?? (failedPath === undefined ? undefined : stateAt(failedPath));
  const words =
    word ??
    t(failedPath === undefined ? 'error.openDesign' : 'error.openStep', { step: outermostState(failedPath ?? '') });
  return (
    <Button
      size="xs"
      renderRoot={(props: Readonly<Record<string, unknown>>) => (
        <Link
          {...props}
          to="/w/$workspace/workflows/$name/design"
          params={{ workspace, name: workflow.name }}
          search={{
            ...(opened === undefined ? {} : { step: opened }),
            ...(field === undefined ? {} : { field }),
            ...(isTest === true ? {} : { run: id }),
            ...(fingerprint === undefined ? {} : { fix: fingerprint }),
          }}
        />
      )}
    >
      {words}
    </Button>
  );
}

/** The innermost step of a path. */
const stateAt = (path: string): string => readPath(path).parts.at(-1)?.name ?? path;

function LimitButton({ run, word }: { readonly run: Run; readonly word: string }): ReactElement {
  const [isOpen, open] = useState(false);
  return (
    <>
      <Act word={word} onClick={() => open(true)} />
      {isOpen && <LimitDialog workflow={run.workflow.name} onClose={() => open(false)} />}
    </>
  );
}
