/** A line of a file that was imported. */
interface FileLine {
  readonly file: string
  readonly line: number
}

/** An error that a document or a source file describes. */
export interface FoundError {
  readonly code: string
  readonly status: number
  /** A text with `{name}` holes for `details`, or a plain sentence. */
  readonly message?: string
  readonly group?: string
  readonly details?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly retryAfter?: number
  readonly challenge?: string
  /** The code or the class name of the error that the program throws: a key for `map.errors`. */
  readonly thrownAs?: string
  readonly place: FileLine
}

/** Something that looks like an error and could not be read, with the reason. */
export interface Unread extends FileLine {
  readonly reason: string
}

/** An envelope that error bodies have: the name of a shipped one, or a template. */
export type FoundEnvelope = string | { readonly contentType?: string, readonly error: unknown }

export interface Found {
  readonly errors: readonly FoundError[]
  readonly unread: readonly Unread[]
  readonly envelope?: FoundEnvelope
}

/** Reads one text. `file` is its name in comments and messages. */
export type Read = (text: string, file: string) => Found | Promise<Found>
