import type { FastifyRequest } from 'fastify'
import { entryOf, findEntry, type Catalog } from '../../catalog/catalog.ts'
import type { Entry } from '../../catalog/entry.ts'
import type { Issue } from '../../failure/issue.ts'
import type { ValidationReport } from '../roles/validationReport.ts'
import { allFailures, contextOfPart, partOf, type PartFailure } from './allFailures.ts'
import { locations, type Part } from '../../format/requestParts.ts'
import { toIssues, type IssueDraft } from './issues.ts'
import { maxIssues } from './validationOptions.ts'
import { roleOfCode } from '../roles/knownErrors.ts'
import { safeGet, safeGetOwn } from '../../support/safeGet.ts'
import { frameworkRoles } from '../roles/frameworkRoles.ts'
import { isClassValidatorError } from './classValidator.ts'
import { isYupError } from './yup.ts'
import { isKeyword } from '../../format/keywords.ts'
import { escaped, segmentsOf } from '../schema/walk.ts'

/** The entry and the issues of an invalid request. */
export interface ValidationFailure {
  readonly entry: Entry
  readonly issues: readonly Issue[]
}

/** An error as `readThrown` returns it. */
interface ReportingError {
  readonly error: unknown
  readonly status: number | undefined
  readonly code: unknown
  readonly report: ValidationReport
}

/**
 * The entry and the issues of a validation error; `undefined` for any other error.
 *
 * Issues may map to several codes: the response has the one that comes first in the catalog, and lists all issues.
 */
export function toValidationFailure (
  thrown: ReportingError, catalog: Catalog, request: FastifyRequest | undefined
): ValidationFailure | undefined {
  const failed = partOf(thrown.report.context)
  const failure = failed === undefined ? thrownFailureOf(thrown) : failureOf(thrown, failed, request)
  if (failure === undefined) return undefined
  const found: IssueDraft[] = []
  const failures = request === undefined ? [failure] : allFailures(failure, failed, request)
  for (const { list, part, context } of failures) found.push(...toIssues(list, part, context))
  const issues = found.slice(0, maxIssues).map(one => toIssue(one, catalog))
  return { entry: entryFor(issues, catalog), issues }
}

/** The entry of the first code in the catalog among those of the issues. */
function entryFor (issues: readonly Issue[], catalog: Catalog): Entry {
  const fallback = entryOf(catalog, frameworkRoles.schema.role)
  const [first] = issues
  if (issues.every(({ code }) => code === first?.code)) {
    return first?.code === undefined ? fallback : findEntry(catalog, first.code) as Entry
  }
  const codes = new Set(issues.map(({ code = fallback.code }) => code))
  return [...catalog.entries.values()].find(({ code }) => codes.has(code)) as Entry
}

/** Fastify's error with `validation`, Ajv's own with `errors`, or one with `issues` as Zod and Standard Schema have it. */
function failureOf (
  { error, status, code, report }: ReportingError, part: Part, request: FastifyRequest | undefined
): PartFailure | undefined {
  const context = request === undefined ? undefined : contextOfPart(request, part)
  const { validation, errors } = report
  if (Array.isArray(validation)) return { list: validation.length === 0 ? unexplained : validation, part, context }
  // The validator of a recursive schema is recursive: 60 kB of brackets overflow the stack.
  if (error instanceof RangeError && isDeep(context?.value)) return { list: [{ keyword: 'maxDepth', instancePath: '' }], part, context }
  if (status !== undefined && status >= 500) return undefined
  const issues = issuesOf(report)
  if (issues !== undefined) return { list: issues, part, context }
  if (Array.isArray(errors)) return { list: errors, part, context }
  return typeof code === 'string' && roleOfCode(code) !== undefined ? undefined : { list: [], part, context }
}

/** The issue of a validator that gives no reason. */
const unexplained = [{}]

/** More levels than any schema that was written by hand. */
const maxLevels = 1000

function isDeep (value: unknown): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxLevels) return true
    level = level.flatMap(item => typeof item === 'object' && item !== null ? Object.values(item) : [])
  }
  return false
}

/** A validation error thrown by a handler: it has a list of issues, and no status or one of these. */
function thrownFailureOf ({ status, report }: ReportingError): PartFailure | undefined {
  if (![undefined, 400, 422].includes(status)) return undefined
  const list = [report.validation, issuesOf(report)].find(Array.isArray) as unknown[] | undefined
  return list && { list, part: 'body', context: undefined }
}

function issuesOf ({ issues, details }: ValidationReport): readonly unknown[] | undefined {
  return [issues, details].find(isIssueList)
}

/**
 * Issues of Standard Schema (https://standardschema.dev), which Zod's are too: a message, and a path of keys or none; those of yup and
 * class-validator.
 */
function isIssueList (issues: unknown): issues is readonly unknown[] {
  return Array.isArray(issues) && issues.length > 0 && issues.slice(0, maxIssues).every(issue => {
    const path = safeGet(issue, 'path')
    if (typeof issue === 'object' && issue !== null && (isYupError(issue) || isClassValidatorError(issue))) return true
    return typeof safeGet(issue, 'message') === 'string' && (path === undefined || Array.isArray(path))
  })
}

/** The issue for the client: its code is that of the schema, else of the most specific rule of the catalog. */
function toIssue (found: IssueDraft, { entries, map }: Catalog): Issue {
  const { violation: { pointer, keyword }, part, message } = found
  const location = locations[part]
  const code = found.code !== undefined && entries.has(found.code) ? found.code : mappedCode(found, map.validation)
  const issue: { -readonly [K in keyof Issue]: Issue[K] } = { path: pathOf(pointer) || location, message, location, pointer }
  if (keyword !== undefined) issue.keyword = keyword
  if (code !== undefined) issue.code = code
  return issue
}

function pathOf (pointer: string): string {
  return pointer.includes('~') ? segmentsOf(pointer).join('.') : pointer.slice(1).replaceAll('/', '.')
}

/** Parts have the names that routes use, so they are not fields. */
function isField (name: string): boolean {
  return name !== '' && !isKeyword(name) && !Object.hasOwn(locations, name)
}

/**
 * The keys of `map.validation` for a field: `lines.0.amount` is `lines.amount`. A pointer also names fields with the name of a keyword.
 *
 * A number may be a position or a name that a client has chosen: a rule may contain it or omit it.
 */
function mappedCode (
  { violation: { keyword, params, pointer }, part, value }: IssueDraft, rules: Catalog['map']['validation']
): string | undefined {
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

/** The names on the path: without positions in lists, if the value is known. */
function fieldOf (pointer: string, value: unknown): string[] {
  let at = value
  return segmentsOf(pointer).filter(name => {
    const isPosition = Array.isArray(at)
    at = safeGetOwn(at, name)
    return !isPosition
  })
}
