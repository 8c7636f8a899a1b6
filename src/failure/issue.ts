/** What is wrong with one part of a request. */
export interface Issue {
  /** Dotted path of the field, such as `lines.0.amount`; for a part as a whole its location. */
  readonly path: string
  /** A whole sentence for people. */
  readonly message: string
  /** The part of the request with the field. */
  readonly location?: IssueLocation
  /** JSON Pointer (RFC 6901) into that part. */
  readonly pointer?: string
  /** The rule that was broken, such as `required`. */
  readonly keyword?: string
  /** The code of the issue itself. */
  readonly code?: string
}

/** OpenAPI's names of the parts of a request (`in` of a parameter). */
type IssueLocation = 'body' | 'query' | 'path' | 'header'
