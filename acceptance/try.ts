/** One request to send to the demo, and what comes back. */
export interface Try {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown
  /** How often it is sent: `status` and `code` are those of the last, the ones before succeed. */
  readonly repeat?: number
  readonly status: number
  /** The code of the catalog, where the answer is one of its failures. */
  readonly code?: string
}
