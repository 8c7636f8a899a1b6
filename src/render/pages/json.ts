import type { CodePage } from './codePage.ts'
import { everything, toGroups, type Filter } from './indexPage.ts'
import { retryAdvice } from './advice.ts'
import type { Pages } from './pages.ts'

/** All codes, as JSON text. */
export function indexJson (pages: Pages, filter: Filter = everything): string {
  const { title, language, address, links, others, catalog: { languages } } = pages
  const codes = [...toGroups(pages, filter).values()].flat()
  return toJson({
    title,
    language,
    languages,
    links,
    catalogs: others,
    codes: codes.map(({ retry, ...row }) => ({ ...row, retry, advice: retryAdvice[retry].label, href: address.page(row.code, 'json') }))
  })
}

/** The page of a code, as JSON text. */
export function codeJson ({ language, address }: Pages, page: CodePage): string {
  const { template, headers, translations, status, reason, bodies, ...rest } = page
  return toJson({
    ...rest,
    status,
    reason,
    language,
    response: { headers: Object.fromEntries(headers), bodies },
    translations: Object.fromEntries(translations),
    index: address.index('json')
  })
}

function toJson (value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
