import { Button } from '@mantine/core';
import { IconAntenna, IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { JsonValue } from '@millrace/machine';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { CopyButton } from '../../../../components/id.tsx';
import { ProblemAlert } from '../../../../components/problem-alert.tsx';
import { LazyJsonField } from '../../../../components/schema-form/lazy-json-field.tsx';
import { useWholeJson } from '../../../../components/schema-form/use-whole-json.ts';
import { FIELD_WORDS } from '../../../../components/schema-form/words.ts';
import { isObject } from '../../../../lib/json.ts';
import { capturesQuery, sendSample } from '../../api/testing.ts';
import { useTestingContext } from '../../hooks/testing/testing-context.ts';
import { useCaptures } from '../../hooks/testing/use-captures.ts';
import { CaptureList } from './capture-list.tsx';
import styles from './capture.module.css';
import { TESTING_WORDS } from './words.ts';

interface Props {
  readonly workflow: string;
  readonly triggerId: string;
  /** Where test calls go. */
  readonly url: string;
}

/** Calls of a trigger's test address: what comes is kept to be mapped and tested with, and nothing runs. */
export function CaptureSection({ workflow, triggerId, url }: Props): ReactElement {
  const { t } = useTranslation(TESTING_WORDS);
  const captures = useCaptures(workflow, triggerId);
  const isWaiting = captures.shown.length === 0 && captures.waiting === 0;
  return (
    <section className={styles.section} aria-labelledby="captures">
      <h3 id="captures" className={styles.title}>
        {t('capture.title')}
      </h3>
      <div className={styles.url}>
        <code>{url}</code>
        <CopyButton text={url} label={t('capture.copy')} />
      </div>
      <p className={styles.state} role="status" data-waiting={isWaiting}>
        {isWaiting ? <IconAntenna size={16} aria-hidden="true" /> : <IconCircleCheck size={16} aria-hidden="true" />}
        <strong>{t(isWaiting ? 'capture.waiting' : 'capture.captured')}</strong>
      </p>
      {isWaiting && <p className={styles.help}>{t('capture.waitingText')}</p>}
      <SampleSender workflow={workflow} url={url} isFirst={isWaiting && !captures.isLoading} />
      {captures.error !== null && <ProblemAlert error={captures.error} />}
      {!isWaiting && <CaptureList captures={captures} />}
    </section>
  );
}

const membersOf = (input: JsonValue): Readonly<Record<string, JsonValue>> => (isObject(input) ? input : {});

/** Sends the sample's body to the test address, as its caller would. */
function SampleSender({
  workflow,
  url,
  isFirst,
}: {
  readonly workflow: string;
  readonly url: string;
  readonly isFirst: boolean;
}): ReactElement {
  const { t } = useTranslation([TESTING_WORDS, FIELD_WORDS]);
  const cache = useQueryClient();
  const { source, choose, usualInput } = useTestingContext();
  const [isEditing, setEditing] = useState(false);
  const input = source.kind === 'sample' && source.input !== undefined ? source.input : usualInput;
  const { body } = membersOf(input);
  const sending = useMutation({
    mutationFn: () => sendSample(url, body ?? null),
    onSuccess: async (id) => {
      await cache.invalidateQueries({ queryKey: capturesQuery(workflow).queryKey });
      choose({ kind: 'capture', id });
    },
  });
  const { onBroken, whenWhole, isRefused } = useWholeJson();
  const send = (): void => whenWhole(() => sending.mutate());
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // A new workflow begins here. Nothing is taken from somebody who is elsewhere already.
    if (isFirst && document.activeElement === document.body) button.current?.focus();
  }, [isFirst]);
  return (
    <>
      <div className={styles.actions}>
        <Button
          ref={button}
          size="xs"
          aria-busy={sending.isPending}
          // A button that is disabled meanwhile would lose the focus.
          onClick={() => {
            if (!sending.isPending) send();
          }}
        >
          {t('capture.send')}
        </Button>
        <Button size="xs" variant="default" aria-expanded={isEditing} onClick={() => setEditing(!isEditing)}>
          {t('capture.edit')}
        </Button>
      </div>
      {isEditing && (
        <LazyJsonField
          label={t('capture.sample')}
          value={body}
          onBroken={onBroken}
          onChange={(next) => choose({ kind: 'sample', input: { ...membersOf(input), body: next ?? null } })}
        />
      )}
      {isRefused && (
        <p role="alert" className={styles.refused}>
          {t('fields:form.jsonRefused')}
        </p>
      )}
      {sending.error !== null && <ProblemAlert error={sending.error} onRetry={send} />}
    </>
  );
}
