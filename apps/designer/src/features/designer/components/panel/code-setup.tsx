import type { JsonValue, TaskState } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { isObject } from '../../../../lib/json.ts';
import { expressionOf } from '../../model/field-mode.ts';
import { membersBeside, withMember } from '../../model/with-member.ts';
import { LazyCodeEditor } from '../../../../components/code-editor/lazy-code-editor.tsx';
import { EDITOR_WORDS } from '../../../../components/code-editor/editor-words.ts';
import { useJavascript } from '../code/use-javascript.ts';
import { TemplateField } from '../form/template-field.tsx';
import { useMessages } from '../form/use-messages.ts';
import { ArgumentsField } from './arguments-field.tsx';
import { MoreMembers } from './json-note.tsx';
import { ownField } from './own-field.ts';
import styles from './panel.module.css';
import type { StepProps } from './step-panel.tsx';

/** A function and what it is called with. */
export function CodeSetup(props: StepProps<TaskState>): ReactElement {
  const { state, path, onChange } = props;
  const { t } = useTranslation(EDITOR_WORDS);
  const given = state.Arguments ?? {};
  // As a whole they may be an expression.
  if (!isObject(given)) return <ArgumentsField {...props} />;
  const set = (name: string, value: JsonValue | undefined): void =>
    onChange({ ...state, Arguments: withMember(given, name, value) }, `Arguments/${name}`);
  return (
    <>
      <Source
        source={given.source}
        input={given.input}
        path={`${path}/Arguments/source`}
        onChange={(source) => set('source', source)}
      />
      <TemplateField
        spec={ownField('input', t('code.input'), { control: 'json', help: t('code.inputHelp') })}
        value={given.input}
        onChange={(value) => set('input', value)}
        path={`${path}/Arguments/input`}
      />
      <MoreMembers names={membersBeside(given, ['source', 'input']).map((name) => `Arguments.${name}`)} />
    </>
  );
}

interface SourceProps {
  readonly source: JsonValue | undefined;
  readonly input: JsonValue | undefined;
  readonly path: string;
  readonly onChange: (source: JsonValue | undefined) => void;
}

function Source({ source = '', input, path, onChange }: SourceProps): ReactElement {
  const { t } = useTranslation(EDITOR_WORDS);
  const messages = useMessages(path);
  const language = useJavascript(path, input);
  const label = t('code.source');
  const help = t('code.sourceHelp');
  // The text may also come from elsewhere.
  if (typeof source !== 'string' || expressionOf(source) !== undefined)
    return (
      <TemplateField
        spec={ownField('source', label, { control: 'longText', help })}
        value={source}
        onChange={onChange}
        path={path}
      />
    );
  return (
    <div data-path={path}>
      <span className={styles.label}>{label}</span>
      <div className={styles.source} data-value>
        <LazyCodeEditor
          label={label}
          value={source}
          onChange={onChange}
          language={language}
          isInvalid={messages.length > 0}
        />
      </div>
      {messages.map((message) => (
        <p key={message} className={styles.error}>
          {message}
        </p>
      ))}
      <p className={styles.help}>{help}</p>
    </div>
  );
}
