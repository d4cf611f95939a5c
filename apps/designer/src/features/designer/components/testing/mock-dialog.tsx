import { Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import type { JsonObject, JsonValue } from '@millrace/machine';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../../components/dialog.tsx';
import { ProblemAlert } from '../../../../components/problem-alert.tsx';
import { LazyJsonField } from '../../../../components/schema-form/lazy-json-field.tsx';
import type { SampleForm } from '../../../../lib/contract.ts';
import { useTestingContext } from '../../hooks/testing/testing-context.ts';
import { sampleFromSchema } from '../../model/testing/sample-from-schema.ts';
import styles from './step-test.module.css';
import { TESTING_WORDS } from './words.ts';

interface Props {
  readonly name: string;
  /** What the step's action says that it gives, if it does. */
  readonly schema: JsonObject | undefined;
  readonly onClose: () => void;
}

/** Writes what stands in for a step in tests: a result, or an error to test what catches it. */
export function MockDialog({ name, schema, onClose }: Props): ReactElement {
  const { t } = useTranslation([TESTING_WORDS, 'common']);
  const { samples, keep, data } = useTestingContext();
  const before = samples.get(name);
  const [kind, choose] = useState<'output' | 'error'>(before?.error === undefined ? 'output' : 'error');
  const [output, write] = useState<JsonValue | undefined>(() =>
    firstOutput(before?.output, data.steps, { name, schema }),
  );
  const [error, setError] = useState(before?.error ?? 'States.TaskFailed');
  const [cause, setCause] = useState(before?.cause ?? '');
  const [problem, fail] = useState<Error>();
  const save = (): void => {
    const form: SampleForm =
      kind === 'output' ? { kind: 'mock', output: output ?? null } : { kind: 'mock', error, cause };
    keep(name, form).then(onClose, (thrown: unknown) =>
      fail(thrown instanceof Error ? thrown : new Error(String(thrown))),
    );
  };
  return (
    <Dialog title={t('mock.title', { step: name, interpolation: { escapeValue: false } })} onClose={onClose} size="lg">
      <div className={styles.form}>
        <SegmentedControl
          aria-label={t('mock.kind')}
          data={[
            { value: 'output', label: t('mock.output') },
            { value: 'error', label: t('mock.error') },
          ]}
          value={kind}
          onChange={choose}
        />
        {kind === 'output' ? (
          <div>
            <span className={styles.label}>{t('mock.value')}</span>
            <LazyJsonField label={t('mock.value')} value={output} onChange={write} />
            <span className={styles.help}>{t('mock.valueHelp')}</span>
            {schema !== undefined && (
              <Button size="compact-xs" variant="subtle" onClick={() => write(sampleFromSchema(schema))}>
                {t('mock.fromSchema')}
              </Button>
            )}
          </div>
        ) : (
          <>
            <TextInput
              label={t('mock.errorName')}
              description={t('mock.errorHelp')}
              value={error}
              onChange={(event) => setError(event.currentTarget.value)}
            />
            <TextInput
              label={t('mock.cause')}
              value={cause}
              onChange={(event) => setCause(event.currentTarget.value)}
            />
          </>
        )}
        {problem !== undefined && <ProblemAlert error={problem} onRetry={save} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button disabled={kind === 'error' && error === ''} onClick={save}>
            {t('mock.save')}
          </Button>
        </Group>
      </div>
    </Dialog>
  );
}

/** What a mock begins with: the one before, what the step gave last, or what its schema allows. */
function firstOutput(
  kept: unknown,
  steps: readonly { readonly state: string; readonly output?: unknown }[],
  { name, schema }: { readonly name: string; readonly schema: JsonObject | undefined },
): JsonValue | undefined {
  const last = kept ?? steps.findLast(({ state }) => state === name)?.output;
  if (last !== undefined) return last as JsonValue;
  return schema === undefined ? {} : sampleFromSchema(schema);
}
