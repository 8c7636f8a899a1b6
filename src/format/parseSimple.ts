import type { JsonSchema } from './jsonSchema.ts'

/**
 * The schema of a type that is made of names, literals, lists, unions and objects: what TypeBox makes of the same text.
 *
 * Nothing for any other text, be it a type or not: of those TypeBox tells.
 */
export function parseSimple (text: string): JsonSchema | undefined {
  const tokens = (text.match(/\w+|'[^'\\`]+'|"[^"\\`]+"|[^ \t\r\n]/g) ?? []).reverse()
  // A member called __proto__ gets lost, and each bracket takes a part of the stack.
  if (text.includes('__proto__') || tokens.length > 500) return undefined
  const schema = readUnion(tokens)
  return tokens.length === 0 ? schema : undefined
}

/** What is left of the text, the next one last. */
type Tokens = string[]

const names: ReadonlyMap<string, JsonSchema> = new Map<string, JsonSchema>([
  ...['string', 'number', 'integer', 'boolean', 'null'].map(type => [type, { type }] as const),
  ...[true, false].map(value => [String(value), { const: value, type: 'boolean' }] as const)
])

function take (tokens: Tokens, ...ones: string[]): boolean {
  return ones.includes(tokens.at(-1) ?? '') && tokens.pop() !== undefined
}

function readUnion (tokens: Tokens): JsonSchema | undefined {
  const first = readList(tokens)
  if (first === undefined || !take(tokens, '|')) return first
  const rest = readUnion(tokens)
  return rest && { anyOf: [first, ...rest['anyOf'] as JsonSchema[] | undefined ?? [rest]] }
}

function readList (tokens: Tokens): JsonSchema | undefined {
  let schema = readOne(tokens)
  while (schema !== undefined && take(tokens, '[')) schema = take(tokens, ']') ? { type: 'array', items: schema } : undefined
  return schema
}

function readOne (tokens: Tokens): JsonSchema | undefined {
  if (take(tokens, '{')) return readObject(tokens)
  if (take(tokens, '(')) {
    const inner = readUnion(tokens)
    return take(tokens, ')') ? inner : undefined
  }
  const token = tokens.pop() ?? ''
  if (/^['"]./.test(token)) return { const: token.slice(1, -1), type: 'string' }
  return /^(0|[1-9]\d{0,14})$/.test(token) ? { const: Number(token), type: 'number' } : names.get(token)
}

function readObject (tokens: Tokens): JsonSchema | undefined {
  const members = new Map<string, JsonSchema>()
  const required: string[] = []
  while (!take(tokens, '}')) {
    const name = tokens.pop() ?? ''
    if (!take(tokens, '?')) required.push(name)
    const schema = /^(?!readonly)[A-Za-z_]\w*$/.test(name) && !members.has(name) && take(tokens, ':') ? readUnion(tokens) : undefined
    if (schema === undefined || !(take(tokens, ',', ';') || tokens.at(-1) === '}')) return undefined
    members.set(name, schema)
  }
  return members.size === 0 ? undefined : { type: 'object', ...required.length === 0 ? {} : { required }, properties: Object.fromEntries(members) }
}
