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

const kGiven = Symbol('given')

const brand = Symbol.for('fastify-error-catalog.CatalogError')

/**
 * An expected failure, to be thrown or returned from anywhere: it knows no server and no catalog.
 *
 * The scope that answers looks its code up. It carries no stack unless asked to, for capturing one costs
 * more than the whole reply (Error.captureStackTrace, some 3 µs).
 */
export class CatalogError<K extends string = Code> extends Error {
  readonly code: K
  declare private readonly [kGiven]: { readonly details: DetailsOf<K>, readonly options: FailOptions }

  constructor (code: Known<K>, ...[details, options]: FailArgs<K, FailOptions>) {
    const { message = code, stack } = (options ?? {}) as FailOptions
    // Read here: between the two limits nothing may throw.
    const text = String(message)
    const cause = options !== undefined && 'cause' in (options as object) ? { cause: (options as FailOptions).cause } : undefined
    const limit = Error.stackTraceLimit
    const isStackless = stack !== true && setLimit(0)
    super(text, cause)
    if (isStackless) setLimit(limit)
    this.code = code as K
    // Loggers print the enumerable members of an error: the code is worth a line, the rest is logged once, projected.
    // One member for both takes 0.3 µs, and unlike a private one it is also there for who asks a proxy.
    Object.defineProperty(this, kGiven, { value: { details: details ?? {}, options: options ?? {} } })
  }

  /** As they were given. */
  get details (): DetailsOf<K> {
    return this[kGiven].details
  }

  get options (): FailOptions {
    return this[kGiven].options
  }

  get [brand] (): true {
    return true
  }
}

// On the prototype, as it is with the errors of JavaScript.
Object.defineProperty(CatalogError.prototype, 'name', { value: 'CatalogError', writable: true, configurable: true })

/** @returns false where Error is frozen (node --frozen-intrinsics): then the stack stays. */
function setLimit (limit: number): boolean {
  try {
    Error.stackTraceLimit = limit
    return true
  } catch {
    return false
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
