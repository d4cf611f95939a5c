import { Button } from '@mantine/core';
import { type ReactElement, useEffect, useMemo, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { CodeEditor } from '../../../../components/code-editor/code-editor.tsx';
import { useNewestCall } from '../../../../hooks/use-newest-call.ts';
import { FailedMark } from '../../../../components/state-marks.tsx';
import type { Finding } from '../../../../lib/contract.ts';
import type { DocumentText } from '../../hooks/use-document-text.ts';
import { type EditorPlace, jsonLanguageOf, markFindings, showInEditor, type TextFinding } from './json-extensions.ts';
import { JSON_PLACES, pointerAt, rangeOf } from '../../model/json/json-places.ts';
import { selectionOfProblem } from '../../model/problems.ts';
import styles from './document-json.module.css';

interface Props {
  readonly written: DocumentText;
  /** JSON Pointer of what is selected. */
  readonly pointer?: string | undefined;
  /** Hears of the step or trigger in which the caret is put. */
  readonly onSelect?: (selection: string) => void;
  readonly problems?: readonly Finding[];
}

const NONE: readonly Finding[] = [];

/** The draft as text. Each edit that says a document is in the draft at once; one that does not stays here, and says why. */
export function DocumentJson({ written, pointer, onSelect, problems = NONE }: Props): ReactElement {
  const { t } = useTranslation('workbench');
  const { problem, isBehind } = written;
  const text = written.read();
  const select = useNewestCall((offset: number) => {
    const selection = selectionOfProblem({ path: pointerAt(text, offset) });
    if (selection !== undefined) onSelect?.(selection);
  });
  const [{ extension, editor }] = useState(() => jsonLanguageOf(select));
  useMarks({ editor, text, pointer, findings: useFindings(text, problem, problems) });
  return (
    <div className={styles.json}>
      <div className={styles.code}>
        <CodeEditor
          label={t('json.title')}
          value={text}
          onChange={(next) => {
            const caret = editor.current?.state.selection.main.head ?? 0;
            if (next !== text)
              written.write(next, selectionOfProblem({ path: pointerAt(next, caret) }) ?? '', JSON_PLACES);
          }}
          language={extension}
          isInvalid={problem !== undefined}
          describedBy="document-json-problem"
        />
      </div>
      <footer className={styles.foot} id="document-json-problem" role="status" data-empty={problem === undefined}>
        {problem !== undefined && (
          <>
            <FailedMark size={16} />
            <span className={styles.words}>
              {t(`json.problem.${problem.kind}`, { line: problem.line, detail: problem.detail || '/' })}{' '}
              <span className={styles.kept}>{t(isBehind ? 'json.behind' : 'json.kept')}</span>
            </span>
            <Button size="xs" variant="default" onClick={() => goToFault(editor, problem.offset)}>
              {t('json.toFault')}
            </Button>
            <Button size="xs" variant="subtle" onClick={written.revert}>
              {t('json.revert')}
            </Button>
          </>
        )}
      </footer>
    </div>
  );
}

function goToFault({ current }: EditorPlace, offset: number): void {
  if (current === undefined) return;
  current.dispatch({ selection: { anchor: Math.min(offset, current.state.doc.length) }, scrollIntoView: true });
  current.focus();
}

/** What is wrong, where it stands in the text. */
function useFindings(
  text: string,
  problem: DocumentText['problem'],
  problems: readonly Finding[],
): readonly TextFinding[] {
  return useMemo(() => {
    if (problem?.kind === 'json')
      return [{ from: problem.offset, to: problem.offset + 1, severity: 'error' as const, message: problem.detail }];
    return problems.flatMap(({ path, severity, message }) => {
      const range = rangeOf(text, path);
      return range === undefined ? [] : [{ ...range, severity: severity === 'error' ? severity : 'warning', message }];
    });
  }, [text, problem, problems]);
}

/** Shows in the editor what is selected and what is wrong. */
function useMarks({
  editor,
  text,
  pointer,
  findings,
}: {
  readonly editor: EditorPlace;
  readonly text: string;
  readonly pointer: string | undefined;
  readonly findings: readonly TextFinding[];
}): void {
  useEffect(() => {
    if (editor.current === undefined) return;
    showInEditor(editor.current, pointer === undefined ? undefined : rangeOf(text, pointer));
  }, [editor, text, pointer]);
  useEffect(() => {
    if (editor.current !== undefined) markFindings(editor.current, findings);
  }, [editor, findings]);
}
