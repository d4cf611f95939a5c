import { Autocomplete, Select } from '@mantine/core';
import type { TaskState } from '@millrace/machine';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { MOST_OFFERED, useWorkflowNames } from '../../../../hooks/use-workflow-names.ts';
import { waitOf, workflowResource, type WorkflowWait } from '../../../../lib/task-resource.ts';
import { useMessages } from '../form/use-messages.ts';
import { useWorkbench } from '../workbench-context.ts';
import { ArgumentsField } from './arguments-field.tsx';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';

const WAITS: readonly WorkflowWait[] = ['end', 'nothing', 'token'];

interface Props extends StepProps<TaskState> {
  readonly target: { readonly name: string; readonly isAwaited: boolean; readonly awaitsToken: boolean };
}

/** Which workflow runs, whether the step waits for it, and its input. */
export function WorkflowSetup(props: Props): ReactElement {
  const { state, path, onChange, target } = props;
  const { t } = useTranslation('designer');
  const { workspace } = useWorkbench();
  const known = useWorkflowNames();
  const messages = useMessages(`${path}/Resource`);
  const wait = waitOf(target);
  const set = (name: string, next: WorkflowWait): void =>
    onChange({ ...state, Resource: workflowResource(name, next) }, 'Resource');
  return (
    <>
      <div data-path={`${path}/Resource`} data-missing={target.name === ''}>
        <Autocomplete
          label={t('workflow.name')}
          description={t('workflow.nameHelp')}
          data={known.map(({ name }) => name)}
          limit={MOST_OFFERED}
          value={target.name}
          error={messages.length === 0 ? undefined : messages.join(' ')}
          onChange={(name) => set(name.trim(), wait)}
        />
        {known.some(({ name }) => name === target.name) && (
          <p className={styles.help}>
            <Link
              className={styles.link}
              to="/w/$workspace/workflows/$name/design"
              params={{ workspace, name: target.name }}
            >
              {t('workflow.open', { name: target.name })}
            </Link>
          </p>
        )}
      </div>
      <Select
        label={t('workflow.wait')}
        description={t(`workflow.${wait}Help`)}
        data={WAITS.map((value) => ({ value, label: t(`workflow.${value}`) }))}
        value={wait}
        allowDeselect={false}
        onChange={(next) => set(target.name, WAITS.find((known) => known === next) ?? wait)}
      />
      <ArgumentsField {...props} title={t('workflow.input')} help={t('workflow.inputHelp')} />
    </>
  );
}
