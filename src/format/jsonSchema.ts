/** A JSON Schema, as an object of keywords. */
export type JsonSchema = Readonly<Record<string, unknown>>
