import type { WorkflowTest } from '@millrace/machine';
import { useMemo, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { formOf, isEdited, readForm, type ReadForm, type TestForm } from '../model/test-form.ts';

/** A test that is being edited. As long as nothing is typed it follows the draft. */
export interface EditedTest {
  readonly form: TestForm;
  readonly read: ReadForm;
  readonly isEdited: boolean;
  readonly change: (part: Partial<TestForm>) => void;
  readonly discard: () => void;
}

/** The form of one test. */
export function useTestForm(test: WorkflowTest): EditedTest {
  const { t } = useTranslation('workflow-tests');
  const [typed, setTyped] = useState<TestForm>();
  const form = useMemo(() => typed ?? formOf(test), [typed, test]);
  const read = useMemo(() => readForm(form, (why) => t('parts.notJson', { why })), [form, t]);
  return {
    form,
    read,
    isEdited: typed !== undefined && isEdited(typed, test),
    change: (part) => setTyped({ ...form, ...part }),
    discard: () => setTyped(undefined),
  };
}
