// Workflows to begin with. They are documents like any other, with tests that say what they do.
import type { WorkflowDocument } from '@millrace/machine';
import askForApproval from '../templates/ask-for-approval.json' with { type: 'json' };
import askSeveralServices from '../templates/ask-several-services.json' with { type: 'json' };
import formToService from '../templates/form-to-service.json' with { type: 'json' };
import forwardWebhook from '../templates/forward-webhook.json' with { type: 'json' };
import morningReport from '../templates/morning-report.json' with { type: 'json' };
import tellOfFailures from '../templates/tell-of-failures.json' with { type: 'json' };
import waitForAJob from '../templates/wait-for-a-job.json' with { type: 'json' };
import watchASite from '../templates/watch-a-site.json' with { type: 'json' };
import workThroughAList from '../templates/work-through-a-list.json' with { type: 'json' };
import { factsOf, type TemplateFacts } from './template-facts.ts';

/** A workflow to begin with. */
export interface Template {
  /** The document's name, which is also what its workflow is called when that name is free. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly document: WorkflowDocument;
  readonly facts: TemplateFacts;
}

/** The ones that most people need come first. */
const DOCUMENTS: readonly unknown[] = [
  forwardWebhook,
  formToService,
  watchASite,
  morningReport,
  askForApproval,
  workThroughAList,
  askSeveralServices,
  waitForAJob,
  tellOfFailures,
];

/** All of them. */
export const TEMPLATES: readonly Template[] = (DOCUMENTS as readonly WorkflowDocument[]).map((document) => ({
  id: document.name,
  title: document.title ?? document.name,
  text: document.description ?? '',
  document,
  facts: factsOf(document),
}));

/** Whether each word of a query is in a text. */
export function hasWords(text: string, query: string): boolean {
  const lower = text.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}

/** The templates that a query finds: by title, text, steps, triggers and connectors. `wordsOf` gives what is also shown. */
export const findTemplates = (query: string, wordsOf: (template: Template) => string): readonly Template[] =>
  TEMPLATES.filter((template) => {
    const steps = JSON.stringify(template.document.machine);
    return hasWords(`${template.title} ${template.text} ${wordsOf(template)} ${steps}`, query);
  });
