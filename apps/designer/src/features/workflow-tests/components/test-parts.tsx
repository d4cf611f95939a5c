import { Button } from '@mantine/core';
import type { WorkflowDocument } from '@millrace/machine';
import { type CSSProperties, type ReactElement, type ReactNode, useId, useMemo } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { FailedMark } from '../../../components/state-marks.tsx';
import type { EditedTest } from '../hooks/use-test-form.ts';
import { missingMocks, withMocks } from '../model/missing-mocks.ts';
import type { TestPart } from '../model/test-form.ts';
import styles from '../workflow-tests.module.css';
import { JsonEditor } from './json-editor.tsx';

interface Props {
  readonly document: WorkflowDocument;
  readonly edited: EditedTest;
  readonly isReadOnly: boolean;
}

/** What a test is made of: input, mocks, expectations. */
export function TestParts({ document, edited, isReadOnly }: Props): ReactElement {
  const { t } = useTranslation('workflow-tests');
  const { form, change } = edited;
  const missing = useMemo(() => missingMocks(document, form.mocks), [document, form.mocks]);
  return (
    <div className={styles.parts}>
      <Part part="input" {...{ edited, isReadOnly }} />
      <Part part="mocks" {...{ edited, isReadOnly }}>
        {missing.length > 0 && !isReadOnly && (
          <Button size="xs" variant="default" onClick={() => change({ mocks: withMocks(form.mocks, missing) })}>
            {t('parts.addMocks', { count: missing.length })}
          </Button>
        )}
      </Part>
      <Part part="expect" {...{ edited, isReadOnly }} />
    </div>
  );
}

/** An editor is as high as its text at first, within reason. */
const linesOf = (text: string): number => Math.min(16, Math.max(4, text.split('\n').length));

interface PartProps {
  readonly part: TestPart;
  readonly edited: EditedTest;
  readonly isReadOnly: boolean;
  readonly children?: ReactNode;
}

function Part({ part, edited, isReadOnly, children }: PartProps): ReactElement {
  const { t } = useTranslation('workflow-tests');
  const id = useId();
  const { form, read, change } = edited;
  const problem = read.problems?.[part];
  return (
    <section className={styles.part}>
      <header>
        <h2>{t(`parts.${part}`)}</h2>
        {children}
      </header>
      <p id={id} className={styles.help}>
        {t(`parts.${part}Help`)}
      </p>
      <div className={styles.editor} style={{ '--lines': linesOf(form[part]) } as CSSProperties}>
        {isReadOnly ? (
          <pre tabIndex={0}>{form[part]}</pre>
        ) : (
          <JsonEditor
            label={t(`parts.${part}`)}
            value={form[part]}
            isInvalid={problem !== undefined}
            describedBy={id}
            onChange={(text) => change({ [part]: text })}
          />
        )}
      </div>
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          <FailedMark size={16} />
          {problem}
        </p>
      )}
    </section>
  );
}
