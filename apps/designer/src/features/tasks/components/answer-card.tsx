import { Button, SegmentedControl } from '@mantine/core';
import type { JsonValue } from '@millrace/machine';
import { IconCheck, IconSend, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { LazyJsonField } from '../../../components/schema-form/lazy-json-field.tsx';
import { PlainForm } from '../../../components/schema-form/plain-form.tsx';
import { useWholeJson } from '../../../components/schema-form/use-whole-json.ts';
import { FIELD_WORDS } from '../../../components/schema-form/words.ts';
import { ApiError } from '../../../lib/api-error.ts';
import type { TaskAnswer, TaskDetail } from '../../../lib/contract.ts';
import { isObject } from '../../../lib/json.ts';
import { answerTask, TASKS_KEY } from '../../../lib/queries/tasks.ts';
import { useTranslation } from '../../../lib/use-translation.ts';
import { answerFormOf, approvalOf, rejectionOf, type AnswerForm, type TaskOutcome } from '../model/answer-form.ts';
import styles from '../tasks.module.css';
import { RejectDialog } from './reject-dialog.tsx';

interface Props {
  readonly token: string;
  readonly task: TaskDetail;
  readonly onOutcome: (outcome: TaskOutcome) => void;
}

/** Approve, reject, or answer whatever the step waits for. */
export function AnswerCard({ token, task, onOutcome }: Props): ReactElement {
  const { t } = useTranslation(['tasks', FIELD_WORDS]);
  const form = answerFormOf(task);
  const [value, setValue] = useState<JsonValue>(form.value);
  const [isRejecting, reject] = useState(false);
  const { onBroken, whenWhole, isRefused } = useWholeJson();
  const answering = useAnswer(token, onOutcome);
  const send = (body: TaskAnswer, outcome: TaskOutcome): void => whenWhole(() => answering.mutate({ body, outcome }));
  const decline = (): void => {
    if (form.rejects === 'error') reject(true);
    else send(rejectionOf(form, value, ''), 'rejected');
  };
  return (
    <section className={styles.card} aria-label={t('answer.title')}>
      <div className={styles.form}>
        <AnswerFields task={task} form={form} value={value} onChange={setValue} onBroken={onBroken} />
        {isRefused && (
          <p role="alert" className={styles.bad}>
            {t('fields:form.jsonRefused')}
          </p>
        )}
        {answering.error !== null && !isRejecting && <ProblemAlert error={answering.error} />}
        <div className={styles.acts}>
          <Button
            leftSection={
              form.approves ? <IconCheck size={16} aria-hidden="true" /> : <IconSend size={16} aria-hidden="true" />
            }
            loading={answering.isPending}
            onClick={() => send(approvalOf(form, value), form.approves ? 'approved' : 'sent')}
          >
            {t(form.approves ? 'answer.approve' : 'answer.send')}
          </Button>
          {form.rejects !== 'none' && (
            <Button
              variant="default"
              leftSection={<IconX size={16} aria-hidden="true" />}
              disabled={answering.isPending}
              onClick={decline}
            >
              {t('answer.reject')}
            </Button>
          )}
        </div>
      </div>
      {isRejecting && (
        <RejectDialog
          isPending={answering.isPending}
          error={answering.error}
          onReject={(reason) => answering.mutate({ body: rejectionOf(form, value, reason), outcome: 'rejected' })}
          onClose={() => reject(false)}
        />
      )}
    </section>
  );
}

interface Answer {
  readonly body: TaskAnswer;
  readonly outcome: TaskOutcome;
}

function useAnswer(token: string, onOutcome: (outcome: TaskOutcome) => void) {
  const cache = useQueryClient();
  const tell = (outcome: TaskOutcome): void => {
    onOutcome(outcome);
    void cache.invalidateQueries({ queryKey: TASKS_KEY });
  };
  return useMutation({
    mutationFn: ({ body }: Answer) => answerTask(token, body),
    onSuccess: (_, { outcome }) => tell(outcome),
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'task_token.already_answered') tell('raced');
      else if (error instanceof ApiError && error.code === 'task_token.expired')
        void cache.invalidateQueries({ queryKey: TASKS_KEY });
    },
  });
}

interface FieldsProps {
  readonly task: TaskDetail;
  readonly form: AnswerForm;
  readonly value: JsonValue;
  readonly onChange: (value: JsonValue) => void;
  readonly onBroken: (isBroken: boolean) => void;
}

/** The form of the schema; any JSON where there is none, or where somebody prefers it. */
function AnswerFields({ task, form, value, onChange, onBroken }: FieldsProps): ReactElement {
  const { t } = useTranslation('tasks');
  const { schema } = form;
  const [mode, setMode] = useState<'form' | 'json'>(schema === undefined ? 'json' : 'form');
  return (
    <>
      <div className={styles.head}>
        <h2>{t('answer.title')}</h2>
        {schema !== undefined && (
          <SegmentedControl
            size="xs"
            aria-label={t('answer.mode')}
            value={mode}
            onChange={setMode}
            data={(['form', 'json'] as const).map((id) => ({ value: id, label: t(`answer.${id}`) }))}
          />
        )}
      </div>
      {task.kind === 'callback' && <p className={styles.hint}>{t('answer.callbackText')}</p>}
      {task.kind === 'answer' && schema === undefined && <p className={styles.hint}>{t('answer.plainText')}</p>}
      {schema !== undefined && mode === 'form' ? (
        <PlainForm schema={schema} value={isObject(value) ? value : {}} onChange={onChange} />
      ) : (
        <LazyJsonField
          label={t('answer.value')}
          value={value}
          onBroken={onBroken}
          onChange={(next) => onChange(next ?? null)}
        />
      )}
    </>
  );
}
