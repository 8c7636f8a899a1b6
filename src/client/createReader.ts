import { decode } from './decode.ts'
import { isObject } from './matchTemplate.ts'
import { isStream, readBody } from './readBody.ts'
import { retryAfterOf, type HeaderOf } from './retryAfterOf.ts'
import { toUnanswered } from './toUnanswered.ts'
import type { CodeTable, ErrorData, Failure } from './types.ts'

/**
 * Reads the failure of a response, or `undefined` of a success. Never throws.
 *
 * Takes a response of fetch, undici, axios or ky, their errors, or `{ status, headers, body }`. The body of a fetch response stays unread
 * for the caller.
 */
export type Reader<C extends CodeTable> = (given: unknown) => Promise<Failure<C> | undefined>

/** Create the reader of an API's failures, from the data that `error-catalog client` writes. */
export function createReader<C extends CodeTable> (errors: ErrorData<C>): Reader<C> {
  return async given => {
    try {
      return await read(errors as ErrorData, given) as Failure<C> | undefined
    } catch (error) {
      return toUnanswered(error)
    }
  }
}

async function read (errors: ErrorData, given: unknown): Promise<Failure | undefined> {
  if (!isObject(given)) return toUnanswered(given)
  // The errors of axios and ky hold the response.
  if (isObject(given['response'])) return await read(errors, given['response'])
  const status = given['status'] ?? given['statusCode']
  if (given instanceof Error || typeof status !== 'number' || status === 0) return toUnanswered(given)
  const headerOf = headersOf(given['headers'])
  const contentType = headerOf('content-type')
  const body = bodyOf(given, status, contentType)
  if (body === undefined) return undefined
  const { value, text } = await readBody(body.of)
  const failure = decode(errors, status, headerOf, value)
  if (failure !== undefined || status < 400) return failure
  return { kind: 'undecodable', status, contentType, text, requestId: headerOf(errors.requestId), retryAfter: retryAfterOf(headerOf) }
}

/** The part of the body to read; `undefined` if the response is a success whose body the caller reads. */
function bodyOf (given: Record<string, unknown>, status: number, contentType = ''): { readonly of: unknown } | undefined {
  const isJson = /[/+]json *(;|$)/i.test(contentType)
  if (typeof given['clone'] === 'function') {
    // A body that was already read cannot be cloned.
    if (given['bodyUsed'] === true) return { of: '' }
    return status < 400 && !isJson ? undefined : { of: (given as unknown as Response).clone().body ?? '' }
  }
  const body = 'data' in given ? given['data'] : 'body' in given ? given['body'] : given
  // A stream can be read once.
  return status < 400 && isStream(body) ? undefined : { of: body }
}

/** Headers of the Fetch standard, of axios, or an object. */
function headersOf (headers: unknown): HeaderOf {
  const given = (headers ?? {}) as Record<string, unknown> & { get?: (name: string) => unknown }
  return name => {
    const value = typeof given.get === 'function' ? given.get(name) : Object.entries(given).find(([key]) => key.toLowerCase() === name)?.[1]
    return value == null ? undefined : String(value)
  }
}
