import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';

/** What code looks like, whatever its language. */
export const CODE_COLOURS: Extension = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.comment, color: 'var(--mr-syntax-comment)' },
    { tag: tags.string, color: 'var(--mr-syntax-string)' },
    { tag: [tags.number, tags.bool, tags.null], color: 'var(--mr-syntax-number)' },
    { tag: tags.function(tags.variableName), color: 'var(--mr-syntax-function)' },
    { tag: [tags.variableName, tags.attributeName], color: 'var(--mr-syntax-variable)' },
    { tag: [tags.keyword, tags.operator, tags.typeName], color: 'var(--mr-syntax-operator)' },
  ]),
);
