import type { Subject } from '../schema/locate.ts'
import { safeGetOwn } from '../../support/safeGet.ts'
import { longestPointer, violationsAt, shortened, type Violation } from './violation.ts'
import type { Params } from './messages.ts'
import { escaped, parentOf } from '../schema/walk.ts'
import { arkViolations, isArkError } from './arktype.ts'
import { classValidatorViolations, isClassValidatorError } from './classValidator.ts'
import { isValibotIssue, valibotViolations } from './valibot.ts'
import { isYupError, yupViolations } from './yup.ts'
import { isTypeBox, typeBoxRules } from './typeBoxRules.ts'
import { isJoiDetail, joiViolations } from './joi.ts'
import { isJtdError, jtdViolations } from './jtd.ts'
import { isZodCode, isZodIssue, issueOf, zodViolations } from './zod.ts'

/** More than are reported, because some belong to branches that the client did not mean. */
const maxViolations = 500

/** One entry of a validator's list, with members of Ajv, or of Zod and Standard Schema. */
interface Entry {
  readonly keyword?: unknown
  readonly instancePath?: unknown
  readonly schemaPath?: unknown
  readonly message?: unknown
  readonly params?: Params | null
  readonly propertyName?: unknown
  readonly path?: unknown
}

/** The errors of a validator, in terms of JSON Schema. */
export function toViolations (list: readonly unknown[], subject: Subject | undefined): Violation[] {
  if (subject !== undefined && list.every(hasNoKeyword) && isTypeBox(subject.schema)) {
    const violations = [...firstOf(typeBoxRules()?.(subject) ?? [], maxViolations)].map(shortened)
    if (violations.length > 0) return violations
  }
  const violations: Violation[] = []
  list.slice(0, maxViolations).forEach(entry => {
    for (const violation of violationsOf(entry as Entry, subject)) {
      if (violations.length < maxViolations) violations.push(shortened(violation))
    }
  })
  return violations
}

function hasNoKeyword (entry: unknown): boolean {
  return (entry as Entry).keyword === undefined
}

function * firstOf<T> (items: Iterable<T>, most: number): Generator<T> {
  let count = 0
  for (const item of items) {
    yield item
    if (++count === most) return
  }
}

function violationsOf (entry: Entry, subject: Subject | undefined): Violation[] {
  const { keyword, instancePath, schemaPath, message, propertyName, path } = entry
  const pointer = typeof instancePath === 'string' ? instancePath : ''
  if (pointer.length > longestPointer) return [{ at: pointer, pointer, params: {} }]
  const params = entry.params ?? {}
  if (isOfZodProvider(entry)) {
    return zodViolations({ code: String(keyword), pointer: fromJoined(pointer, subject?.value), params, message }, subject)
  }
  // The errors of fastify-zod-openapi hold the issue of Zod.
  const issue = isZodIssue(params['issue']) ? params['issue'] : entry
  if (isZodIssue(issue)) return zodViolations(issueOf(issue), subject)
  if (isJoiDetail(entry)) return joiViolations(entry)
  if (isValibotIssue(entry)) return valibotViolations(entry)
  if (isArkError(entry)) return arkViolations(entry)
  if (isYupError(entry)) return yupViolations(entry)
  if (isClassValidatorError(entry)) return classValidatorViolations(entry)
  if (Array.isArray(path)) return violationsAt(path.map(name => `/${escaped(nameOf(name))}`).join(''), { params: {} })
  if (isJtdError(entry)) return jtdViolations(entry, subject)
  // Ajv reports an invalid name as an error of the object, and then again by propertyNames.
  if (propertyName !== undefined) return []
  const reader = typeof keyword === 'string' && Object.hasOwn(readers, keyword) ? readers[keyword] : undefined
  return reader?.(entry, pointer, params) ?? violationsAt(pointer, { params, keyword: textOr(keyword), schemaPath: textOr(schemaPath) })
}

function textOr (value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

const kZodProvider = Symbol.for('ZodFastifySchemaValidationError')

/** The pointer for names that were joined without escapes, with "/" as root: the value shows which names have a slash. */
function fromJoined (joined: string, value: unknown): string {
  const names = joined === '/' ? [] : joined.split('/').slice(1)
  let [pointer, at] = ['', value]
  while (names.length > 0) {
    const end = names.findIndex((_, last) => safeGetOwn(at, names.slice(0, last + 1).join('/')) !== undefined)
    const name = names.splice(0, Math.max(end, 0) + 1).join('/')
    pointer += `/${escaped(name)}`
    at = safeGetOwn(at, name)
  }
  return pointer
}

function isOfZodProvider (entry: object): boolean {
  return Reflect.get(Object(entry), kZodProvider) === true && isZodCode(Reflect.get(entry, 'keyword'))
}

/** A segment of a path of Standard Schema: a key, or an object with one. */
function nameOf (segment: unknown): string {
  return String(typeof segment === 'object' && segment !== null ? (segment as { key?: unknown }).key : segment)
}

/** Keywords that are not rules, or that one validator reports in its own way. */
const readers: Readonly<Record<string, (entry: Entry, pointer: string, params: Params) => Violation[] | undefined>> = {
  // ajv-errors: one message of the schema's author for all of these.
  errorMessage: ({ message }, pointer, { errors }) => {
    const replaced = (Array.isArray(errors) ? errors : []).flatMap(error => violationsOf(error as Entry, undefined))
    const [first] = replaced
    const isOne = replaced.every(violation => violation.pointer === first?.pointer)
    return [{
      ...(first === undefined || !isOne ? { at: pointer, pointer } : { at: first.at, pointer: first.pointer }),
      keyword: first?.keyword ?? 'errorMessage',
      params: {},
      ...(typeof message === 'string' ? { message } : {})
    }]
  },
  // TypeBox 1: a member under `additionalProperties: false` is reported by itself, then with the others.
  boolean: ({ schemaPath }, pointer) => {
    const keyword = /\/((?:additional|unevaluated)Properties)$/.exec(String(schemaPath))?.[1]
    return [
      keyword === undefined
        ? { at: pointer, pointer, keyword: 'false schema', params: {} }
        : { at: parentOf(pointer), pointer, keyword, params: {} }
    ]
  },
  '~refine': ({ message }, pointer) => [{
    at: pointer,
    pointer,
    keyword: 'custom',
    params: {},
    ...(typeof message === 'string' ? { message } : {})
  }],
  discriminator: ({ schemaPath }, pointer, { tag }) => typeof tag === 'string'
    ? [{ at: pointer, pointer: `${pointer}/${escaped(tag)}`, keyword: 'discriminator', params: {}, schemaPath: String(schemaPath) }]
    : undefined
}
