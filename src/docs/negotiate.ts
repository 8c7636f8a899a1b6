import type { FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import type { Format } from '../render/pages/address.ts'
import { safeGet } from '../support/safeGet.ts'
import { languagesFor, type Scope } from '../server/forPlugins.ts'

/** The formats of a page by media type, the default first. */
const types: ReadonlyArray<readonly [type: string, format: Format]> = [
  ['text/html', 'html'], ['application/json', 'json'], ['text/markdown', 'md']
]

/** A header may contain thousands of ranges, and each costs time. */
const maxRanges = 50

/** The format that a client prefers; HTML if it has no preference or accepts none of them. */
export function formatFor ({ headers: { accept = '*/*' } }: FastifyRequest): Format {
  const preferred = new Negotiator({ headers: { accept: accept.split(',', maxRanges).join(',') } }).mediaType(types.map(([type]) => type))
  return types.find(([type]) => type === preferred)?.[1] ?? 'html'
}

/** Whether a client accepts HTML explicitly, as browsers do. */
export function asksForHtml (request: FastifyRequest): boolean {
  return formatFor(request) === 'html' && /\btext\/html\b/i.test(request.headers.accept ?? '')
}

export interface Language {
  readonly language: string
  /** The language from `?lang=`: links keep it. */
  readonly chosen?: string
}

/** The language of the messages: from `?lang=`, else the language that the client prefers. */
export function languageFor (request: FastifyRequest, scope: Scope): Language {
  const { language, languages } = scope.catalog
  const wanted = queryOf(request, 'lang').toLowerCase()
  const chosen = languages.find(each => each.toLowerCase() === wanted)
  return chosen === undefined ? { language: languagesFor(request, scope)[0] ?? language } : { language: chosen, chosen }
}

/** A parameter of the query; empty if it is missing or given several times. */
export function queryOf ({ query }: FastifyRequest, name: string): string {
  const value = safeGet(query, name)
  return typeof value === 'string' ? value : ''
}
