import { docsUrl, type Catalog } from '../../catalog/catalog.ts'
import type { Detail } from '../../catalog/detail.ts'
import type { Entry } from '../../catalog/entry.ts'
import type { Template } from '../../catalog/template.ts'
import type { Failure } from '../../failure/failure.ts'
import { headersOf } from '../../failure/headers.ts'
import { compact } from '../../support/compact.ts'
import { sampleFailure } from '../bodies.ts'
import { deprecationText } from '../explanation.ts'
import { snippetsOf, type Snippet } from '../generate/snippets.ts'
import { retryAdvice, type Advice } from './advice.ts'
import { reasonOf, type CodeRow, toRow } from './indexPage.ts'
import { typeWords } from './typeWords.ts'
import type { Pages, Routes } from './pages.ts'

/** The content of the page of a code, in every format. It contains nothing private. */
export interface CodePage extends CodeRow {
  readonly template: Template
  readonly reason: string
  readonly meaning?: string
  readonly causes: readonly string[]
  readonly action?: string
  readonly advice: Advice
  readonly retryAfter?: number
  readonly details: readonly DetailRow[]
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly bodies: readonly BodySample[]
  readonly routes: Routes
  readonly curl?: string
  /** How callers of a generated client handle the code. */
  readonly snippets: readonly Snippet[]
  readonly since?: string
  readonly deprecation?: string
  readonly replacedBy?: string
  readonly aliases: readonly string[]
  readonly className?: string
  readonly docs?: string
  readonly translations: ReadonlyArray<readonly [language: string, message: string]>
}

export interface DetailRow {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly description?: string
}

export interface BodySample {
  readonly envelope: string
  readonly contentType: string
  readonly body: unknown
}

export function toCodePage (pages: Pages, entry: Entry): CodePage {
  const { catalog, envelopes } = pages
  const failure = sampleOf(pages, entry)
  const { status, meaning, action, retry, retryAfter, since, aliases, sdk: className, replacedBy } = entry
  const routes = pages.routesOf(entry.code)
  return {
    ...toRow(pages, entry),
    template: templateIn(entry, pages.language),
    reason: reasonOf(status),
    // The causes of a 5xx are internal to the server.
    causes: status < 500 ? entry.causes : [],
    advice: retryAdvice[retry],
    details: entry.details.filter(detail => !detail.private).map(toDetailRow),
    headers: [[catalog.requestId.header.toLowerCase(), failure.requestId], ...headersOf(failure, catalog)],
    bodies: envelopes.map(({ name, contentType, serialize }) => ({ envelope: name, contentType, body: JSON.parse(serialize(failure)) })),
    routes,
    snippets: snippetsOf(catalog, entry),
    aliases,
    translations: translationsOf(catalog, entry, pages.language),
    ...compact({ meaning, action, retryAfter, since, replacedBy, className }),
    ...compact({ deprecation: deprecationText(entry), docs: docsUrl(catalog, entry), curl: curlOf(pages, routes, entry) })
  }
}

/** A rate limit always sends a wait, also if the catalog has no default. */
function sampleOf ({ catalog, language }: Pages, entry: Entry): Failure {
  const failure = sampleFailure(catalog, entry, [language])
  return entry.status === 429 && failure.retryAfter === undefined ? { ...failure, retryAfter: 30 } : failure
}

/** The message of an entry in a language, else in the language of its catalog. */
function templateIn ({ message, messages }: Entry, language: string): Template {
  return messages.get(language) ?? message
}

function toDetailRow ({ name, schema, required }: Detail): DetailRow {
  const { description } = schema
  return { name, type: typeWords(schema), required, ...typeof description === 'string' ? { description } : {} }
}

function translationsOf ({ language: own }: Catalog, { message, messages }: Entry, shown: string): CodePage['translations'] {
  const all = [[own, message] as const, ...messages]
  return all.filter(([language]) => language !== (messages.has(shown) ? shown : own)).map(([language, { text }]) => [language, text])
}

/** A curl command for the first route that can send the code; if no route is known, for the page of the code. */
function curlOf ({ origin, catalog }: Pages, routes: Routes, entry: Entry): string | undefined {
  const [first] = routes === 'any' ? [] : routes
  const docs = docsUrl(catalog, entry)
  if (first === undefined) return docs && `curl -H 'Accept: text/markdown' ${quoted(docs.startsWith('/') ? `${origin}${docs}` : docs)}`
  const method = first.method === 'GET' ? '' : `-X ${first.method} `
  return `curl -i ${method}${quoted(`${origin}${first.url}`)}`
}

function quoted (text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
