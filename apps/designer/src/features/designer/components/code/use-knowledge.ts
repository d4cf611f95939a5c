import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { EDITOR_WORDS } from '../../../../components/code-editor/editor-words.ts';
import type { LanguageLoader } from '../../../../components/code-editor/lazy-code-editor.tsx';
import { type ExpressionShapes, shapesOf } from '../../model/expression-shapes.ts';
import { usePanel } from '../panel/panel-context.ts';
import { readableAt } from '../picker/readable-at.ts';
import { askExpressions } from './expression-asker.ts';
import type { ExpressionKnowledge, ExpressionWords } from './expression-knowledge.ts';

interface Newest {
  readonly shapes: ExpressionShapes;
  readonly openFullSize: (() => void) | undefined;
}

/** What the language of expressions asks for at a path of the open panel. It stays the same one: editors are set up with it. */
export function useKnowledge(path = '', openFullSize?: () => void): ExpressionKnowledge {
  const { roots } = usePanel();
  const shapes = useMemo(() => shapesOf(readableAt(roots, path)), [roots, path]);
  const newest = useRef<Newest>({ shapes, openFullSize });
  useEffect(() => {
    newest.current = { shapes, openFullSize };
  }, [shapes, openFullSize]);
  const words = useExpressionWords();
  const canOpen = openFullSize !== undefined;
  return useMemo(
    () => ({
      shapes: () => newest.current.shapes,
      ask: askExpressions,
      words,
      ...(canOpen ? { openFullSize: () => newest.current.openFullSize?.() } : {}),
    }),
    [words, canOpen],
  );
}

/** The language itself, loaded with the editor. */
export function useJsonata(knowledge: ExpressionKnowledge): LanguageLoader {
  return useMemo(() => async () => (await import('./jsonata-language.ts')).jsonataSupport(knowledge), [knowledge]);
}

function useExpressionWords(): ExpressionWords {
  const { t } = useTranslation(EDITOR_WORDS);
  return useMemo(
    () => ({
      unknownVariable: (name) => t('mark.unknownVariable', { name }),
      unknownMember: (name, isCertain) => t(isCertain ? 'mark.noMember' : 'mark.unknownMember', { name }),
      didYouMean: (name) => t('mark.didYouMean', { name }),
      replaceWith: (name) => t('mark.replace', { name }),
      example: t('functions.example'),
      insertExample: t('functions.insertExample'),
      helpFor: (name) => t('functions.help', { name }),
      millraceOnly: t('functions.millraceOnly'),
      millraceOnlyWhy: t('functions.millraceOnlyWhy'),
    }),
    [t],
  );
}
