import type { Issue } from './issue.ts'
import type { Code, DetailsOf, FailArgs, KnownCode } from '../catalog/registerTypes.ts'
import { capturesStacks, registry, setStacks, statusOf, type Stacks } from './registry.ts'

/** Options of a failure: the same for `reply.fail`, `throw` and `return`. */
export interface FailOptions {
  /** The error that led to the failure: logged, never sent. */
  readonly cause?: unknown
  /** Further response headers, several of `Set-Cookie` as a list; an invalid header value is left out. */
  readonly headers?: Readonly<Record<string, string | number | readonly string[]>>
  /** Seconds until the client may retry: `Retry-After`. Rounded up. */
  readonly retryAfter?: number
  /** The message to send instead of the catalog's. */
  readonly message?: string
  /** The invalid fields of the request. */
  readonly issues?: readonly Issue[]
  /** The offending field; default: the path of the first issue. */
  readonly param?: string
  /** `true` captures a stack trace and logs it, `false` captures none; default: see `CatalogError.stacks`. */
  readonly stack?: boolean
}

/** The options of an error without any. */
export const noOptions: FailOptions = Object.freeze({})

const brand = Symbol.for('fastify-error-catalog.CatalogError')

// Members with a symbol are compared (assert.deepStrictEqual, vitest's toEqual) and inspected, but no logger and no JSON prints them.
const kDetails = Symbol('details')
const kOptions = Symbol('options')

/**
 * An expected failure. Throw or return it anywhere: it knows no server and no catalog.
 *
 * The scope that answers the request looks up its code.
 */
export class CatalogError<K extends string = Code> extends Error {
  // Declared only: a field would be written twice.
  declare readonly code: K
  declare private readonly [kDetails]: DetailsOf<K>
  declare private readonly [kOptions]?: FailOptions

  constructor (code: KnownCode<K>, ...[details, options]: FailArgs<K, FailOptions>) {
    const { message, stack } = (options ?? noOptions) as FailOptions
    const { stackTraceLimit } = Error
    const captures = stack ?? capturesStacks()
    if (!captures) limitStack(0)
    try {
      super(String(message ?? code), options as ErrorOptions)
    } finally {
      if (!captures) limitStack(stackTraceLimit)
    }
    this.code = code as K
    this[kDetails] = (details ?? {}) as DetailsOf<K>
    const others = options != null && 'cause' in options ? withoutCause(options) : options
    if (others != null) this[kOptions] = others as FailOptions
  }

  /** The details as they were given. */
  get details (): DetailsOf<K> {
    return this[kDetails]
  }

  /** The options as they were given. */
  get options (): FailOptions {
    const { cause, [kOptions]: options = noOptions } = this
    // With a spread literal, V8 gives each object its own hidden class.
    return cause === undefined ? options : Object.assign({ cause }, options)
  }

  /** The status of the code, where all servers of this process that have the code agree on it: `undefined` before any is registered. */
  get statusCode (): number | undefined {
    return statusOf(this.code)
  }

  get [brand] (): true {
    return true
  }

  /**
   * When errors capture a stack trace, in the whole process: `'always'`, `'never'`, or by default in `'development'`, which
   * is whenever NODE_ENV is not `production`. The option `stack` of an error comes first.
   */
  static get stacks (): Stacks {
    return registry.stacks
  }

  static set stacks (stacks: Stacks) {
    setStacks(stacks)
  }

  /** Errors of another copy of the package are instances too; subclasses have only their own. */
  static override [Symbol.hasInstance] (value: unknown): boolean {
    return this === CatalogError ? isCatalogError(value) : Function.prototype[Symbol.hasInstance].call(this, value)
  }
}

// On the prototype, as the names of JavaScript's own errors are.
Object.defineProperty(CatalogError.prototype, 'name', { value: 'CatalogError', writable: true, configurable: true })

/** The cause is a member of the error itself: inspected, it would be printed twice. */
function withoutCause ({ cause, ...others }: FailOptions): FailOptions | undefined {
  return Object.keys(others).length === 0 ? undefined : others
}

/** To capture and format a stack costs more than the rest of the response. With a frozen `Error` it is captured nevertheless. */
function limitStack (limit: number) {
  try {
    Error.stackTraceLimit = limit
  } catch {}
}

/** Also true for errors made by another copy of this package. */
export function isCatalogError (value: unknown): value is CatalogError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true
}

/** Whether something thrown is a `CatalogError` of this code, so that its details are known. */
export function isFailure<K extends string> (value: unknown, code: KnownCode<K>): value is CatalogError<K> {
  return isCatalogError(value) && value.code === code
}
