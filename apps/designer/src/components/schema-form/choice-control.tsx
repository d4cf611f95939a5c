import { MultiSelect, SegmentedControl, Select } from '@mantine/core';
import type { JsonValue } from '@millrace/machine';
import type { ReactElement } from 'react';
import { hintsOf } from '../../lib/hints.ts';
import { isObject, isSame } from '../../lib/json.ts';
import type { ControlProps } from './control-props.ts';
import styles from './form.module.css';
import { optionsOf } from './model/schema.ts';

const MOST_SEGMENTS = 4;
const NONE = '';

/** One of some values: side by side while they are few. */
export function ChoiceControl({ id, spec, value, onChange, isInvalid, describedBy }: ControlProps): ReactElement {
  const options = optionsOf(spec.schema);
  const labels = options.map(({ label }) => label);
  const shown = value ?? spec.schema.default;
  const chosen = options.find((option) => isSame(option.value, shown))?.label;
  const set = (label: string | null): void => onChange(options.find((option) => option.label === label)?.value);
  if (options.length <= MOST_SEGMENTS || hintsOf(spec.schema).control === 'segmented')
    return (
      <SegmentedControl
        data={labels}
        value={chosen ?? NONE}
        onChange={set}
        aria-label={spec.title}
        aria-describedby={describedBy}
        size={options.length > MOST_SEGMENTS ? 'xs' : 'sm'}
        // Seven methods of HTTP have to fit into the width of the panel.
        classNames={options.length > MOST_SEGMENTS ? { label: styles.narrowSegment ?? '' } : {}}
        fullWidth
      />
    );
  return (
    <Select
      id={id}
      data={labels}
      value={chosen ?? null}
      error={isInvalid}
      aria-describedby={describedBy}
      allowDeselect={!spec.isRequired}
      onChange={set}
    />
  );
}

/** Several of some values. */
export function ChoicesControl({ id, spec, value, onChange, isInvalid, describedBy }: ControlProps): ReactElement {
  const items = spec.schema.items;
  const options = optionsOf(isObject(items) ? items : {});
  const chosen: readonly JsonValue[] = Array.isArray(value) ? value : [];
  return (
    <MultiSelect
      id={id}
      data={options.map(({ label }) => label)}
      value={options.filter((option) => chosen.some((one) => isSame(one, option.value))).map(({ label }) => label)}
      error={isInvalid}
      aria-describedby={describedBy}
      onChange={(labels) => {
        const next = options.filter(({ label }) => labels.includes(label)).map((option) => option.value);
        onChange(next.length === 0 ? undefined : next);
      }}
    />
  );
}
