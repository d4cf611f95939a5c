import { Button } from '@mantine/core';
import type { JsonObject, TaskState } from '@millrace/machine';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactElement, Suspense } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { OptionSourceContext } from '../../../../components/schema-form/option-source.ts';
import { Skeleton } from '../../../../components/skeleton.tsx';
import { findAction } from '../../../../lib/find-action.ts';
import { isObject } from '../../../../lib/json.ts';
import { needsConnection } from '../../../../lib/needs-connection.ts';
import { connectorsQuery } from '../../../../lib/queries/connectors.ts';
import { readResource, type TaskResource } from '../../../../lib/task-resource.ts';
import { membersBeside } from '../../model/with-member.ts';
import { SchemaForm } from '../form/schema-form.tsx';
import { useWorkbench } from '../workbench-context.ts';
import { ActionHelp } from './action-help.tsx';
import { ArgumentsField } from './arguments-field.tsx';
import { ConnectionField } from './connection-field.tsx';
import { MoreMembers } from './json-note.tsx';
import { SchemasPending } from './schemas-pending.tsx';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';
import { TokenNote } from './token-note.tsx';

// Most tasks call a connector.
const CodeSetup = lazy(async () => ({ default: (await import('./code-setup.tsx')).CodeSetup }));
const WorkflowSetup = lazy(async () => ({ default: (await import('./workflow-setup.tsx')).WorkflowSetup }));

/** What stands elsewhere in the panel. */
const SHOWN = [
  ...['Type', 'Resource', 'Arguments', 'Comment', 'Next', 'End', 'Assign', 'Output', 'Retry', 'Catch'],
  ...['TimeoutSeconds', 'HeartbeatSeconds', 'QueryLanguage', 'Credentials', 'Compensate'],
];

type ActionProps = StepProps<TaskState> & { readonly connector: string };

/** What a task calls, with what, and what it waits for. */
export function TaskSetup(props: StepProps<TaskState>): ReactElement {
  const resource = readResource(props.state.Resource);
  return (
    <>
      <Suspense fallback={<Skeleton />}>
        <Call {...props} resource={resource} />
      </Suspense>
      {resource.awaitsToken && <TokenNote step={props.name} />}
      <MoreMembers names={membersBeside(props.state, SHOWN)} />
    </>
  );
}

function Call({ resource, ...props }: StepProps<TaskState> & { readonly resource: TaskResource }): ReactElement {
  const { t } = useTranslation('designer');
  switch (resource.kind) {
    case 'connector':
      return <ActionCall {...props} connector={resource.connector} />;
    case 'workflow':
      return <WorkflowSetup {...props} target={resource} />;
    case 'code':
      return <CodeSetup {...props} />;
    case 'unknown':
      return (
        <>
          <p className={styles.text}>{t('panel.resourceUnknown', { resource: props.state.Resource })}</p>
          <ArgumentsField {...props} />
        </>
      );
  }
}

/** Why there is no form, and the way out. */
function MissingAction({ name, state, connector }: ActionProps): ReactElement {
  const { t } = useTranslation('designer');
  const { connectors, open } = useWorkbench();
  const isInstalled = connectors.some((one) => one.name === connector);
  const why = t(isInstalled ? 'panel.actionMissing' : 'panel.connectorMissing', {
    resource: state.Resource,
    connector,
  });
  return (
    <>
      <p className={styles.text}>{why}</p>
      <Button
        size="xs"
        variant="default"
        onClick={({ currentTarget }) =>
          open({ kind: 'replace', step: name, anchor: currentTarget.getBoundingClientRect() })
        }
      >
        {t('panel.replaceMissing')}
      </Button>
    </>
  );
}

/** The arguments of an action, by its schema. */
function ActionCall(props: ActionProps): ReactElement {
  const { state, path, onChange, connector } = props;
  const { connectors, document } = useWorkbench();
  const { isPending } = useQuery(connectorsQuery);
  const found = findAction(connectors, state.Resource);
  const value = state.Arguments ?? {};
  if (found === undefined && isPending) return <Skeleton />;
  if (found === undefined)
    return (
      <>
        <MissingAction {...props} />
        <ArgumentsField {...props} />
      </>
    );
  const schema = found.action.input as JsonObject | undefined;
  if (schema === undefined) return <SchemasPending connector={connector} />;
  return (
    <>
      {found.connector.auth.length > 0 && <ConnectionField {...props} connector={found.connector} />}
      {isObject(value) ? (
        <OptionSourceContext
          value={{
            connector,
            version: document.connectors?.[connector],
            connection: state.Credentials?.Connection,
            needsConnection: needsConnection(found.connector),
            schema,
            input: value,
          }}
        >
          <SchemaForm
            schema={schema}
            value={value}
            onChange={(next, field) => onChange({ ...state, Arguments: next }, `Arguments/${field}`)}
            path={`${path}/Arguments`}
          />
        </OptionSourceContext>
      ) : (
        // The arguments as a whole may be an expression.
        <ArgumentsField {...props} />
      )}
      <ActionHelp action={found.action} />
    </>
  );
}
