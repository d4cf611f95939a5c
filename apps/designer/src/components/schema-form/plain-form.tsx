import type { JsonObject } from '@millrace/machine';
import { type ReactElement, useId } from 'react';
import { FieldLabel, FieldRemarks } from './field-frame.tsx';
import { FixedControl } from './fixed-control.tsx';
import styles from './form.module.css';
import { type FieldProps, type FormParts, SchemaForm } from './schema-form.tsx';
import { TakesExpressions } from './takes-expressions.ts';

interface Props {
  readonly schema: JsonObject;
  readonly value: JsonObject;
  readonly onChange: (value: JsonObject) => void;
}

/** A form whose values are what is typed: nothing is mapped. */
export function PlainForm({ schema, value, onChange }: Props): ReactElement {
  return (
    <TakesExpressions value={false}>
      <SchemaForm schema={schema} value={value} onChange={onChange} path="" parts={PLAIN_PARTS} />
    </TakesExpressions>
  );
}

function PlainField(props: FieldProps): ReactElement {
  const { spec, path } = props;
  const id = useId();
  return (
    <div className={styles.field} data-path={path}>
      <FieldLabel id={id} spec={spec} isHidden={props.isBare === true} />
      <FixedControl {...props} id={id} isInvalid={false} describedBy={spec.help === '' ? undefined : `${id}-help`} />
      <FieldRemarks id={id} messages={[]} help={spec.help} />
    </div>
  );
}

const PLAIN_PARTS: FormParts = { Field: PlainField, Messages: () => null };
