import type { JsonSchema } from './detail.ts'

/** The part of a value that its schema declares, as fresh plain data; `undefined` where it does not fit. */
export type Projection = (value: unknown) => unknown

/**
 * Compile a schema into the copy of a value that may leave the process.
 *
 * Only what the schema names is read, and only plain data is returned, so a class instance, a proxy or a
 * `toJSON` cannot add to it. May throw what a getter of the value throws: the caller contains it.
 */
export function createProjection (schema: JsonSchema | boolean): Projection {
  if (typeof schema === 'boolean') return schema ? anything : () => undefined
  if ('const' in schema) return among([schema['const']])
  if ('enum' in schema) return among(schema['enum'] as unknown[])
  const alternatives = (schema['anyOf'] ?? schema['oneOf']) as JsonSchema[] | undefined
  if (alternatives !== undefined) return firstOf(alternatives.map(createProjection))
  const names = [schema['type'] ?? []].flat() as Array<keyof typeof projections>
  if (names.length === 0) return 'properties' in schema ? projections.object(schema) : anything
  return names.length === 1 ? projections[names[0]!](schema) : firstOf(names.map(name => projections[name](schema)))
}

const projections = {
  string: (schema: JsonSchema): Projection => {
    const { minLength = 0, maxLength = Infinity } = schema as Record<string, number>
    const anyLength = minLength === 0 && maxLength === Infinity
    // JSON Schema counts characters, not UTF-16 units (RFC 8259, section 7).
    const fits = (text: string) => anyLength || ([...text].length >= minLength && [...text].length <= maxLength)
    const pattern = schema['pattern'] === undefined ? undefined : new RegExp(schema['pattern'] as string, 'u')
    return value => typeof value === 'string' && fits(value) && (pattern === undefined || pattern.test(value)) ? value : undefined
  },
  number: (schema: JsonSchema): Projection => {
    const { minimum = -Infinity, maximum = Infinity } = schema as Record<string, number>
    return value => typeof value === 'number' && Number.isFinite(value) && value >= minimum && value <= maximum ? value : undefined
  },
  integer: (schema: JsonSchema): Projection => {
    const number = projections.number(schema)
    return value => Number.isInteger(value) ? number(value) : undefined
  },
  boolean: (): Projection => value => typeof value === 'boolean' ? value : undefined,
  null: (): Projection => value => value === null ? null : undefined,
  array: (schema: JsonSchema): Projection => {
    const item = createProjection((schema['items'] ?? {}) as JsonSchema)
    const { minItems = 0, maxItems = Infinity } = schema as Record<string, number>
    return value => {
      if (!Array.isArray(value) || value.length < minItems || value.length > maxItems) return undefined
      const items = value.map(item)
      return items.includes(undefined) ? undefined : items
    }
  },
  object: (schema: JsonSchema): Projection => {
    const members = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)
      .map(([name, part]) => [name, createProjection(part)] as const)
    const declared = new Set(members.map(([name]) => name))
    const required = (schema['required'] ?? []) as string[]
    const others = schema['additionalProperties'] ?? Object.values(schema['patternProperties'] ?? {})[0]
    const other = others === undefined || others === false ? undefined : createProjection(others as JsonSchema | true)
    return value => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
      // Without a prototype a member called `__proto__` is a member like any other.
      const copy = Object.create(null) as Record<string, unknown>
      for (const [name, member] of members) keep(copy, name, member((value as Record<string, unknown>)[name]))
      if (other !== undefined) {
        for (const name of Object.keys(value)) {
          if (!declared.has(name)) keep(copy, name, other((value as Record<string, unknown>)[name]))
        }
      }
      return required.every(name => name in copy) ? copy : undefined
    }
  }
}

function keep (copy: Record<string, unknown>, name: string, value: unknown) {
  if (value !== undefined) copy[name] = value
}

function among (values: unknown[]): Projection {
  const texts = values.map(value => JSON.stringify(value))
  return value => {
    if (typeof value !== 'object' || value === null) return values.includes(value) ? value : undefined
    const text = JSON.stringify(value)
    return texts.includes(text) ? JSON.parse(text) as unknown : undefined
  }
}

function firstOf (projections: readonly Projection[]): Projection {
  return value => {
    for (const project of projections) {
      const copy = project(value)
      if (copy !== undefined) return copy
    }
    return undefined
  }
}

function anything (value: unknown): unknown {
  const text = JSON.stringify(value) as string | undefined
  return text === undefined ? undefined : JSON.parse(text) as unknown
}
