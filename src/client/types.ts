/** A node of an envelope's template, as `error-catalog client` writes it. `optional` marks nodes that a body may lack. */
export type Template = { readonly optional?: true } & (
  | { readonly kind: 'literal', readonly value: string | number | boolean | null }
  | { readonly kind: 'variable', readonly name: string, readonly type: 'string' | 'integer' | 'object' }
  | { readonly kind: 'detail', readonly name: string }
  | { readonly kind: 'list', readonly items: readonly Template[] }
  | { readonly kind: 'object', readonly members: Readonly<Record<string, Template>>, readonly spread?: true }
  | { readonly kind: 'each', readonly as: Template, readonly byPath?: true }
  | { readonly kind: 'first', readonly nodes: readonly Template[] }
  | { readonly kind: 'text', readonly of: Template })

/** Whether the same request may be sent again: the catalog's verdict for a code. */
export type Retry = 'never' | 'after' | 'idempotent' | 'same-key' | 'check-first'

/** The generated types of each code. */
export type CodeTable = Readonly<Record<string, { readonly status: number, readonly retry: Retry, readonly details: object }>>

/** The failures that a variant of an envelope writes: of a status class, of some codes, or all. */
export interface Variant {
  readonly class?: '4xx' | '5xx'
  readonly codes?: readonly string[]
  readonly template: Template
}

/** A code, as data. */
export interface CodeData {
  readonly status: number
  readonly retry: Retry
  /** Names of the public details. */
  readonly details?: readonly string[]
  /** The details that are not text, in envelopes that write all details as text. */
  readonly parsed?: readonly string[]
}

/** A catalog for clients: data that `error-catalog client` writes. Holds no messages. */
export interface ErrorData<C extends CodeTable = CodeTable> {
  readonly codes: { readonly [K in keyof C]: CodeData }
  /** Former names of codes. */
  readonly aliases?: Readonly<Record<string, string>>
  /** The envelope of the API first, then the one it negotiates. */
  readonly envelopes: ReadonlyArray<readonly Variant[]>
  /** Name of the response header with the request id, in lower case. */
  readonly requestId: string
  /** URL of the page of a code; `{code}` is replaced. */
  readonly docs?: string
  /** Whether failures and successes differ in a constant member, such as `ok`, so that a 2xx body can be a failure. */
  readonly marked?: true
  /** Whether the API's own catalog has codes for `Idempotency-Key`, so that it honours keys. */
  readonly idempotency?: true
}

/** One invalid part of a request. */
export interface Issue {
  readonly path: string
  readonly message: string
  readonly location?: 'body' | 'query' | 'path' | 'header'
  readonly pointer?: string
  readonly keyword?: string
  readonly code?: string
}

/** The members of all failures that the API sent. */
export interface ApiFailureFields {
  readonly kind: 'api'
  readonly message: string | undefined
  readonly issues: readonly Issue[]
  /** The offending field, in envelopes that have a member for it. */
  readonly param: string | undefined
  readonly requestId: string | undefined
  /** Seconds to wait before the next request: `Retry-After`, else the reset of an exhausted `RateLimit`. */
  readonly retryAfter: number | undefined
  /** URL of the page of the code. */
  readonly docs: string | undefined
}

/** A failure with a code that this client knows. */
export type KnownFailure<C extends CodeTable = CodeTable> = { readonly [P in keyof C & string]: ApiFailureFields & {
  readonly known: true
  readonly code: P
  readonly status: C[P]['status']
  readonly retry: Retry
  readonly details: C[P]['details']
} }[keyof C & string]

/** A failure whose code is newer than this client, or ambiguous because the envelope carries no code. */
export interface UnknownFailure extends ApiFailureFields {
  readonly known: false
  readonly code: string | undefined
  readonly status: number
  /** Set if all matching codes have the same verdict. */
  readonly retry: Retry | undefined
  readonly details: Readonly<Record<string, unknown>>
}

/** A response whose body is not in the envelope, such as the HTML page of a proxy. */
export interface UndecodableFailure {
  readonly kind: 'undecodable'
  readonly status: number
  readonly contentType: string | undefined
  /** At most 8 KB of the body. */
  readonly text: string
  readonly requestId: string | undefined
  readonly retryAfter: number | undefined
}

/** A request without a complete response: none, or a truncated body. */
export interface UnansweredFailure {
  readonly kind: 'unanswered'
  /** Whether the request may have reached the server. */
  readonly sent: 'no' | 'maybe'
  readonly reason: 'refused' | 'reset' | 'timeout' | 'aborted'
  readonly cause: unknown
}

export type Failure<C extends CodeTable = CodeTable> = KnownFailure<C> | UnknownFailure | UndecodableFailure | UnansweredFailure
