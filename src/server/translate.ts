import type { FastifyReply } from 'fastify'
import { entryOf, findEntry, type Catalog } from '../catalog/catalog.ts'
import type { Entry } from '../catalog/entry.ts'
import type { Issue, IssueLocation } from '../catalog/issue.ts'
import type { Role } from '../catalog/roles.ts'
import { toIssues, type ValidationIssue } from './issues.ts'
import { missingOf } from './methods.ts'
import { roleOfCode, roleOfMessage, roleOfStatus } from './pluginErrors.ts'
import { read } from './read.ts'

/** What something thrown means in a catalog. */
export interface Translation {
  readonly entry: Entry
  readonly issues?: readonly Issue[]
  /** Seconds, from the headers that a limiter has set. */
  readonly retryAfter?: number
}

/**
 * Find the entry for something thrown that is no `CatalogError`; the first table that knows it decides.
 *
 * Reads nothing but strings and numbers of it, and survives getters that throw.
 */
export function translate (error: unknown, catalog: Catalog, reply: FastifyReply): Translation {
  const keys = keysOf(error)
  // Fastify parses bodies also where no route matched, so that a wrong method looks like a wrong body.
  if (reply.request.is404 && keys.some(key => isOfParser.test(key))) return { entry: entryOf(catalog, missingOf(reply.request)) }
  const mapped = keys.map(key => catalog.map.errors.get(key)).find(code => code !== undefined)
  if (mapped !== undefined) return withWait(findEntry(catalog, mapped) as Entry, reply)
  const validation = validationOf(error)
  if (validation !== undefined) return toInvalid(validation, catalog)
  const status = statusOf(error, reply)
  const known = roleOf(error, keys, status)
  if (known !== undefined) return withWait(entryOf(catalog, known), reply)
  const byStatus = status === undefined ? undefined : catalog.map.statuses.get(String(status))
  if (byStatus !== undefined) return withWait(findEntry(catalog, byStatus) as Entry, reply)
  return withWait(entryOf(catalog, status === undefined ? 'internal' : roleOfStatus(status)), reply)
}

/** Also the router's own, for a method that HTTP/2 lets through and Fastify does not know. */
const isOfParser = /^FST_ERR_(CTP_|NOT_FOUND$)/

/** Its own code or name, then those of its cause: "fetch failed" tells what happened only there. */
function keysOf (error: unknown): string[] {
  const cause = read(error, 'cause')
  return [read(error, 'code'), read(error, 'name'), read(cause, 'code'), read(cause, 'name')]
    .filter(key => typeof key === 'string')
}

function roleOf (error: unknown, keys: readonly string[], status: number | undefined): Role | undefined {
  for (const key of keys) {
    const role = roleOfCode(key)
    if (role !== undefined) return role
  }
  return roleOfMessage(read(error, 'message'), status)
}

/** By the rule of Fastify's own handler: statusCode, else status, else what the reply was given. */
function statusOf (error: unknown, { statusCode }: FastifyReply): number | undefined {
  return [read(error, 'statusCode'), read(error, 'status'), statusCode]
    .filter(status => typeof status === 'number' || typeof status === 'string')
    .map(Number)
    .find(status => Number.isInteger(status) && status >= 400 && status <= 599)
}

interface Validation {
  readonly list: readonly unknown[]
  readonly location: IssueLocation
}

/** The list of a validation error, if it is one: Fastify's with `validation`, or Ajv's own with `errors`. */
function validationOf (error: unknown): Validation | undefined {
  const location = read(error, 'validationContext')
  const list = [read(error, 'validation'), read(error, 'errors')].find(Array.isArray)
  const status = read(error, 'statusCode')
  const isOne = Array.isArray(read(error, 'validation')) || (typeof location === 'string' && !(typeof status === 'number' && status >= 500))
  if (!isOne) return undefined
  return { list: list ?? [], location: locations.has(location) ? location as IssueLocation : 'body' }
}

const locations: ReadonlySet<unknown> = new Set<IssueLocation>(['body', 'querystring', 'params', 'headers'])

/** Of the codes that the issues map to, the one that stands first in the catalog; all issues are listed. */
function toInvalid ({ list, location }: Validation, catalog: Catalog): Translation {
  const issues = toIssues(list, location)
  const fallback = entryOf(catalog, 'validation')
  const codes = new Set(issues.map(issue => mappedCode(issue, catalog.map.validation) ?? fallback.code))
  if (codes.size === 0) return { entry: fallback, issues }
  const entry = codes.size === 1
    ? findEntry(catalog, [...codes][0] as string)
    : [...catalog.entries.values()].find(({ code }) => codes.has(code))
  return { entry: entry ?? fallback, issues: issues.map(({ format: _, ...issue }) => issue) }
}

/** The code for an issue, the most specific rule first. A field stands for its items too: `lines.0.amount` is `lines.amount`. */
function mappedCode ({ path, keyword, format, location }: ValidationIssue, rules: Catalog['map']['validation']): string | undefined {
  if (rules.size === 0) return undefined
  const field = path.replaceAll(/\.\d+(?=\.|$)/g, '')
  const keys = [
    `${field}.${keyword}`,
    // A pointer names a field whose name is also a keyword.
    `/${field.replaceAll('.', '/')}`,
    isKeyword(field) ? undefined : field,
    format === undefined ? undefined : `format:${format}`,
    keyword,
    location
  ]
  return keys.map(key => rules.get(key ?? '')).find(code => code !== undefined)
}

const keywords = new Set(['type', 'required', 'format', 'pattern', 'enum', 'const', 'not', 'if', 'contains', 'minimum', 'maximum'])

function isKeyword (field: string): boolean {
  return keywords.has(field)
}

/** How long to wait, where a limiter has told: the reset of a quota is the earliest time to come back. */
function withWait (entry: Entry, reply: FastifyReply): Translation {
  const names = entry.status === 429 ? ['retry-after', 'x-ratelimit-reset', 'ratelimit-reset'] : ['retry-after']
  const waits = names
    .map(name => Number(reply.getHeader(name) ?? NaN))
    // More than a year is a date in seconds, not a time to wait.
    .filter(seconds => seconds >= 0 && seconds < 31_536_000)
  return waits.length > 0 ? { entry, retryAfter: Math.max(...waits) } : { entry }
}
