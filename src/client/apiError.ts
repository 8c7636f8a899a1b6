import type { CodeTable, Failure, Issue, Retry } from './types.ts'

const brand = Symbol.for('fastify-error-catalog.ApiError')

/** A failure as an error to throw. `error-catalog client` writes a subclass for each code. */
export class ApiError<C extends CodeTable = CodeTable, K extends keyof C = keyof C> extends Error {
  declare readonly failure: Failure
  declare readonly code: K
  declare readonly status: C[K]['status']
  declare readonly details: C[K]['details']
  declare readonly retry: Retry | undefined
  declare readonly retryAfter: number | undefined
  declare readonly requestId: string | undefined
  declare readonly issues: readonly Issue[]
  declare readonly docs: string | undefined

  constructor (failure: Failure) {
    const { message, cause, ...members } = failure as Failure & { message?: string, cause?: unknown }
    super(message ?? messageOf(failure), cause === undefined ? undefined : { cause })
    Object.assign(this, members, { failure, name: new.target.className })
  }

  /** A bundler may rename the class. */
  static readonly className: string = 'ApiError'

  get [brand] (): true {
    return true
  }

  /** Errors of another copy of this module are instances too. */
  static override [Symbol.hasInstance] (value: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true
    return isApiError(value) && (this === ApiError || value.name === this.className)
  }
}

function messageOf (failure: Failure): string {
  return failure.kind === 'unanswered' ? `no response: ${failure.reason}` : `status ${failure.status}`
}

/** Whether a value is an `ApiError`, and has this code if one is given. Also true for errors of another copy of this module. */
export function isApiError<K extends string = string> (error: unknown, code?: K): error is ApiError<CodeTable, K> {
  if (typeof error !== 'object' || error === null || (error as Record<symbol, unknown>)[brand] !== true) return false
  return code === undefined || (error as ApiError).code === code
}

/** The classes of an API's codes, as `error-catalog client` writes them. */
export type Classes = Readonly<Record<string, new (failure: Failure) => ApiError>>

/** A failure as an error of its code's class; a plain `ApiError` if the code is unknown. */
export function toError (failure: Failure, classes: Classes = {}): ApiError {
  const code = failure.kind === 'api' ? failure.code : undefined
  const Class = code !== undefined && Object.hasOwn(classes, code) ? classes[code] : undefined
  return new (Class ?? ApiError)(failure)
}
