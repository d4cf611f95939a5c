import { Loader, Select } from '@mantine/core';
import { type ComponentType, type ReactElement, use, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { type Asked, askedOf } from '../../lib/hints.ts';
import type { ControlProps } from './control-props.ts';
import styles from './form.module.css';
import { shownOptions } from './model/field-options.ts';
import { OptionRemarks } from './option-remarks.tsx';
import { type OptionSource, OptionSourceContext } from './option-source.ts';
import { useOptions } from './use-options.ts';
import { FIELD_WORDS } from './words.ts';

/** No key of an option is that: they are JSON. */
const ENTER_ID = 'id';

interface Props extends ControlProps {
  /** What takes the value where there is nobody to ask. */
  readonly fallback: ComponentType<ControlProps>;
}

/** A choice that the service gives, found by its words; what is typed counts as well. */
export function OptionsControl({ fallback: Fallback, ...props }: Props): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const source = use(OptionSourceContext);
  const asked = askedOf(props.spec.schema, 'options');
  const [isTyped, setTyped] = useState(false);
  if (source === undefined || asked === undefined) return <Fallback {...props} />;
  if (!isTyped) return <AskedChoice {...props} source={source} asked={asked} onType={() => setTyped(true)} />;
  return (
    <div className={styles.stack}>
      <Fallback {...props} />
      <button type="button" className={styles.more} onClick={() => setTyped(false)}>
        {t('options.choose')}
      </button>
    </div>
  );
}

interface AskedProps extends ControlProps {
  readonly source: OptionSource;
  readonly asked: Asked;
  /** Somebody knows the id. */
  readonly onType: () => void;
}

function AskedChoice({
  id,
  spec,
  value,
  onChange,
  isInvalid,
  describedBy,
  source,
  asked,
  onType,
}: AskedProps): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const offered = useOptions(asked, source);
  const { items, typed, isAsking } = offered;
  const chosen = value === undefined ? [] : [value];
  const options = shownOptions({ items, chosen, typed, word: (id) => t('options.typed', { id }) });
  const key = value === undefined ? null : JSON.stringify(value);
  const label = options.find((option) => option.key === key)?.label;
  return (
    <div className={styles.stack}>
      <Select
        id={id}
        data={[
          ...options.map((option) => ({ value: option.key, label: option.label })),
          { value: ENTER_ID, label: t('options.enterId') },
        ]}
        value={key}
        placeholder={spec.placeholder}
        error={isInvalid}
        aria-describedby={describedBy}
        searchable
        clearable={!spec.isRequired}
        clearButtonProps={{ 'aria-label': t('options.clear', { field: spec.title }) }}
        // The service has searched already.
        filter={({ options: all }) => all}
        nothingFoundMessage={t(isAsking ? 'options.asking' : 'options.none')}
        rightSection={isAsking && offered.isOpen ? <Loader size={14} /> : undefined}
        // What is chosen stands there as a text, and is not searched for.
        onSearchChange={(text) => offered.type(text === label ? '' : text)}
        onDropdownOpen={offered.open}
        onChange={(next) => {
          if (next === ENTER_ID) onType();
          else onChange(options.find((option) => option.key === next)?.value);
        }}
      />
      <OptionRemarks offered={offered} chosen={chosen} />
    </div>
  );
}
