import { SourceTextModule } from 'node:vm';
import { ALLOWED_IMPORTS_TEXT, builtInNameOf, isAllowedImport } from '../bundle/allowed-imports.ts';
import { messageOf } from '../errors.ts';

const MAX_PROBLEMS = 20;
const MAX_NAME_CHARACTERS = 200;
/** An import that is a call, with a text for a name: the parser does not list it. */
const LATER = /\bimport\s*\(\s*(?:\/\*[^*]*\*\/\s*)?(["'`])([^"'`$\\\n]{1,300})\1/g;

/**
 * What is wrong with the code of a package, a sentence each. It is parsed, and never run; and only in the process that may fall over
 * it, for code can be written that no parser survives. Names that are put together while it runs are the sandbox's business.
 */
export function problemsOfSource(source: string): readonly string[] {
  let imports: readonly string[];
  try {
    imports = new SourceTextModule(source).dependencySpecifiers;
  } catch (cause) {
    return [`It is no module of JavaScript: ${messageOf(cause)}.`];
  }
  const later = [...source.matchAll(LATER)].flatMap(([, , name = '']) => (isElsewhere(name) ? [name] : []));
  const forbidden = [...new Set([...imports, ...later])].filter((name) => !isAllowedImport(name));
  return forbidden
    .slice(0, MAX_PROBLEMS)
    .map((name) => `It imports "${name.slice(0, MAX_NAME_CHARACTERS)}", and may import ${ALLOWED_IMPORTS_TEXT} only.`);
}

/** A text that reads like an import may be only a text: names that lead somewhere are taken seriously. */
const isElsewhere = (name: string): boolean => builtInNameOf(name) !== undefined || /^[a-z]+:/.test(name);
