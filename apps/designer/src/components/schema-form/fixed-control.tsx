import type { JsonObject } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { isObject } from '../../lib/json.ts';
import { CardList } from './card-list.tsx';
import { ChoiceControl, ChoicesControl } from './choice-control.tsx';
import type { ControlProps } from './control-props.ts';
import styles from './form.module.css';
import { GroupControl, VariantsControl } from './group-control.tsx';
import { KeyValueRows } from './key-value-rows.tsx';
import { LazyJsonField } from './lazy-json-field.tsx';
import { ListRows } from './list-rows.tsx';
import { canShow, type FieldSpec } from './model/schema.ts';
import { MomentControl } from './moment-control.tsx';
import { OptionListControl } from './option-list-control.tsx';
import { OptionsControl } from './options-control.tsx';
import { SubSchemaControl } from './sub-schema-control.tsx';
import { CodeControl, NumberControl, SecretNote, SwitchControl, TextControl } from './text-control.tsx';
import { FIELD_WORDS } from './words.ts';

function JsonControl({ spec, value, onChange }: ControlProps): ReactElement {
  return <LazyJsonField label={spec.title} value={value} onChange={onChange} />;
}

/** What takes a value that nobody offers choices for. */
function fallbackOf({ type }: JsonObject): (props: ControlProps) => ReactElement {
  if (type === undefined) return JsonControl;
  return type === 'string' ? TextControl : NumberControl;
}

const CONTROLS: Readonly<Record<FieldSpec['control'], (props: ControlProps) => ReactElement>> = {
  text: TextControl,
  longText: TextControl,
  code: CodeControl,
  date: MomentControl,
  secret: SecretNote,
  cards: CardList,
  number: NumberControl,
  choice: ChoiceControl,
  choices: ChoicesControl,
  switch: SwitchControl,
  list: ListRows,
  group: GroupControl,
  variants: VariantsControl,
  keyValue: (props) => (
    <KeyValueRows
      {...props}
      title={props.spec.title}
      schema={props.spec.schema}
      value={isObject(props.value) ? props.value : {}}
    />
  ),
  options: (props) => <OptionsControl {...props} fallback={fallbackOf(props.spec.schema)} />,
  optionList: (props) => <OptionListControl {...props} fallback={JsonControl} />,
  subSchema: (props) => <SubSchemaControl {...props} Inner={FixedControl} />,
  json: JsonControl,
};

/** The control of a fixed value, by its schema; JSON for a value that the control could not show. */
export function FixedControl(props: ControlProps): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const Control = CONTROLS[props.spec.control];
  if (props.spec.control === 'secret' || canShow(props.spec, props.value)) return <Control {...props} />;
  return (
    <>
      <JsonControl {...props} />
      <p className={styles.help}>{t('broken')}</p>
    </>
  );
}
