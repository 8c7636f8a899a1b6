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
  /** What the body says beyond code, message and request id: all of it, by the names of the catalog's details. */
  readonly details?: Readonly<Record<string, unknown>>
  /** Headers beyond content type, request id and challenge; a pattern where the value varies. */
  readonly headers?: Readonly<Record<string, string | RegExp>>
}
