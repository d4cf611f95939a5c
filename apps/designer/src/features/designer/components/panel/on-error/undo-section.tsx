import { Button, Select } from '@mantine/core';
import type { Compensate, JsonObject, TaskState } from '@millrace/machine';
import { IconArrowBackUp } from '@tabler/icons-react';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from '../../../../../lib/use-translation.ts';
import { OptionSourceContext } from '../../../../../components/schema-form/option-source.ts';
import { findAction, outputSchemaOf } from '../../../../../lib/find-action.ts';
import { isObject } from '../../../../../lib/json.ts';
import { needsConnection } from '../../../../../lib/needs-connection.ts';
import { described, type PickerRoot } from '../../../model/picker-root.ts';
import { undoActions, undoOffer } from '../../../model/undo-offer.ts';
import { withMember } from '../../../model/with-member.ts';
import { SchemaForm } from '../../form/schema-form.tsx';
import { useWorkbench } from '../../workbench-context.ts';
import { ConnectionField } from '../connection-field.tsx';
import { PanelContext, usePanel } from '../panel-context.ts';
import panel from '../panel.module.css';
import type { StepProps } from '../step-panel.tsx';
import { PANEL_WORDS } from '../words.ts';

/** What undoes a step when its run fails later. The default of the connector is one click away. */
export function UndoSection(props: StepProps<TaskState>): ReactElement {
  const { state, onChange } = props;
  const { t } = useTranslation(PANEL_WORDS);
  const { connectors } = useWorkbench();
  const set = (compensate: Compensate | undefined, field = 'Compensate'): void =>
    onChange(withMember(state, 'Compensate', compensate as JsonObject | undefined), field);
  const offer = undoOffer(state, connectors);
  const undo = state.Compensate;
  const actions = useMemo(() => undoActions(state, connectors), [state, connectors]);
  const groups = [...new Set(actions.map(({ group }) => group))];
  return (
    <section className={panel.stack} aria-labelledby="undo-section" data-path={`${props.path}/Compensate`}>
      <h3 id="undo-section" className={panel.section}>
        {t('undo.title')}
      </h3>
      <p className={panel.text}>{t('undo.help')}</p>
      {offer !== undefined && undo?.Resource !== offer.compensate.Resource && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconArrowBackUp size={14} />}
          onClick={() => set(offer.compensate)}
        >
          {t('undo.offer', { action: offer.title })}
        </Button>
      )}
      <Select
        label={t('undo.with')}
        placeholder={t('undo.none')}
        data={groups.map((group) => ({
          group,
          items: actions
            .filter((action) => action.group === group)
            .map(({ resource, title }) => ({ value: resource, label: title })),
        }))}
        value={undo?.Resource ?? null}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('undo.remove') }}
        onChange={(resource) => set(resource === null ? undefined : { Resource: resource, Arguments: {} })}
      />
      {undo !== undefined && <UndoArguments {...props} undo={undo} onUndo={set} />}
    </section>
  );
}

interface ArgumentsProps extends StepProps<TaskState> {
  readonly undo: Compensate;
  readonly onUndo: (undo: Compensate, field: string) => void;
}

/** The arguments of the action that undoes; the result of the undone step is among the data. */
function UndoArguments({ undo, onUndo, state, name, path }: ArgumentsProps): ReactElement | null {
  const { document, connectors } = useWorkbench();
  const surroundings = useUndoneResult(state);
  const found = findAction(connectors, undo.Resource);
  const schema = found?.action.input as JsonObject | undefined;
  if (found === undefined || schema === undefined) return null;
  const value = isObject(undo.Arguments) ? undo.Arguments : {};
  const task: TaskState = { ...undo, Type: 'Task' };
  return (
    <PanelContext value={surroundings}>
      {found.connector.auth.length > 0 && (
        <ConnectionField
          name={name}
          state={task}
          path={`${path}/Compensate`}
          connector={found.connector}
          onChange={(next) => {
            if (next.Type === 'Task')
              onUndo(withMember(undo, 'Credentials', next.Credentials), 'Compensate/Credentials');
          }}
        />
      )}
      <OptionSourceContext
        value={{
          connector: found.connector.name,
          version: document.connectors?.[found.connector.name],
          connection: undo.Credentials?.Connection,
          needsConnection: needsConnection(found.connector),
          schema,
          input: value,
        }}
      >
        <SchemaForm
          schema={schema}
          value={value}
          onChange={(next, field) => onUndo({ ...undo, Arguments: next }, `Compensate/Arguments/${field}`)}
          path={`${path}/Compensate/Arguments`}
        />
      </OptionSourceContext>
    </PanelContext>
  );
}

/** While it undoes, `$states.result` is what the undone step gave. */
function useUndoneResult(state: TaskState): ReturnType<typeof usePanel> {
  const { t } = useTranslation(PANEL_WORDS);
  const { connectors } = useWorkbench();
  const panel = usePanel();
  return useMemo(() => {
    const schema = outputSchemaOf(connectors, state.Resource) as JsonObject | undefined;
    const root: Omit<PickerRoot, 'schema' | 'source'> = {
      id: 'undone-result',
      kind: 'result',
      label: t('undo.result'),
      expression: '$states.result',
      sample: undefined,
    };
    const others = panel.roots.filter(({ kind }) => kind !== 'result');
    return { ...panel, roots: [described(root, schema), ...others] };
  }, [panel, connectors, state.Resource, t]);
}
