import { counted } from '../support/counted.ts'
import type { Rule } from './rule.ts'
import { messagesOf } from './messagesOf.ts'

/** Rules for translations. */
export const localeRules = {
  'locale-incomplete': {
    level: 'warning',
    find: ({ catalog: { entries, language: own }, locales }) => locales.flatMap(({ language }) => {
      const missing = [...entries.values()].filter(({ messages }) => !messages.has(language)).map(({ code }) => code)
      return missing.length === 0
        ? []
        : [{
            path: ['locales', language],
            atKey: true,
            message: `${language} has no message for ${counted(missing.length, 'code')}, such as ${missing.slice(0, 3).join(', ')}: ` +
              `the one in ${own} is sent`
          }]
    })
  },
  'locale-holes': {
    level: 'warning',
    find: subject => messagesOf(subject).flatMap(({ entry: { message }, language, template, at }) => [...new Set(message.holes)]
      .filter(hole => !template.holes.includes(hole))
      .map(hole => ({
        ...at,
        message: `{${hole}} is in the ${subject.catalog.language} message but not in the ${language} message`
      })))
  }
} satisfies Record<string, Rule>
