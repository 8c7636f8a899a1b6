/** Set the value at a path of keys, or remove it if there is no value. */
export interface Change {
  readonly path: readonly string[]
  readonly value?: unknown
}

/** A part of a text to replace. */
export interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
  /** How many keys lead to the mapping of the part. */
  readonly depth: number
}
