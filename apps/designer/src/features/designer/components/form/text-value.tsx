import { type ReactElement, type Ref, useEffect, useMemo, useRef } from 'react';
import type { EditorHandle } from '../../../../components/code-editor/code-editor.tsx';
import { type CodeLanguage, LANGUAGES } from '../../../../components/code-editor/languages.ts';
import { type LanguageLoader, LazyCodeEditor } from '../../../../components/code-editor/lazy-code-editor.tsx';
import type { Preview } from '../../hooks/use-preview.ts';
import { pathLabelOf } from '../../model/path-label.ts';
import type { PickerRoot } from '../../model/picker-root.ts';
import { placeholdersOf, type TextTemplate } from '../../model/text-template.ts';
import { PreviewBar } from '../code/preview-bar.tsx';
import { usePanel } from '../panel/panel-context.ts';
import styles from './field.module.css';
import type { PillSpot } from './template-pills.ts';

interface Props {
  readonly label: string;
  /** What the text around the placeholders is written in. */
  readonly language: CodeLanguage | undefined;
  readonly template: TextTemplate;
  readonly onText: (text: string) => void;
  readonly handle: Ref<EditorHandle>;
  readonly preview: Preview | undefined;
  readonly isInvalid: boolean;
  readonly describedBy: string | undefined;
}

/** A text whose placeholders are drawn as the data that they are. */
export function TextValue(props: Props): ReactElement {
  const { label, language, template, onText, handle, preview, isInvalid, describedBy } = props;
  const { roots } = usePanel();
  return (
    <div className={`${styles.stack} ${styles.text}`}>
      <LazyCodeEditor
        label={label}
        value={template.text}
        onChange={onText}
        language={usePills(template.context, roots, language)}
        isField
        isInvalid={isInvalid}
        describedBy={describedBy}
        handle={handle}
      />
      {template.text.includes('{{') && <PreviewBar label={label} preview={preview} />}
    </div>
  );
}

/** The pills of the newest context: the editor is set up once. */
function usePills(context: string, roots: readonly PickerRoot[], language: CodeLanguage | undefined): LanguageLoader {
  const newest = useRef({ context, roots });
  useEffect(() => {
    newest.current = { context, roots };
  }, [context, roots]);
  return useMemo(
    () => async () => {
      const { templatePills } = await import('./template-pills.ts');
      const pills = templatePills(
        (text) => spotsOf({ text, context: newest.current.context }, newest.current.roots),
        styles.textPill ?? '',
      );
      return language === undefined ? pills : [pills, await LANGUAGES[language]()];
    },
    [language],
  );
}

function spotsOf(template: TextTemplate, roots: readonly PickerRoot[]): readonly PillSpot[] {
  return placeholdersOf(template).flatMap(({ from, to, expression }) => {
    const label = expression === undefined ? undefined : pathLabelOf(expression, roots);
    if (label === undefined) return [];
    const { value } = label.shape;
    return [
      {
        from,
        to,
        words: label.names.join(' › '),
        sample: value === undefined ? '' : JSON.stringify(value).slice(0, 200),
      },
    ];
  });
}
