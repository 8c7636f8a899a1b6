import type { FastifyRequest } from 'fastify'
import { entryOf, findEntry, type Catalog } from '../../catalog/catalog.ts'
import type { Entry } from '../../catalog/entry.ts'
import type { Issue } from '../../failure/issue.ts'
import { validationContextOf } from './trackedValidator.ts'
import { locations, maxIssues, toIssues, type Found, type Part } from './issues.ts'
import { validateRemainingParts } from './remainingParts.ts'
import { roleOfCode } from '../roles/knownErrors.ts'
import { safeGet, safeGetOwn } from '../../support/safeGet.ts'
import { frameworkRoles } from '../roles/frameworkRoles.ts'
import { isKeyword } from './messages.ts'
import { errorStatus } from '../roles/errorStatus.ts'
import { escaped, segmentsOf } from '../schema/walk.ts'
import { issueOptionOf } from './validatorCompiler.ts'

/** What a request that is not valid is answered with. */
export interface ValidationFailure {
  readonly entry: Entry
  readonly issues: readonly Issue[]
}

/** What a validator tells of one part of a request. */
export interface PartFailure {
  readonly list: readonly unknown[]
  readonly part: Part
  /** The list, or the error that holds it: by it the server knows what was validated. */
  readonly told: unknown
}

/**
 * The entry and the issues of a validation error, and nothing for any other.
 *
 * Of the codes that the issues map to, the one that stands first in the catalog answers; all issues are listed.
 */
export function toValidationFailure (error: unknown, catalog: Catalog, request: FastifyRequest): ValidationFailure | undefined {
  const failure = failureOf(error)
  if (failure === undefined) return undefined
  const isFirst = issueOptionOf(request.server) !== 'all' || typeof safeGet(error, 'validationContext') !== 'string'
  const found: Found[] = []
  for (const { list, part, told } of isFirst ? [failure] : [failure, ...validateRemainingParts(request, failure.part)]) {
    found.push(...toIssues(list, part, validationContextOf(request.server, told)))
  }
  const issues = found.slice(0, maxIssues).map(one => toIssue(one, catalog))
  return { entry: entryFor(issues, catalog), issues }
}

/** The entry of the code that stands first in the catalog, of those that the issues have. */
function entryFor (issues: readonly Issue[], catalog: Catalog): Entry {
  const fallback = entryOf(catalog, frameworkRoles.schema.role)
  const [first] = issues
  if (issues.every(({ code }) => code === first?.code)) return first?.code === undefined ? fallback : findEntry(catalog, first.code) as Entry
  const codes = new Set(issues.map(({ code = fallback.code }) => code))
  return [...catalog.entries.values()].find(({ code }) => codes.has(code)) as Entry
}

/** Fastify's error with `validation`, Ajv's own with `errors`, or one with `issues` as Zod and Standard Schema have it. */
function failureOf (error: unknown): PartFailure | undefined {
  const context = safeGet(error, 'validationContext')
  const isOfRequest = typeof context === 'string' && Object.hasOwn(locations, context)
  const part = isOfRequest ? context as Part : 'body'
  const validation = safeGet(error, 'validation')
  if (isOfRequest && Array.isArray(validation)) return { list: validation, part, told: validation }
  const status = errorStatus(error)
  // A validator that could not do its work, or that looked at the server's own answer (@fastify/response-validation).
  if (status !== undefined && status >= 500) return undefined
  // A conflict that a handler throws may list issues of its own; what a validator found has no status, or one of these.
  if (!isOfRequest && ![undefined, 400, 422].includes(status)) return undefined
  if (Array.isArray(validation)) return { list: validation, part, told: validation }
  const issues = safeGet(error, 'issues')
  if (isIssueList(issues)) return { list: issues, part, told: error }
  if (!isOfRequest) return undefined
  const errors = safeGet(error, 'errors')
  const code = safeGet(error, 'code')
  if (Array.isArray(errors)) return { list: errors, part, told: error }
  return typeof code === 'string' && roleOfCode(code) !== undefined ? undefined : { list: [], part, told: error }
}

/** Issues of Standard Schema (https://standardschema.dev), which Zod's are too: a message, and a path of keys or none. */
function isIssueList (issues: unknown): issues is readonly unknown[] {
  return Array.isArray(issues) && issues.length > 0 && issues.slice(0, maxIssues).every(issue => {
    const path = safeGet(issue, 'path')
    return typeof safeGet(issue, 'message') === 'string' && (path === undefined || Array.isArray(path))
  })
}

/** The issue that a client is told of: its code is the schema's, else the one that the most specific rule of the catalog gives it. */
function toIssue (found: Found, { entries, map }: Catalog): Issue {
  const { rule: { pointer, keyword }, part, message } = found
  const location = locations[part]
  const code = found.code !== undefined && entries.has(found.code) ? found.code : mappedCode(found, map.validation)
  const issue: { -readonly [K in keyof Issue]: Issue[K] } = { path: segmentsOf(pointer).join('.') || location, message, location, pointer }
  if (keyword !== undefined) issue.keyword = keyword
  if (code !== undefined) issue.code = code
  return issue
}

/** Sections are named as routes name them, so they are no fields. */
function isField (name: string): boolean {
  return name !== '' && !isKeyword(name) && !Object.hasOwn(locations, name)
}

/**
 * A field stands for its items too: `lines.0.amount` is `lines.amount`. A pointer also names those that are called as keywords are.
 *
 * Of numbers that may be positions, or names that a client has chosen, there may be a rule with them or one without.
 */
function mappedCode ({ rule: { keyword, params, pointer }, part, value }: Found, rules: Catalog['map']['validation']): string | undefined {
  if (rules.size === 0) return undefined
  const field = fieldOf(pointer, value)
  const ways = [field, field.filter(name => !/^\d+$/.test(name))]
  const keys = [
    ...ways.map(names => `${names.join('.')}.${keyword}`),
    ...ways.map(names => `/${names.map(escaped).join('/')}`),
    ...ways.map(names => names.join('.')).filter(isField),
    keyword === 'format' ? `format:${String(params['format'])}` : undefined,
    keyword,
    part
  ]
  return keys.map(key => rules.get(key ?? '')).find(code => code !== undefined)
}

/** The names on the way to the place: of items of a list not their positions, where the value is known. */
function fieldOf (pointer: string, value: unknown): string[] {
  let at = value
  return segmentsOf(pointer).filter(name => {
    const isPosition = Array.isArray(at)
    at = safeGetOwn(at, name)
    return !isPosition
  })
}
