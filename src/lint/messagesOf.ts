import type { Entry } from '../catalog/entry.ts'
import type { Template } from '../catalog/template.ts'
import type { LintFinding, Subject } from './rule.ts'

/** A message of a catalog in one language, with its place. */
export interface Text {
  readonly entry: Entry
  readonly language: string
  readonly template: Template
  readonly at: Pick<LintFinding, 'code' | 'path' | 'within'>
}

/** Every message of the catalog itself, in all languages. */
export function messagesOf ({ catalog, own, locales }: Subject): Text[] {
  return [
    ...own.map(entry => ({
      entry,
      language: catalog.language,
      template: entry.message,
      at: { code: entry.code, path: ['codes', entry.code, 'message'] }
    })),
    ...locales.flatMap(locale => Object.keys(locale.messages).map(code => {
      const entry = catalog.entries.get(code) as Entry
      return {
        entry,
        language: locale.language,
        template: entry.messages.get(locale.language) as Template,
        at: { code, path: [code], within: locale }
      }
    }))
  ]
}
