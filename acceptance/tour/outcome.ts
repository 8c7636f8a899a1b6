import type { Issue } from '../../src/index.ts'
import type { Answer, Client } from './client.ts'

/** One failure that a platform documents, and how a client comes by it. */
export interface Outcome {
  /** The code of the catalog. */
  readonly code: string
  /** Why the request deserves it: half a sentence, for the table. */
  readonly because: string
  /** What we read into the page, where it names the code and leaves its occasion open. */
  readonly reading?: string
  /** Sends what leads up to the failure, and then what fails. */
  readonly provoke: (api: Client) => Promise<Answer>
  /** The neighbour: a request that differs in what `because` names, and succeeds. */
  readonly legal: (api: Client) => Promise<Answer>
  /** In place of the catalog's, where the platform tells cases of one code apart by it. */
  readonly message?: string
  /** All that the body says by the names of the catalog's details; a pattern, at any depth, where a value varies. */
  readonly details?: Readonly<Record<string, unknown>>
  /** All that the body says of the parts of the request, where its envelope has a place for them. */
  readonly issues?: readonly Issue[]
  /** The offending field, where the envelope has a place for it. */
  readonly param?: string
  /** Headers beyond content type, request id, challenge and the catalog's own Retry-After; a pattern where the value varies. */
  readonly headers?: Readonly<Record<string, string | RegExp>>
}
