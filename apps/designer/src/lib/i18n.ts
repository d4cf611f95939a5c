import i18next from 'i18next';
import common from '../i18n/en/common.json' with { type: 'json' };
import connectors from '../i18n/en/connectors.json' with { type: 'json' };
import errors from '../i18n/en/errors.json' with { type: 'json' };
import home from '../i18n/en/home.json' with { type: 'json' };
import runs from '../i18n/en/runs.json' with { type: 'json' };
import settings from '../i18n/en/settings.json' with { type: 'json' };
import setup from '../i18n/en/setup.json' with { type: 'json' };
import shell from '../i18n/en/shell.json' with { type: 'json' };
import workflows from '../i18n/en/workflows.json' with { type: 'json' };

type Words = Readonly<Record<string, unknown>>;

/** All words of the product. A lazy feature adds its own with `addWords`. */
export const i18n = i18next.createInstance();

void i18n.init({
  lng: 'en',
  fallbackLng: 'en',
  defaultNS: 'common',
  initAsync: false,
  interpolation: { escapeValue: false },
  resources: { en: { common, connectors, errors, home, runs, settings, setup, shell, workflows } },
});

/** Adds the English words of a feature that is loaded later. */
export function addWords(namespace: string, words: Words): void {
  i18n.addResourceBundle('en', namespace, words, true, true);
}
