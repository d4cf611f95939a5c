import Handlebars from 'handlebars';
import { budgetExceeded, ExpressionError } from '../errors.ts';
import type { Budget } from '../budget.ts';
import { MAX_TEMPLATE_MS } from '../limits.ts';
import { toPlainAtOnce } from '../plain.ts';
import { RecentMap } from '../recent-map.ts';
import { blockHelpers, type RenderState } from './block-helpers.ts';

/** Longer output is refused, in characters. */
const MAX_TEMPLATE_OUTPUT_CHARACTERS = 4 * 1024 * 1024;
const MAX_TEMPLATE_CHARACTERS = 256 * 1024;
const KNOWN_HELPERS = { if: true, unless: true, each: true, with: true, lookup: true };

type Template = HandlebarsTemplateDelegate;
const templates = new RecentMap<Template>(500);

/** An environment of its own: no `log`, no missing-helper hooks, no partials, no decorators, and block helpers that count. */
const environment = Handlebars.create();
for (const name of Object.keys(environment.helpers)) environment.unregisterHelper(name);
for (const name of Object.keys(environment.decorators)) environment.unregisterDecorator(name);
for (const [name, helper] of Object.entries(blockHelpers)) environment.registerHelper(name, helper);

/** A Handlebars template filled from a context. Output is text or JSON, never trusted HTML: nothing is escaped. */
export function renderTemplate(text: unknown, context: unknown, budget: Budget): string {
  if (typeof text !== 'string') throw invalid('A template is a text.');
  const startedAt = performance.now();
  const state: RenderState = {
    check: (written) => {
      budget.countStep();
      if (written.length > MAX_TEMPLATE_OUTPUT_CHARACTERS) throw tooLong();
      if (performance.now() - startedAt > MAX_TEMPLATE_MS) throw tooSlow();
    },
  };
  try {
    const output = compiled(text)(toPlainAtOnce(context, budget) ?? {}, {
      allowProtoPropertiesByDefault: false,
      allowProtoMethodsByDefault: false,
      data: { state },
    });
    if (output.length > MAX_TEMPLATE_OUTPUT_CHARACTERS) throw tooLong();
    return output;
  } catch (cause) {
    if (cause instanceof ExpressionError) throw cause;
    throw invalid(cause instanceof Error ? firstLine(cause.message) : 'The template failed.');
  }
}

function compiled(text: string): Template {
  const known = templates.get(text);
  if (known !== undefined) return known;
  if (text.length > MAX_TEMPLATE_CHARACTERS) throw invalid('A template has 256 KiB at most.');
  const template = environment.compile(text, { knownHelpers: KNOWN_HELPERS, knownHelpersOnly: true, noEscape: true });
  templates.set(text, template);
  return template;
}

const firstLine = (message: string): string => message.split('\n', 1)[0] ?? message;
const invalid = (message: string): ExpressionError => new ExpressionError('expression.template_invalid', message);
const tooLong = (): ExpressionError =>
  budgetExceeded('templateCharacters', `A template may make ${MAX_TEMPLATE_OUTPUT_CHARACTERS} characters at most.`);
const tooSlow = (): ExpressionError =>
  budgetExceeded('templateMs', `A template may run ${MAX_TEMPLATE_MS} ms at most.`);
