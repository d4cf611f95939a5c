import { Select } from '@mantine/core';
import type { Catcher, JsonValue } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../../lib/use-translation.ts';
import { withMember } from '../../../model/with-member.ts';
import { TemplateField } from '../../form/template-field.tsx';
import { useMessages } from '../../form/use-messages.ts';
import { anchorOfSelection } from '../../menus/overlay.ts';
import { useWorkbench } from '../../workbench-context.ts';
import { ownField } from '../own-field.ts';
import { useTargets } from '../use-targets.ts';
import { VariableField } from '../variable-field.tsx';
import { PANEL_WORDS } from '../words.ts';
import { ErrorNames } from './error-names.tsx';
import type { GuardedState } from './error-tab.tsx';
import { type OnRule, type OnRules, RuleList } from './rule-list.tsx';

interface Props {
  readonly name: string;
  readonly state: GuardedState;
  readonly path: string;
  readonly onChange: OnRules<Catcher>;
}

/** Where a run goes on after a failure, instead of ending. */
export function CatchRules({ name, state, path, onChange }: Props): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  return (
    <RuleList
      kind="catch"
      rules={state.Catch ?? []}
      path={`${path}/Catch`}
      next={{ rule: { ErrorEquals: ['States.ALL'], Next: '' }, words: t('catch.add') }}
      onChange={onChange}
      draw={(rule, index, onRule) => (
        <CatchRule
          rule={rule}
          place={{ name, index, path: `${path}/Catch/${index}` }}
          state={state}
          onChange={onRule}
        />
      )}
    />
  );
}

/** Stands for a step that is not there yet. */
const NEW_STEP = '\u0000new';
const ERROR = '{% $states.errorOutput %}';

interface RuleProps {
  readonly rule: Catcher;
  readonly place: { readonly name: string; readonly index: number; readonly path: string };
  readonly state: GuardedState;
  readonly onChange: OnRule<Catcher>;
}

function CatchRule({ rule, place: { name, index, path }, state, onChange }: RuleProps): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  const { open } = useWorkbench();
  const targets = useTargets(name);
  const messages = useMessages(`${path}/Next`);
  const go = (target: string | null): void => {
    if (target === NEW_STEP)
      // The list keeps the focus as it closes: what opens next is to have it.
      requestAnimationFrame(() =>
        open({ kind: 'add', slot: { kind: 'catch', state: name, index }, anchor: anchorOfSelection() }),
      );
    else onChange({ ...rule, Next: target ?? '' }, 'Next');
  };
  return (
    <>
      <ErrorNames
        state={state}
        value={rule.ErrorEquals}
        onChange={(ErrorEquals) => onChange({ ...rule, ErrorEquals }, 'ErrorEquals')}
      />
      <div data-path={`${path}/Next`}>
        <Select
          label={t('catch.goTo')}
          data={[
            { value: NEW_STEP, label: t('catch.newStep') },
            ...targets.map((target) => ({ value: target, label: target })),
          ]}
          value={rule.Next === '' ? null : rule.Next}
          searchable={targets.length > 8}
          error={messages.length === 0 ? undefined : messages.join(' ')}
          onChange={go}
        />
      </div>
      <VariableField
        key={variableOf(rule)}
        label={t('catch.keep')}
        help={t('catch.keepHelp')}
        name={variableOf(rule)}
        onStore={(variable) => onChange(withErrorIn(rule, variable), 'Assign')}
      />
      <TemplateField
        spec={ownField('Output', t('catch.output'), { help: t('catch.outputHelp'), control: 'json' })}
        value={rule.Output}
        onChange={(value: JsonValue | undefined) => onChange(withMember(rule, 'Output', value), 'Output')}
        path={`${path}/Output`}
      />
    </>
  );
}

const variableOf = ({ Assign = {} }: Catcher): string =>
  Object.entries(Assign).find(([, template]) => template === ERROR)?.[0] ?? '';

/** The rule with its error kept under another name, or not at all. */
function withErrorIn(rule: Catcher, variable: string): Catcher {
  const { [variableOf(rule)]: _, ...others } = rule.Assign ?? {};
  const assign = variable === '' ? others : { ...others, [variable]: ERROR };
  return withMember(rule, 'Assign', Object.keys(assign).length === 0 ? undefined : assign);
}
