import type { JsonValue } from '@millrace/machine';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { EDITOR_WORDS } from '../../../../components/code-editor/editor-words.ts';
import type { LanguageLoader } from '../../../../components/code-editor/lazy-code-editor.tsx';
import { expressionOf } from '../../model/field-mode.ts';
import { literalOf } from '../../model/jsonata-constant.ts';
import { memberExpression } from '../../model/jsonata-path.ts';
import { useKnowledge } from './use-knowledge.ts';

/** JavaScript whose function is called with an input that is known by its mapping. */
export function useJavascript(path: string, input: JsonValue | undefined): LanguageLoader {
  const { t } = useTranslation(EDITOR_WORDS);
  const { ask, shapes } = useKnowledge(path);
  const given = useRef(input);
  useEffect(() => {
    given.current = input;
  }, [input]);
  const syntaxError = t('code.syntax');
  return useMemo(
    () => async () => {
      const { javascriptSupport } = await import('./javascript-language.ts');
      return javascriptSupport({
        syntaxError,
        membersAt: async (names) => {
          const start = `(${literalOf(given.current ?? null, expressionOf)})`;
          const expression = `${names.reduce((parent, name) => memberExpression(parent, name), start)}.`;
          const answer = await ask({ kind: 'complete', expression, position: expression.length, shapes: shapes() });
          if (answer.kind !== 'completed') return [];
          return answer.options.map(({ text, type }) => ({ label: text, type: 'property', detail: type }));
        },
      });
    },
    [ask, shapes, syntaxError],
  );
}
