import type { Issue } from './issue.ts'
import type { Code, DetailsOf, FailArgs, KnownCode } from '../catalog/registerTypes.ts'

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

/** The options of an error that was made without any. */
export const noOptions: FailOptions = Object.freeze({})

const brand = Symbol.for('fastify-error-catalog.CatalogError')

/**
 * What `Error` is to `instanceof`, without its constructor: that is a call into the runtime of V8, of some 0.4 µs even where it
 * captures no stack.
 */
const Bare = function () {} as unknown as ErrorConstructor
Object.setPrototypeOf(Bare, Error)
Object.defineProperty(Bare, 'prototype', { value: Error.prototype })

/**
 * An expected failure, to be thrown or returned from anywhere: it knows no server and no catalog.
 *
 * The scope that answers looks its code up. It captures no stack unless it is asked to, or of a class of your own: that
 * costs more than the whole reply (Error.captureStackTrace, some 3 µs). To `util.types.isNativeError` it is none.
 */
export class CatalogError<K extends string = Code> extends Bare {
  readonly code: K
  // Loggers print the enumerable members of an error: code and message are worth a line, the rest is logged once, projected.
  readonly #details: DetailsOf<K>
  readonly #options: FailOptions

  constructor (code: KnownCode<K>, ...[details, options]: FailArgs<K, FailOptions>) {
    super()
    this.message = String(code)
    this.code = code as K
    this.#details = (details ?? {}) as DetailsOf<K>
    this.#options = (options ?? noOptions) as FailOptions
    if (options !== undefined || new.target !== CatalogError) complete(this, this.#options, new.target)
  }

  /** As they were given. */
  get details (): DetailsOf<K> {
    return this.#details
  }

  get options (): FailOptions {
    return this.#options
  }

  get [brand] (): true {
    return true
  }
}

/** Give an error what those of JavaScript have when they are made: its own message, cause and stack, where there is one. */
function complete (error: Error, options: FailOptions, made: object) {
  const { message, stack = made !== CatalogError } = options
  if (message !== undefined) error.message = String(message)
  if ('cause' in options) define(error, 'cause', options.cause)
  if (stack) Error.captureStackTrace(error, made as () => void)
}

// On the prototype, as the name is with the errors of JavaScript.
Object.defineProperties(CatalogError.prototype, {
  name: { value: 'CatalogError', writable: true, configurable: true },
  // What is frozen with Error cannot be assigned to below it.
  message: { value: '', writable: true, configurable: true },
  stack: {
    get (this: Error) { return `${this.name}: ${this.message}` },
    set (this: Error, text: unknown) { define(this, 'stack', text) },
    configurable: true
  }
})

function define (error: Error, name: string, value: unknown) {
  Object.defineProperty(error, name, { value, writable: true, configurable: true })
}

/** Also true for errors made by another copy of this package. */
export function isCatalogError (value: unknown): value is CatalogError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true
}

/** Whether something thrown is a `CatalogError` of this code, so that its details are known. */
export function isFailure<K extends string> (value: unknown, code: KnownCode<K>): value is CatalogError<K> {
  return isCatalogError(value) && value.code === code
}
