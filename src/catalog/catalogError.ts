import type { Issue } from './issue.ts'
import type { Code, DetailsOf, FailArgs, Known } from './typed.ts'

/** What may come with a failure besides its details: the same for `reply.fail`, `throw` and `return`. */
export interface FailOptions {
  /** What led to the failure: logged, never sent. */
  readonly cause?: unknown
  /** Further response headers, several of `Set-Cookie` as a list; a value that no header can carry is left out. */
  readonly headers?: Readonly<Record<string, string | number | readonly string[]>>
  /** Seconds until the same request may be sent again: `Retry-After`. Rounded up. */
  readonly retryAfter?: number
  /** The message to send instead of the catalog's. */
  readonly message?: string
  /** What is wrong with which part of the request. */
  readonly issues?: readonly Issue[]
  /** The offending field, where it is not the first issue's. */
  readonly param?: string
  /** Capture a stack trace; default false, since an expected failure is no bug. */
  readonly stack?: boolean
}

const brand = Symbol.for('fastify-error-catalog.CatalogError')

/**
 * An expected failure, to be thrown or returned from anywhere: it knows no server and no catalog.
 *
 * The scope that answers looks its code up. It carries no stack unless asked to, for capturing one costs
 * more than the whole reply (Error.captureStackTrace, some 3 µs).
 */
export class CatalogError<K extends string = Code> extends Error {
  override readonly name = 'CatalogError'
  readonly code: K
  readonly details: DetailsOf<K>
  readonly options: FailOptions

  constructor (code: Known<K>, ...args: FailArgs<K, FailOptions>) {
    const [details = {}, options = {}] = args as [details?: object, options?: FailOptions]
    // Read here: between the two limits nothing may throw.
    const message = String(options.message ?? code)
    const cause = 'cause' in options ? { cause: options.cause } : undefined
    const limit = Error.stackTraceLimit
    // Not by assignment, which throws where Error is frozen (node --frozen-intrinsics): then the stack stays.
    if (options.stack !== true) Reflect.set(Error, 'stackTraceLimit', 0)
    super(message, cause)
    Reflect.set(Error, 'stackTraceLimit', limit)
    this.code = code as K
    this.details = details as DetailsOf<K>
    this.options = options
    // Loggers print the enumerable members of an error: the code is worth a line, the rest is logged once, projected.
    Object.defineProperty(this, 'options', { enumerable: false })
    Object.defineProperty(this, 'details', { enumerable: false })
  }

  get [brand] (): true {
    return true
  }
}

/** Also true for errors made by another copy of this package. */
export function isCatalogError (value: unknown): value is CatalogError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true
}

/** Whether something thrown is a `CatalogError` of this code, so that its details are known. */
export function isFailure<K extends string> (value: unknown, code: Known<K>): value is CatalogError<K> {
  return isCatalogError(value) && value.code === code
}
