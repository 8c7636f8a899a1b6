import { types } from 'node:util'
import type { JsonSchema } from '../format/jsonSchema.ts'

/** The part of a value that its schema declares, as fresh plain data; `undefined` where it does not fit. */
export type Projection = (value: unknown) => unknown

/**
 * Compile a schema into the copy of a value that may leave the process.
 *
 * Only what the schema names is read, and only plain data is returned, so a class instance, a proxy or a
 * `toJSON` cannot add to it. May throw what a getter of the value throws: the caller contains it.
 */
export function createProjection (schema: JsonSchema): Projection {
  if ('const' in schema) return among([schema['const']])
  if ('enum' in schema) return among(schema['enum'] as unknown[])
  const alternatives = (schema['anyOf'] ?? schema['oneOf']) as JsonSchema[] | undefined
  if (alternatives !== undefined) return firstOf(alternatives.map(createProjection))
  const types = [schema['type'] ?? []].flat() as Array<keyof typeof projections>
  return types.length === 0 ? anything : firstOf(types.map(type => projections[type](schema)))
}

/** A member of an object, but not what every object has: `constructor` is one only where it was given. */
export function memberOf (value: object, name: string): unknown {
  return Object.hasOwn(value, name) || !(name in Object.prototype) ? (value as Record<string, unknown>)[name] : undefined
}

const projections = {
  string: (schema: JsonSchema): Projection => {
    const { minLength = 0, maxLength = Infinity } = schema as Record<string, number>
    const pattern = schema['pattern'] === undefined ? undefined : new RegExp(schema['pattern'] as string, 'u')
    if (minLength === 0 && maxLength === Infinity && pattern === undefined) return value => typeof value === 'string' ? value : undefined
    const fits = (text: string) => {
      // JSON Schema counts characters, not UTF-16 units (RFC 8259, section 7).
      const { length } = [...text]
      return length >= minLength && length <= maxLength
    }
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
      if (!Array.isArray(value)) return undefined
      const { length } = value
      if (length < minItems || length > maxItems) return undefined
      const items: unknown[] = []
      // `value.map` may be the value's own, and would walk all of `new Array(4e9)`.
      for (let index = 0; index < length; index++) {
        const copy = item(value[index])
        if (copy === undefined) return undefined
        items.push(copy)
      }
      return items
    }
  },
  object: (schema: JsonSchema): Projection => {
    const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)
    const required = new Set((schema['required'] ?? []) as string[])
    const others = projectionOfOthers(schema)
    const members = properties.map(([name, part]) => ({
      name,
      project: createProjection(part),
      required: required.delete(name),
      read: readerOf(name)
    }))
    const declared = new Set(members.map(({ name }) => name))
    const Members = createMembers()
    return value => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
      const copy = new Members()
      let count = 0
      for (const { name, project, required, read } of members) {
        const part = project(read(value, name))
        if (part !== undefined) {
          copy[name] = part
          count++
        } else if (required) {
          return undefined
        }
      }
      if (others !== undefined) {
        for (const name of Object.keys(value)) {
          const part = declared.has(name) ? undefined : others((value as Record<string, unknown>)[name])
          if (part !== undefined) {
            copy[name] = part
            count++
          }
        }
      }
      for (const name of required) if (!(name in copy)) return undefined
      return count > 0 || isPlain(value) ? copy : undefined
    }
  }
}

type Members = Record<string, unknown>

/**
 * A constructor of objects that inherit nothing: in these `__proto__` is a member like any other, and a missing `constructor` is missing.
 *
 * Objects of `Object.create(null)` are hash tables, which take several times as long to fill and to write as JSON.
 */
export function createMembers (): new () => Members {
  const Members = function () {} as unknown as new () => Members
  Members.prototype = Object.create(null)
  return Members
}

/** How a member is read: `constructor` and the like only if the object itself has one. */
function readerOf (name: string): typeof memberOf {
  return name in Object.prototype ? memberOf : (value, name) => (value as Members)[name]
}

/** Whether an object is of no class. A Map, a Set or an instance none of whose members is declared does not fit; `{}` may. */
function isPlain (value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** The projection of members without their own schema; `Record<string, T>` has a pattern for them all. */
function projectionOfOthers ({ additionalProperties = false, patternProperties = {} }: JsonSchema): Projection | undefined {
  const [others = additionalProperties] = Object.values(patternProperties as object) as JsonSchema[]
  if (typeof others === 'boolean') return others ? anything : undefined
  return createProjection(others as JsonSchema)
}

function among (values: unknown[]): Projection {
  return value => values.includes(value) ? value : undefined
}

function firstOf (projections: readonly Projection[]): Projection {
  if (projections.length === 1) return projections[0] as Projection
  return value => {
    for (const project of projections) {
      const copy = project(value)
      if (copy !== undefined) return copy
    }
    return undefined
  }
}

function anything (value: unknown): unknown {
  const text = JSON.stringify(value, refuseEmptyInstance) as string | undefined
  return text === undefined ? undefined : JSON.parse(text) as unknown
}

/** A Map, a Set or an instance without own members would be `{}` as JSON. @throws TypeError for such a value. */
function refuseEmptyInstance (_key: string, value: unknown): unknown {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !types.isBoxedPrimitive(value) &&
    Object.keys(value).length === 0 && !isPlain(value)) {
    throw new TypeError('JSON cannot hold an instance without members')
  }
  return value
}
