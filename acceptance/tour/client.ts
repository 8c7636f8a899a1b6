/** What a request of the tour brought back. */
export interface Answer {
  readonly method: string
  /** With the prefix of its platform, and with the query. */
  readonly path: string
  readonly status: number
  readonly headers: Headers
  /** Parsed; undefined where nothing was sent. */
  readonly body: unknown
}

export interface Sent {
  /** In place of what the client sends with each request; undefined takes a header away. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown
}

/** Sends to one platform of a running demo. */
export type Client = (request: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`, sent?: Sent) => Promise<Answer>

/**
 * @param base where the platform is, `http://127.0.0.1:3000/kyc`
 * @param common the headers of each request, asked for each time: a fresh `Idempotency-Key` is one
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
