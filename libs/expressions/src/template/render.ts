import Handlebars from 'handlebars';
import { budgetExceeded, ExpressionError } from '../errors.ts';
import type { Budget } from '../budget.ts';
import {
  MAX_TEMPLATE_CHARACTERS,
  MAX_TEMPLATE_MS,
  MAX_TEMPLATE_OUTPUT_CHARACTERS,
  MAX_TEMPLATE_ROUNDS,
} from '../limits.ts';
import { after } from '../functions/slices.ts';
import { toPlain } from '../plain.ts';
import { RecentMap } from '../recent-map.ts';
import { blockHelpers, type RenderState } from './block-helpers.ts';

const KNOWN_HELPERS = { if: true, unless: true, each: true, with: true, lookup: true };

type Template = HandlebarsTemplateDelegate;
const templates = new RecentMap<Template>(500);

/** An environment of its own: no `log`, no missing-helper hooks, no partials, no decorators, and block helpers that count. */
const environment = Handlebars.create();
for (const name of Object.keys(environment.helpers)) environment.unregisterHelper(name);
for (const name of Object.keys(environment.decorators)) environment.unregisterDecorator(name);
for (const [name, helper] of Object.entries(blockHelpers)) environment.registerHelper(name, helper);

/** A Handlebars template filled from a context. Output is text or JSON, never trusted HTML: nothing is escaped. */
export function renderTemplate(text: unknown, context: unknown, budget: Budget): string | Promise<string> {
  if (typeof text !== 'string') throw invalid('A template is a text.');
  return after(toPlain(context, budget), (plain) => render(text, plain));
}

function render(text: string, context: unknown): string {
  try {
    const output = compiled(text)(context ?? {}, {
      allowProtoPropertiesByDefault: false,
      allowProtoMethodsByDefault: false,
      data: { state: startRendering() },
    });
    checkOutput(output);
    return output;
  } catch (cause) {
    throw asTemplateError(cause);
  }
}

function startRendering(): RenderState {
  const startedAt = performance.now();
  let rounds = 0;
  return {
    begin: (more) => {
      rounds += more;
      if (rounds > MAX_TEMPLATE_ROUNDS) throw tooMany();
    },
    check: (written) => {
      checkOutput(written);
      if (performance.now() - startedAt > MAX_TEMPLATE_MS) throw tooSlow();
    },
  };
}

function checkOutput(written: string): void {
  if (written.length > MAX_TEMPLATE_OUTPUT_CHARACTERS) throw tooLong();
}

function asTemplateError(cause: unknown): ExpressionError {
  if (cause instanceof ExpressionError) return cause;
  if (cause instanceof RangeError) return cause.message.includes('call stack') ? tooDeep() : tooLong();
  return invalid(cause instanceof Error ? firstLine(cause.message) : 'The template failed.');
}

function compiled(text: string): Template {
  const known = templates.get(text);
  if (known !== undefined) return known;
  if (text.length > MAX_TEMPLATE_CHARACTERS)
    throw invalid(`A template has ${MAX_TEMPLATE_CHARACTERS} characters at most.`);
  const template = environment.compile(text, { knownHelpers: KNOWN_HELPERS, knownHelpersOnly: true, noEscape: true });
  templates.set(text, template);
  return template;
}

const firstLine = (message: string): string => message.split('\n', 1)[0] ?? message;
const invalid = (message: string): ExpressionError => new ExpressionError('expression.template_invalid', message);
const tooLong = (): ExpressionError =>
  budgetExceeded('templateCharacters', `A template may make ${MAX_TEMPLATE_OUTPUT_CHARACTERS} characters at most.`);
const tooMany = (): ExpressionError =>
  budgetExceeded('templateRounds', `The loops of a template may go round ${MAX_TEMPLATE_ROUNDS} times at most.`);
const tooDeep = (): ExpressionError => invalid('The blocks of the template nest too deep.');
const tooSlow = (): ExpressionError =>
  budgetExceeded('templateMs', `A template may run ${MAX_TEMPLATE_MS} ms at most.`);
