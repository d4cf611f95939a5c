import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { javascript, javascriptLanguage, localCompletionSource } from '@codemirror/lang-javascript';
import { syntaxTree } from '@codemirror/language';
import { type Diagnostic, linter } from '@codemirror/lint';
import type { EditorState, Extension } from '@codemirror/state';

/** What the editor of a code step asks for. */
export interface CodeKnowledge {
  /** Names of the members at a path below what the function is called with. */
  readonly membersAt: (path: readonly string[]) => Promise<readonly Completion[]>;
  readonly syntaxError: string;
}

/** The function's first parameter, and members that are read of it. */
const READ = /(?:^|[^\w$.])([\w$]+)((?:\??\.[\w$]+)*)\??\.([\w$]*)$/;
const FIRST_PARAMETER = /^\s*(?:async\s+)?(?:function\b[^(]*)?\(?\s*([\w$]+)/;

/** Members of the input behind a dot. */
export async function completeInput(
  { state, pos }: Pick<CompletionContext, 'state' | 'pos'>,
  { membersAt }: Pick<CodeKnowledge, 'membersAt'>,
): Promise<CompletionResult | null> {
  const parameter = FIRST_PARAMETER.exec(state.doc.toString())?.[1];
  const [, root, path = '', word = ''] = READ.exec(state.sliceDoc(0, pos)) ?? [];
  if (parameter === undefined || root !== parameter) return null;
  const options = await membersAt(path.split(/\??\./).filter((name) => name !== ''));
  return options.length === 0 ? null : { from: pos - word.length, options, validFor: /^[\w$]*$/ };
}

/** Where the text stops being JavaScript. */
export function syntaxErrors(state: EditorState, message: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  syntaxTree(state).iterate({
    enter: ({ type, from, to }) => {
      if (!type.isError || found.length > 0) return;
      const end = Math.max(to, Math.min(from + 1, state.doc.length));
      found.push({ from: Math.min(from, Math.max(0, end - 1)), to: end, severity: 'error', message });
    },
  });
  return found;
}

/** JavaScript with colours, its own names, and the members of the input. */
export function javascriptSupport(knowledge: CodeKnowledge): Extension {
  return [
    javascript(),
    javascriptLanguage.data.of({ autocomplete: localCompletionSource }),
    javascriptLanguage.data.of({ autocomplete: (context: CompletionContext) => completeInput(context, knowledge) }),
    autocompletion({ icons: false }),
    linter(({ state }) => (state.doc.length === 0 ? [] : syntaxErrors(state, knowledge.syntaxError))),
  ];
}
