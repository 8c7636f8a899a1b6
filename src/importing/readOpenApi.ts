import { readYaml } from '../source/readYaml.ts'
import { combine } from './combine.ts'
import type { Found, FoundError, Unread } from './found.ts'
import { errorsOfBody } from './openApiBodies.ts'
import { createResolve, isObject, type Json } from './openApiRefs.ts'
import { codeOfStatus, isErrorStatus, toCode } from './statuses.ts'

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']

/** Read the error responses of an OpenAPI document (2.0, 3.0, 3.1) in YAML or JSON. */
export async function readOpenApi (text: string, file: string): Promise<Found> {
  const source = readYaml(text, file, file)
  const document = source.value
  if (!isObject(document)) {
    return {
      errors: [],
      unread: [{ file, line: 1, reason: `no OpenAPI document: ${source.faults[0]?.message ?? 'it must be a mapping'}` }]
    }
  }
  const placeOf = await source.places()
  // Every place of a text has a line.
  const reading = new Reading(document, file, path => placeOf(path, true).line as number)
  return reading.read()
}

type LineOf = (path: readonly string[]) => number

class Reading {
  readonly #document: Json
  readonly #file: string
  readonly #lineOf: LineOf
  readonly #unread: Unread[] = []
  readonly #seen = new Set<unknown>()
  readonly #responses = new Map<Json, Set<string>>()
  /** Codes of responses without one status. */
  readonly #pending = new Map<string, { readonly path: readonly string[], readonly key: string }>()

  constructor (document: Json, file: string, lineOf: LineOf) {
    this.#document = document
    this.#file = file
    this.#lineOf = lineOf
  }

  read (): Found {
    const found: Found[] = []
    for (const { path, responses } of this.#operations()) {
      for (const [status, response] of Object.entries(responses)) found.push(this.#readResponse([...path, status], status, response))
    }
    const shared = this.#document['components'] ?? this.#document
    const responses = isObject(shared) && isObject(shared['responses']) ? shared['responses'] : {}
    const at = shared === this.#document ? ['responses'] : ['components', 'responses']
    // Responses that no operation references have no status.
    for (const name of Object.keys(responses)) {
      if (!this.#seen.has(responses[name])) {
        this.#report([...at, name], `the response "${name}" is used by no operation, so it has no status`)
      }
    }
    const all = combine(found)
    for (const { code } of all.errors) this.#pending.delete(code)
    for (const [code, { path, key }] of this.#pending) this.#report(path, `the code "${code}" of the response "${key}" has no status`)
    const errors = withClearStatuses(all.errors as readonly Certain[], (error, statuses) => {
      this.#unread.push({
        ...error.place,
        reason: `"${error.code}" may have the statuses ${statuses.join(', ')}: ${error.status} was taken`
      })
    })
    return { ...all, errors, unread: [...all.unread, ...this.#unread] }
  }

  * #operations () {
    const paths = this.#document['paths']
    for (const [url, item] of Object.entries(isObject(paths) ? paths : {})) {
      for (const method of methods) {
        const operation = isObject(item) ? item[method] : undefined
        const responses = isObject(operation) ? operation['responses'] : undefined
        if (isObject(responses)) yield { path: ['paths', url, method, 'responses'], responses }
      }
    }
  }

  #readResponse (path: readonly string[], key: string, given: unknown): Found {
    const resolve = createResolve(
      this.#document, reference => this.#report(path, `"${reference}" cannot be followed: only references within the document can`)
    )
    const response = resolve(given)
    this.#seen.add(response)
    if (!isObject(response) || /^[123]/.test(key) || this.#isKnown(key, response)) return none
    const { codes, unread, envelope } = errorsOfBody(response, resolve)
    for (const reason of unread) this.#report(path, reason)
    const withEnvelope = envelope === undefined ? {} : { envelope }
    const status = Number(key)
    if (!isErrorStatus(status)) {
      // `default` and `4XX`.
      for (const { code } of codes) this.#pending.set(code, { path, key })
      return { ...none, ...withEnvelope }
    }
    const place = { file: this.#file, line: this.#lineOf(path) }
    const headers = this.#headers(response, resolve, path)
    const all = codes.length > 0 ? codes : [{ code: codeOfStatus(status), message: text(response['description']), isExact: false }]
    // A description belongs to one code, not to each code of an enum.
    const description = all.length === 1 ? text(response['description']) : undefined
    const errors = all.map(({ isExact, message = description, ...error }): Certain => (
      { ...headers, ...error, ...message === undefined ? {} : { message }, status, place, isExact }
    ))
    return { errors, unread: [], ...withEnvelope }
  }

  /** A response that several operations share is read once for each status. */
  #isKnown (status: string, response: Json): boolean {
    const known = this.#responses.get(response) ?? new Set()
    this.#responses.set(response, known)
    return known.size === known.add(status).size
  }

  #headers (
    response: Json, resolve: (value: unknown) => unknown, path: readonly string[]
  ): Pick<FoundError, 'headers' | 'retryAfter' | 'challenge'> {
    const headers: Record<string, string> = {}
    const special: { retryAfter?: number, challenge?: string } = {}
    for (const [name, given] of Object.entries(isObject(response['headers']) ? response['headers'] : {})) {
      const header = resolve(given)
      const schema = isObject(header) ? resolve(header['schema']) : undefined
      const value = [header, schema].flatMap(each => isObject(each) ? [each['example'], each['const'], each['default']] : [])
        .find(each => ['string', 'number'].includes(typeof each))
      if (/^retry-after$/i.test(name) && Number.isInteger(Number(value)) && value !== undefined) special.retryAfter = Number(value)
      else if (/^www-authenticate$/i.test(name) && value !== undefined) special.challenge = String(value)
      else if (value === undefined) this.#report(path, `the header ${name} has no example, so its value is unknown`)
      else if (!ownHeaders.test(name)) headers[name] = String(value).replace(/[{}]/g, '$&$&')
    }
    return { ...special, ...Object.keys(headers).length === 0 ? {} : { headers } }
  }

  #report (path: readonly string[], reason: string) {
    const line = this.#lineOf(path)
    if (!this.#unread.some(each => each.line === line && each.reason === reason)) this.#unread.push({ file: this.#file, line, reason })
  }
}

const none: Found = { errors: [], unread: [] }

/** Headers that the server sets by itself. */
const ownHeaders = new RegExp(`^(?:${[
  'content-type', 'content-length', 'date', 'retry-after', 'www-authenticate', '(?:x-)?request-id', 'x-ratelimit-.*', 'ratelimit.*',
  'allow', 'vary', 'cache-control'
].join('|')})$`, 'i')

function text (value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

type Certain = FoundError & { readonly isExact: boolean }

/** An enum of all codes appears under every status; an example names a code of its status. */
function withClearStatuses (errors: readonly Certain[], report: (error: FoundError, statuses: readonly number[]) => void): FoundError[] {
  return [...groupByCode(errors)].flatMap(([code, all]) => {
    const exact = all.filter(({ isExact }) => isExact)
    const chosen = exact.length > 0 ? exact : all
    const statuses = [...new Set(chosen.map(({ status }) => status))]
    const named = statuses.find(status => toCode(code).endsWith(codeOfStatus(status)))
    const status = named ?? statuses[0] as number
    if (statuses.length > 1 && named === undefined) report({ ...chosen[0] as Certain, status }, statuses)
    return chosen.filter(error => error.status === status).map(({ isExact, ...error }) => error)
  })
}

function groupByCode (errors: readonly Certain[]): Map<string, Certain[]> {
  const groups = new Map<string, Certain[]>()
  for (const error of errors) groups.set(error.code, [...groups.get(error.code) ?? [], error])
  return groups
}
