import { safeGet } from '../../support/safeGet.ts'
import { toStatus } from '../roles/errorStatus.ts'
import { isSdkName, upstreamHeaders, upstreamSigns } from '../roles/upstreamErrors.ts'

/** An upstream that failed or responded with an error. */
export interface Upstream {
  /** The status of its response, from 400 to 599. */
  readonly status: number | undefined
}

interface ErrorFacts {
  readonly keys: readonly string[]
  readonly headers: unknown
  readonly status: number | undefined
}

/** The upstream that an error reports, recognised by its members, its headers, or the name of its SDK. */
export function readUpstream (error: unknown, { keys, headers, status }: ErrorFacts): Upstream | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  let isUpstream = false
  let ofResponse = status
  for (const { member, having, statuses } of upstreamSigns) {
    const value = safeGet(error, member)
    if (!isObject(value) || (having.length > 0 && !having.some(name => safeGet(value, name) !== undefined))) continue
    isUpstream = true
    ofResponse ??= toStatus(safeGet(value, 'status')) ?? toStatus(safeGet(value, 'statusCode')) ??
      toStatus(safeGet(value, 'httpStatusCode')) ?? statuses?.[keys[0] ?? '']
  }
  return isUpstream || keys.some(isSdkName) || (status !== undefined && areUpstreamHeaders(headers)) ? { status: ofResponse } : undefined
}

function isObject (value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

/** The headers of a response: an instance of Headers, or an object with a header that servers set. */
function areUpstreamHeaders (headers: unknown): boolean {
  return isObject(headers) &&
    (typeof safeGet(headers, 'get') === 'function' || upstreamHeaders.some(name => safeGet(headers, name) !== undefined))
}
