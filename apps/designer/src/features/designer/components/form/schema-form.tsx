import type { JsonObject } from '@millrace/machine';
import type { ReactElement } from 'react';
import styles from '../../../../components/schema-form/form.module.css';
import { type FormParts, SchemaForm as PlainSchemaForm } from '../../../../components/schema-form/schema-form.tsx';
import { usePanel } from '../panel/panel-context.ts';
import { TemplateField } from './template-field.tsx';

interface Props {
  readonly schema: JsonObject;
  readonly value: JsonObject;
  readonly onChange: (value: JsonObject, field: string) => void;
  /** JSON Pointer of the value. */
  readonly path: string;
}

/** The form of a step: every value may be fixed, mapped, or a text with placeholders. */
export function SchemaForm(props: Props): ReactElement {
  return <PlainSchemaForm {...props} parts={STEP_PARTS} />;
}

/** What the check says of the object as such: a member that is missing has no field of its own to say it at. */
function OwnMessages({ path }: { readonly path: string }): ReactElement | null {
  const { problems } = usePanel();
  const own = problems.filter((problem) => problem.path === path);
  if (own.length === 0) return null;
  return (
    <div className={styles.error} role="group">
      {own.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
    </div>
  );
}

const STEP_PARTS: FormParts = { Field: TemplateField, Messages: OwnMessages };
