import type { IncomingHttpHeaders } from 'node:http'
import type { Envelope } from '../../envelope/envelope.ts'
import type { Contract } from '../../envelope/load.ts'
import type { Preferences, Scope } from '../scope/scope.ts'

/** Its headers are read only when needed: Node builds them on first use. */
interface Asking {
  readonly headers: IncomingHttpHeaders
}

const none: readonly string[] = []

/** The parser of preferences, loaded only for a catalog that has alternatives. */
export async function loadPreferences ({ problem, catalog: { languages } }: Contract): Promise<Preferences | undefined> {
  return problem === undefined && languages.length === 1 ? undefined : (await import('negotiator')).default
}

const problemType = 'application/problem+json'

/** A header may list thousands of ranges, and each costs time. No real client sends that many. */
const maxRanges = 50

function firstRanges (header: string): string {
  // Each range and its comma have two characters at least.
  return header.length < 2 * maxRanges ? header : header.split(',', maxRanges).join(',')
}

/** The envelope that a client prefers by its `Accept`; the catalog's own if it has no preference or accepts neither. */
export function envelopeFor (request: Asking, { envelope, problem, Preferences }: Scope): Envelope {
  if (Preferences === undefined || problem === undefined) return envelope
  const { headers } = request
  if (headers.accept === undefined) return envelope
  const [mediaType = ''] = envelope.contentType.split(';')
  return new Preferences({ headers: { accept: firstRanges(headers.accept) } }).mediaType([mediaType, problemType]) === problemType
    ? problem
    : envelope
}

/** The languages that a client prefers to the catalog's own, the most preferred first. */
export function languagesFor (request: Asking, { Preferences, catalog: { language, languages } }: Scope): readonly string[] {
  if (Preferences === undefined || languages.length === 1) return none
  const { headers } = request
  if (headers['accept-language'] === undefined) return none
  const ranges = new Preferences({ headers: { 'accept-language': firstRanges(headers['accept-language']) } }).languages()
  const preferred = ranges.map(range => range === '*' ? language : languageFor(range.toLowerCase(), languages))
    .filter(found => found !== undefined)
  return preferred.includes(language) ? preferred.slice(0, preferred.indexOf(language)) : preferred
}

/** The longest language that a range begins with (RFC 4647, section 3.4); else the first that begins with the range: `pt` gets `pt-BR`. */
function languageFor (range: string, languages: readonly string[]): string | undefined {
  const within = (language: string, one: string) => `${language}-`.startsWith(`${one}-`)
  const longest = languages.filter(language => within(range, language.toLowerCase())).toSorted((a, b) => b.length - a.length)[0]
  return longest ?? languages.find(language => within(language.toLowerCase(), range))
}

/** The request headers that a failure of this scope depends on, for caches (RFC 9110, section 12.5.5). */
export function varyOf ({ problem, catalog: { languages } }: Scope): readonly string[] {
  if (problem === undefined && languages.length === 1) return none
  return [...problem === undefined ? [] : ['Accept'], ...languages.length === 1 ? [] : ['Accept-Language']]
}
