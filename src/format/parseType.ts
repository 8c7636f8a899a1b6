import { didYouMean } from '../support/didYouMean.ts'
import type { JsonSchema } from './jsonSchema.ts'

/** The JSON Schema of a type in TypeScript syntax, or the message for an invalid type. */
export function parseType (text: string): JsonSchema | string {
  try {
    const parser = new Parser(text)
    const schema = parser.type()
    return parser.fault ?? schema
  } catch {
    return 'must be a type in TypeScript syntax'
  }
}

const simple: ReadonlyMap<string, JsonSchema> = new Map<string, JsonSchema>([
  ...['string', 'number', 'integer', 'boolean', 'null'].map(type => [type, { type }] as const),
  ...[true, false].map(value => [String(value), { const: value, type: 'boolean' }] as const)
])

const knownTypes = ": use string, number, integer, boolean, string[], { name: string }, or a text in quotes such as 'draft'"

/** Types that JSON cannot carry. */
const unsupported = new Set(['bigint', 'void', 'symbol', 'never', 'Date', 'Uint8Array', 'Promise', 'Function'])

const tokens = /=>|-?\d[\w.]*|\w+|'[^'\\`]*'|"[^"\\`]*"|[^ \t\r\n]/g
/** Members of an object may end with a line break. */
const memberEnds = /(?<=[\w'"\])}>])[ \t]*\r?\n(?=\s*['"\w])/g

/** How deep a type may nest: each level takes a part of the stack. */
const maxDepth = 50

/** A recursive descent parser. It throws for text that is not a type, and keeps the first error of a type that a detail cannot have. */
class Parser {
  fault: string | undefined
  #depth = 0
  /** The rest of the text, the next token last. */
  readonly #rest: string[]

  constructor (text: string) {
    this.#rest = (text.replace(memberEnds, ';').match(tokens) ?? []).reverse()
  }

  /** The type that is the whole text. */
  type (): JsonSchema {
    const schema = this.#union()
    if (this.#rest.length > 0) throw new Error('not a type')
    return schema
  }

  #union (): JsonSchema {
    if (++this.#depth > maxDepth) throw new Error('not a type')
    const parts = [this.#list()]
    while (this.#take('|')) parts.push(this.#list())
    while (this.#take('&')) {
      this.#list()
      this.#refuse(notMadeOf('an intersection'))
    }
    this.#depth--
    return parts.length === 1
      ? parts[0] as JsonSchema
      : { anyOf: parts.flatMap(part => part['anyOf'] as JsonSchema[] | undefined ?? [part]) }
  }

  #list (): JsonSchema {
    let schema = this.#one()
    while (this.#take('[')) {
      this.#expect(']')
      schema = { type: 'array', items: schema }
    }
    return schema
  }

  #one (): JsonSchema {
    if (this.#take('{')) return this.#object()
    if (this.#take('(')) return this.#group()
    if (this.#take('[')) return this.#tuple()
    const token = this.#rest.pop() ?? ''
    const known = simple.get(token)
    if (known !== undefined) return known
    if (/^['"]./.test(token)) return this.#literal(token)
    if (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(token)) return { const: Number(token), type: 'number' }
    if (/^[A-Za-z_]/.test(token)) return this.#named(token)
    throw new Error('not a type')
  }

  #literal (token: string): JsonSchema {
    if (token.length === 2) this.#refuse('must have no empty literal')
    return { const: token.slice(1, -1), type: 'string' }
  }

  #group (): JsonSchema {
    if (this.#take(')')) {
      this.#expect('=>')
      this.#union()
      return this.#refuse(notMadeOf('a function'))
    }
    const inner = this.#union()
    this.#expect(')')
    return inner
  }

  #tuple (): JsonSchema {
    while (!this.#take(']')) {
      this.#union()
      if (!this.#take(',') && this.#rest.at(-1) !== ']') throw new Error('not a type')
    }
    return this.#refuse(notMadeOf('a tuple'))
  }

  #object (): JsonSchema {
    const members = new Map<string, JsonSchema>()
    const required: string[] = []
    while (!this.#take('}')) {
      const name = this.#memberName()
      if (!this.#take('?')) required.push(name)
      this.#expect(':')
      if (members.has(name)) throw new Error('not a type')
      members.set(name, this.#union())
      if (!this.#take(',', ';') && this.#rest.at(-1) !== '}') throw new Error('not a type')
    }
    return members.size === 0 ? this.#refuse('must say what members the object has') : toObject(members, required)
  }

  #memberName (): string {
    if (this.#rest.at(-1) === 'readonly' && ![':', '?'].includes(this.#rest.at(-2) ?? '')) this.#rest.pop()
    const [, name = ''] = /^['"]?([A-Za-z_][^'"]*|(?<=['"])[^'"]+)/.exec(this.#rest.pop() ?? '') ?? []
    if (name === '' || name === '__proto__') throw new Error('not a type')
    return name
  }

  /** A name that is not a simple type, with its type arguments. */
  #named (name: string): JsonSchema {
    if (name === 'new' && this.#take('(')) return this.#group()
    const args: JsonSchema[] = []
    if (this.#take('<')) {
      do args.push(this.#union()); while (this.#take(','))
      this.#expect('>')
    }
    const [first = {}, second = {}] = args
    if (name === 'Array' && args.length === 1) return { type: 'array', items: first }
    if (name === 'Partial' && first['properties'] !== undefined) return { type: 'object', properties: first['properties'] }
    if (name === 'Record' && args.length === 2) return this.#record(first, second)
    if (name === 'any' || name === 'unknown') return this.#refuse('must be written as a JSON Schema ({}) to accept anything')
    if (name === 'undefined') return this.#refuse('must have a name that ends in ? to be optional')
    if (unsupported.has(name)) return this.#refuse(notMadeOf(name))
    return this.#refuse(`must be made of known types: "${name}" is none${didYouMean(name, simple.keys()) || knownTypes}`)
  }

  #record (keys: JsonSchema, value: JsonSchema): JsonSchema {
    if (keys['type'] === 'string' && !('const' in keys)) return { type: 'object', patternProperties: { '^(.*)$': value } }
    const names = [keys['anyOf'] as JsonSchema[] | undefined ?? keys].flat().map(key => key['const'])
    if (!names.every(name => typeof name === 'string')) return this.#refuse('must have a record whose keys are string')
    return toObject(new Map(names.map(name => [name, value])), names)
  }

  #take (...ones: string[]): boolean {
    return ones.includes(this.#rest.at(-1) ?? '') && this.#rest.pop() !== undefined
  }

  #expect (token: string) {
    if (!this.#take(token)) throw new Error('not a type')
  }

  #refuse (fault: string): JsonSchema {
    this.fault ??= fault
    return {}
  }
}

function toObject (members: ReadonlyMap<string, JsonSchema>, required: readonly string[]): JsonSchema {
  return { type: 'object', ...required.length === 0 ? {} : { required }, properties: Object.fromEntries(members) }
}

function notMadeOf (what: string): string {
  return `must be made of strings, numbers, integers, booleans, null, literals, objects, arrays, unions and records, not ${what}`
}
