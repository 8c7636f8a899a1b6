import type { Issue } from '../../src/index.ts'
import type { Answer, Client } from './client.ts'

/** One failure that a platform documents, and the requests that provoke it. */
export interface Outcome {
  /** The code of the catalog. */
  readonly code: string
  /** Why the request fails: half a sentence for the table. */
  readonly because: string
  /** Our interpretation, where the platform's page names the code but not the situation. */
  readonly reading?: string
  /** Send the preparing requests, then the request that fails. */
  readonly provoke: (api: Client) => Promise<Answer>
  /** The neighbour: a request that differs only in what `because` names, and succeeds. */
  readonly legal: (api: Client) => Promise<Answer>
  /** Replaces the message of the catalog, where the platform uses messages to tell cases of one code apart. */
  readonly message?: string
  /** The expected details, by name. Use a pattern, at any depth, for a value that varies. */
  readonly details?: Readonly<Record<string, unknown>>
  /** The expected issues, if the envelope has a member for them. */
  readonly issues?: readonly Issue[]
  /** The offending field, if the envelope has a member for it. */
  readonly param?: string
  /** Headers besides content type, request id, challenge and the catalog's Retry-After. Use a pattern for a value that varies. */
  readonly headers?: Readonly<Record<string, string | RegExp>>
}
