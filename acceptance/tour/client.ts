/** The response to a request of the tour. */
export interface Answer {
  readonly method: string
  /** The path, with the prefix of its platform and with the query. */
  readonly path: string
  readonly status: number
  readonly headers: Headers
  /** Parsed; undefined if the response has no body. */
  readonly body: unknown
}

export interface Sent {
  /** Override the headers that the client sends with each request; undefined removes a header. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** A string is sent unchanged, other values as JSON. */
  readonly body?: unknown
}

/** Sends requests to one platform of a running demo. */
export type Client = (request: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`, sent?: Sent) => Promise<Answer>

/**
 * @param base the URL of the platform, `http://127.0.0.1:3000/kyc`
 * @param common returns the headers of a request. Called for each request, for example for a fresh `Idempotency-Key`
 */
export function createClient (base: string, common: () => Readonly<Record<string, string>>): Client {
  return async (request, { headers = {}, body } = {}) => {
    const [method = '', path = ''] = request.split(' ')
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    const given = Object.entries({ ...common(), ...json, ...headers }).filter((pair): pair is [string, string] => pair[1] !== undefined)
    const response = await fetch(base + path, {
      method, headers: given, ...body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    })
    const text = await response.text()
    return { method, path: new URL(base).pathname + path, status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }
}
