import type { Role } from '../../format/roles.ts'

/** A member that shows that an error reports the response of an upstream. */
interface Sign {
  readonly member: string
  /** The member is an object with one of these members; any object if the list is empty. */
  readonly having: readonly string[]
  readonly clients: string
  /** The HTTP status that a code of the error means. */
  readonly statuses?: Readonly<Record<string, number>>
}

/**
 * Signs of an upstream. The status and the headers of such an error are the upstream's, not ours.
 *
 * `response` must have headers: the HttpException of NestJS has a `response` that is a body.
 */
export const upstreamSigns: readonly Sign[] = [
  { member: 'response', having: ['headers'], clients: 'axios, got, ky, ofetch, Octokit, gaxios, superagent, Azure' },
  { member: 'request', having: ['method', 'url', 'path', 'href', 'requestUrl'], clients: 'axios, got, ky, Octokit, Azure' },
  { member: 'config', having: ['url', 'baseURL', 'method', 'headers'], clients: 'axios, gaxios' },
  { member: '$metadata', having: [], clients: 'AWS SDK' },
  { member: 'data', having: ['res', 'isResponseError'], clients: 'Boom errors of @hapi/wreck: simple-oauth2' },
  // DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED and UNAVAILABLE.
  { member: 'metadata', having: ['getMap'], clients: '@grpc/grpc-js', statuses: { 4: 504, 8: 429, 14: 503 } }
]

/** Headers that servers and proxies set on every response. Nobody sets them on their own errors. */
export const upstreamHeaders = ['date', 'server', 'via', 'connection', 'keep-alive', 'transfer-encoding', 'x-powered-by'] as const

/** Names of SDK errors without a sign above: the code, the `name` or a class of an error. */
export const sdkNames: readonly string[] = [
  'StripeError', 'OpenAIError', 'AnthropicError', 'ElasticsearchClientError', 'OpenSearchClientError', 'AxiosError', 'GaxiosError',
  'FetchError', 'UND_ERR_RESPONSE', 'RestException', 'RestError', 'SquareError', 'PostgrestError', 'AuthApiError', 'StorageApiError',
  'APIResponseError', 'SDKError'
]

interface SdkRole {
  readonly what: string
  readonly role: Role
  readonly names: readonly string[]
}

/** The role of an SDK error by its name, if no code is more specific. Gaxios aborts a request after its `timeout`. */
export const sdkRoles: readonly SdkRole[] = [
  {
    what: 'An SDK that gets no response in time',
    role: 'gatewayTimeout',
    names: ['APIConnectionTimeoutError', 'RequestTimeoutError', 'AbortError']
  },
  {
    what: 'An SDK that cannot reach its service',
    role: 'unavailable',
    names: ['StripeConnectionError', 'APIConnectionError', 'ConnectionError', 'NoLivingConnectionsError']
  }
]

/** The role of an upstream's status. Any other is `badGateway`. */
export const upstreamStatuses: Readonly<Record<number, Role>> = {
  408: 'gatewayTimeout',
  429: 'unavailable',
  503: 'unavailable',
  504: 'gatewayTimeout'
}

/** The roles of an upstream error. */
export const upstreamRoles: readonly Role[] = ['badGateway', 'gatewayTimeout', 'unavailable']

const sdks: ReadonlySet<string> = new Set(sdkNames)
const roles = new Map(sdkRoles.flatMap(({ role, names }) => names.map(name => [name, role] as const)))

export function isSdkName (name: string): boolean {
  return sdks.has(name)
}

export function roleOfSdkName (name: string): Role | undefined {
  return roles.get(name)
}
