/** The keywords of JSON Schema that have a message, in the order in which the issues of one value are reported. */
const keywords = [
  'required', 'dependencies', 'dependentRequired', 'propertyNames', 'additionalProperties', 'unevaluatedProperties', 'additionalItems',
  'type', 'enum', 'const', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength', 'pattern',
  'format', 'minItems', 'maxItems', 'uniqueItems', 'contains', 'minProperties', 'maxProperties', 'not', 'anyOf', 'oneOf', 'if', 'maxDepth'
] as const

export type Keyword = typeof keywords[number]

const places = new Map<string, number>(keywords.map((keyword, place) => [keyword, place]))

/** The position of a keyword in that order; unknown keywords come last. */
export function placeOf (keyword: string | undefined): number {
  return places.get(keyword ?? '') ?? places.size
}

export function isKeyword (name: string): boolean {
  return places.has(name)
}
