import { ActionIcon, Menu, Tabs, TextInput } from '@mantine/core';
import type { JsonObject, State, WorkflowDocument } from '@millrace/machine';
import { IconCopyPlus, IconDots, IconPlayerSkipForward, IconTrash, IconX } from '@tabler/icons-react';
import { type ReactElement, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectorDescription } from '../../../../lib/contract.ts';
import { pointerOfState } from '../../model/problems.ts';
import { EXPRESSION_LIST_ID, useExpressions } from '../picker/use-listed-expressions.ts';
import { ErrorTab } from './error-tab.tsx';
import { OutputTab } from './output-tab.tsx';
import styles from './panel.module.css';
import { SetupTab } from './setup-tab.tsx';

export interface StepPanelProps {
  readonly document: WorkflowDocument;
  readonly name: string;
  readonly state: State;
  readonly connectors: readonly ConnectorDescription[];
  /** Replaces the state's definition; `field` names what was edited, for undo. */
  readonly onChange: (state: State, field: string) => void;
  readonly onRename: (name: string) => void;
  readonly onRemove: () => void;
  readonly onDuplicate: () => void;
  readonly onSkip: (isSkipped: boolean) => void;
  readonly onClose: () => void;
}

const mayFail = (state: State): boolean => state.Type === 'Task';
const hasOutput = (state: State): boolean => state.Type !== 'Fail' && state.Type !== 'Pass';

/** Everything about one step. */
export function StepPanel(props: StepPanelProps): ReactElement {
  const { name, state, document, onChange } = props;
  const { t } = useTranslation('designer');
  const path = pointerOfState(name);
  const tabs = ['setup', ...(hasOutput(state) ? ['output'] : []), ...(mayFail(state) ? ['errors'] : []), 'notes'];
  return (
    <aside className={styles.panel} aria-label={t('panel.title', { name })}>
      <PanelHead {...props} />
      <Tabs key={name} defaultValue="setup" keepMounted={false} className={styles.tabs ?? ''}>
        <Tabs.List>
          {tabs.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {t(`panel.${tab}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="setup" className={styles.body ?? ''}>
          <SetupTab {...props} path={path} />
        </Tabs.Panel>
        <Tabs.Panel value="output" className={styles.body ?? ''}>
          <OutputTab document={document} name={name} state={state} onChange={onChange} path={path} />
        </Tabs.Panel>
        <Tabs.Panel value="errors" className={styles.body ?? ''}>
          {state.Type === 'Task' && <ErrorTab document={document} name={name} state={state} onChange={onChange} />}
        </Tabs.Panel>
        <Tabs.Panel value="notes" className={styles.body ?? ''}>
          <NotesTab state={state} onChange={onChange} />
        </Tabs.Panel>
      </Tabs>
      <ExpressionList />
    </aside>
  );
}

/** What plain inputs complete from. */
function ExpressionList(): ReactElement {
  const expressions = useExpressions();
  return (
    <datalist id={EXPRESSION_LIST_ID}>
      {expressions.map((expression) => (
        <option key={expression} value={`{% ${expression} %}`} />
      ))}
    </datalist>
  );
}

function PanelHead({
  document,
  name,
  state,
  connectors,
  onRename,
  onRemove,
  onDuplicate,
  onSkip,
  onClose,
}: StepPanelProps): ReactElement {
  const { t } = useTranslation('designer');
  const [typed, setTyped] = useState(name);
  useEffect(() => setTyped(name), [name]);
  const isSkipped = document.settings?.skip?.includes(name) === true;
  const action =
    state.Type === 'Task'
      ? connectors
          .flatMap((connector) => connector.actions.map((each) => ({ connector, each })))
          .find(({ connector, each }) => state.Resource === `connector:${connector.name}/${each.name}`)
      : undefined;
  const what =
    action === undefined ? t(`canvas:type.${state.Type}`) : `${action.connector.title} · ${action.each.title}`;
  return (
    <header className={styles.head}>
      <div className={styles.titles}>
        <TextInput
          variant="unstyled"
          aria-label={t('panel.name')}
          value={typed}
          maxLength={80}
          classNames={{ input: styles.title ?? '' }}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={() => onRename(typed)}
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
        <span className={styles.kind}>{what}</span>
      </div>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={t('panel.more', { name })}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCopyPlus size={16} />} onClick={onDuplicate}>
            {t('panel.duplicate')}
          </Menu.Item>
          {(state.Type === 'Task' || state.Type === 'Pass' || state.Type === 'Wait') && (
            <Menu.Item leftSection={<IconPlayerSkipForward size={16} />} onClick={() => onSkip(!isSkipped)}>
              {t(isSkipped ? 'panel.unskip' : 'panel.skip')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconTrash size={16} />} onClick={onRemove}>
            {t('panel.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ActionIcon aria-label={t('panel.close')} onClick={onClose}>
        <IconX size={18} />
      </ActionIcon>
    </header>
  );
}

function NotesTab({ state, onChange }: Pick<StepPanelProps, 'state' | 'onChange'>): ReactElement {
  const { t } = useTranslation('designer');
  const set = (note: string): void => {
    const { Comment: _, ...rest } = state;
    onChange(note === '' ? rest : { ...rest, Comment: note }, 'Comment');
  };
  return (
    <textarea
      className={styles.note}
      aria-label={t('panel.note')}
      placeholder={t('panel.notePlaceholder')}
      value={(state as unknown as JsonObject).Comment === undefined ? '' : String(state.Comment)}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
