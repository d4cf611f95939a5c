import { Button, Select, TextInput } from '@mantine/core';
import { IconCopy, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import type { WorkflowDocument } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { EditedTest } from '../hooks/use-test-form.ts';
import styles from '../workflow-tests.module.css';

interface Props {
  readonly document: WorkflowDocument;
  readonly edited: EditedTest;
  readonly nameProblem: string | undefined;
  readonly mayEdit: boolean;
  readonly mayRun: boolean;
  readonly maySave: boolean;
  readonly isRunning: boolean;
  readonly isPending: boolean;
  readonly onRun: () => void;
  readonly onSave: () => void;
  readonly onDuplicate: () => void;
  readonly onRemove: () => void;
}

/** The name of a test, what starts it, and what can be done with it. */
export function DetailHead(props: Props): ReactElement {
  const { document, edited, nameProblem, mayEdit, mayRun, maySave, isRunning, isPending } = props;
  const { t } = useTranslation('workflow-tests');
  const { form, change } = edited;
  const triggers = Object.keys(document.triggers ?? {});
  return (
    <header className={styles.detailHead}>
      <div className={styles.fields}>
        <TextInput
          className={styles.name}
          label={t('detail.name')}
          value={form.name}
          maxLength={200}
          autoComplete="off"
          readOnly={!mayEdit}
          error={nameProblem}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        {triggers.length > 0 && (
          <Select
            label={t('detail.trigger')}
            value={form.trigger}
            allowDeselect={false}
            readOnly={!mayEdit}
            data={[
              { value: '', label: t('detail.byHand') },
              ...[...new Set([...triggers, ...(form.trigger === '' ? [] : [form.trigger])])],
            ]}
            onChange={(trigger) => change({ trigger: trigger ?? '' })}
          />
        )}
      </div>
      <div className={styles.actions}>
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
          disabled={!mayRun}
          loading={isRunning}
          onClick={props.onRun}
        >
          {t('detail.run')}
        </Button>
        {mayEdit && (
          <>
            <Button disabled={!maySave} loading={isPending && edited.isEdited} onClick={props.onSave}>
              {t('detail.save')}
            </Button>
            {edited.isEdited && (
              <Button variant="default" onClick={edited.discard}>
                {t('detail.discard')}
              </Button>
            )}
            <Button
              variant="default"
              leftSection={<IconCopy size={16} aria-hidden="true" />}
              onClick={props.onDuplicate}
            >
              {t('detail.duplicate')}
            </Button>
            <Button variant="default" leftSection={<IconTrash size={16} aria-hidden="true" />} onClick={props.onRemove}>
              {t('detail.remove')}
            </Button>
          </>
        )}
        <span className={styles.unsaved} role="status">
          {edited.isEdited ? t('detail.unsaved') : ''}
        </span>
      </div>
    </header>
  );
}
