import type { FastifyInstance } from 'fastify'
import type { ValidationContext } from './issues.ts'
import { safeGet } from '../../support/safeGet.ts'
import { rootOf } from '../fastify/internals.ts'

/** A compiled validator: Ajv's, or one that gives its result as an object. */
export type Validate = ((value: unknown, context?: object) => unknown) & { errors?: unknown, readonly schemaEnv?: { readonly $async?: boolean } }

// On the server, since two copies of the package may meet in it.
const kJudged = Symbol.for('fastify-error-catalog.judged')

type Judging = FastifyInstance & { [kJudged]?: WeakMap<object, ValidationContext> }

/** Let a server remember what its validators have judged, for as long as what they told of it lives. */
export function addValidationTracking (app: FastifyInstance) {
  const root = rootOf(app) as Judging
  if (root[kJudged] === undefined) root.decorate(kJudged as unknown as string, new WeakMap() as never)
}

/** What was judged, by the list or error that a validator gave; nothing for those that no validator of this server gave. */
export function validationContextOf (app: FastifyInstance, told: unknown): ValidationContext | undefined {
  return typeof told === 'object' && told !== null ? (app as Judging)[kJudged]?.get(told) : undefined
}

/** Entries and text of their paths that are kept: Fastify joins all of them to one message, which the log repeats. */
const mostEntries = 500
const mostText = 16_384

/** What a validator is asked with: everything but the value. */
export type CompiledSchema = Omit<ValidationContext, 'value'>

/**
 * A validator that judges as the given one does, and whose judgements are remembered.
 *
 * One that answers `false` without saying why would count as content (Fastify, lib/validation.js, validateParam).
 */
export function trackValidator (validate: Validate, question: CompiledSchema, app: FastifyInstance): Validate {
  const { schema, shared, annotated } = question
  const remember = (told: unknown, value: unknown) => {
    // Member by member, as in rule.ts.
    if (typeof told === 'object' && told !== null) (app as Judging)[kJudged]?.set(told, { schema, shared, annotated, value })
    return told
  }
  const refuse = (told: unknown, value: unknown): false => {
    judge.errors = remember(told, value)
    return false
  }
  const answer = (result: unknown, value: unknown): unknown => {
    if (result === true) return true
    if (result === false) return refuse(bounded(validate.errors ?? []), value)
    const error = safeGet(result, 'error')
    if (!error) return result
    const kept = remember(bounded(error), value)
    return kept === error ? result : { error: kept }
  }
  const judge: Validate = function (this: unknown, value: unknown, context?: object) {
    let result: unknown
    try {
      result = context === undefined ? validate.call(this, value) : validate.call(this, value, context)
    } catch (error) {
      // The validator of a type that holds itself calls itself: 60 kB of brackets are more than the stack holds.
      if (error instanceof RangeError && isDeeper(value, mostLevels)) return refuse([{ ...unexplained, keyword: 'maxDepth' }], value)
      // Fastify takes what is thrown for what is returned, and so would wait for it (lib/validation.js, validateParam).
      if (typeof safeGet(error, 'then') === 'function') throw new TypeError('a validator threw a promise', { cause: error })
      throw error
    }
    if (typeof result === 'boolean' || typeof safeGet(result, 'then') !== 'function') return answer(result, value)
    return (result as Promise<unknown>).then(settled => settled === false ? answer(false, value) : settled, (error: unknown) => {
      remember(error, value)
      throw error
    })
  }
  // By its members Ajv's function tells what it is: Fastify looks for `schemaEnv`.
  return Object.assign(judge, validate)
}

/** What is told where nothing was. */
const unexplained = { instancePath: '', message: 'is not valid', params: {} }

function bounded (told: unknown): unknown {
  if (!Array.isArray(told)) return told
  if (told.length < 2) return told.length === 0 ? [unexplained] : told
  let text = 0
  const end = told.findIndex((entry, index) => index >= mostEntries || (text += String(safeGet(entry, 'instancePath')).length) > mostText)
  // The first is always told.
  return end === -1 ? told : told.slice(0, Math.max(end, 1))
}

/** Levels that no schema has which was written by hand. */
const mostLevels = 1000

function isDeeper (value: unknown, levels: number): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true
    level = level.flatMap(item => typeof item === 'object' && item !== null ? Object.values(item) : [])
  }
  return false
}
