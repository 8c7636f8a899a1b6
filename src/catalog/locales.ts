import type { Finding } from '../source/diagnostic.ts'
import type { Entry } from './entry.ts'
import { createDidYouMean } from '../support/didYouMean.ts'
import type { Source } from '../source/source.ts'
import type { Template } from './template.ts'
import type { Incomplete } from './toDrafts.ts'
import { toTemplate } from './toTemplate.ts'

/** The messages of a catalog in another language, by code, with their position. */
export interface Locale {
  readonly language: string
  readonly messages: Readonly<Record<string, string>>
  readonly source: Source
  readonly path: readonly string[]
  readonly report: (mistake: Finding) => void
}

/** Add the translated messages of `locales` to the entries. Placeholders must be declared details, and codes must exist. */
export function withLocales (
  entries: ReadonlyMap<string, Entry>, locales: readonly Locale[], unsure: Incomplete
): ReadonlyMap<string, Entry> {
  if (locales.length === 0) return entries
  const translated = new Map(entries)
  const suggest = createDidYouMean(() => entries.keys())
  for (const { language, messages, path, report } of locales) {
    for (const [code, text] of Object.entries(messages)) {
      const at = [...path, code]
      const entry = translated.get(code)
      if (entry === undefined) {
        if (!unsure.has('codes')) {
          report({ path: at, atKey: true, message: `"${code}" must be a code of this catalog${suggest(code)}` })
        }
      } else {
        const template = toTemplate(text, entry.details, at, report)
        translated.set(code, { ...entry, messages: new Map<string, Template>([...entry.messages, [language, template]]) })
      }
    }
  }
  return translated
}
