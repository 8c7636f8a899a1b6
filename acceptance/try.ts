/** One request to the demo, and the expected response. */
export interface Try {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** A string is sent unchanged, other values as JSON. */
  readonly body?: unknown
  /** How often the request is sent. `status` and `code` describe the last response; the earlier requests succeed. */
  readonly repeat?: number
  readonly status: number
  /** The code of the catalog, if the response is a failure of the catalog. */
  readonly code?: string
}
