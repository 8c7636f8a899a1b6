import { safeGet } from '../../support/safeGet.ts'
import { causeMemberOf, codeMemberOf } from '../roles/libraryErrors.ts'

/** The names of an error, its members and its causes. */
export interface Names {
  readonly code: unknown
  readonly name: unknown
  /** The error's own code, name and classes. */
  readonly ownKeys: readonly string[]
  /** Codes and names of the error, of the members of an AggregateError and of all causes. */
  readonly names: readonly string[]
  /** As `names`, with the class names after the code and name of each error. */
  readonly keys: readonly string[]
  /** The messages of these errors. */
  readonly messages: readonly unknown[]
  /** The errors that were read. */
  readonly errors: readonly unknown[]
  /** For each of them, the number of keys up to its last one. */
  readonly ends: readonly number[]
}

/** The number of errors to read: causes may form a cycle or never end. */
const maxErrors = 32

const maxClasses = 16

/** Where a chain of classes ends. By name, because each realm has its own classes. */
const builtIns: ReadonlySet<string> = new Set([
  'Object', 'Function', 'Array', 'Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError',
  'AggregateError', 'SuppressedError', 'DOMException'
])

interface Walk {
  readonly names: string[]
  readonly keys: string[]
  readonly messages: unknown[]
  readonly seen: unknown[]
  readonly ends: number[]
}

export function readNames (error: unknown): Names {
  const walk: Walk = { names: [], keys: [], messages: [], seen: [], ends: [] }
  const { names, keys, messages, seen: errors, ends } = walk
  const { code, name, next } = read(error, walk)
  if (next.length === 0) return { code, name, ownKeys: keys, names, keys, messages, errors, ends }
  const ownKeys = keys.slice()
  for (const other of next) readNext(other, walk)
  return { code, name, ownKeys, names, keys, messages, errors, ends }
}

function readNext (error: unknown, walk: Walk) {
  if (walk.seen.length >= maxErrors || typeof error !== 'object' || error === null || walk.seen.includes(error)) return
  for (const other of read(error, walk).next) readNext(other, walk)
}

const nothing: readonly unknown[] = []

/** Read one error, then the members of an AggregateError in their order, then the cause. */
function read (error: unknown, { names, keys, messages, seen, ends }: Walk) {
  seen.push(error)
  messages.push(safeGet(error, 'message'))
  const [code, name, cause] = [safeGet(error, 'code'), safeGet(error, 'name'), safeGet(error, 'cause')]
  const { classes, builtIn } = readClasses(error)
  // A built-in name is the least specific: a class that sets no name has the name Error.
  const isBuiltIn = typeof name === 'string' && builtIns.has(name)
  for (const key of [code, name]) if (isKey(key)) names.push(String(key))
  for (const key of isBuiltIn ? [code, ...classes, name] : [code, name, ...classes]) if (isKey(key)) keys.push(String(key))
  for (const key of membersOfClasses(error, classes, codeMemberOf)) if (isKey(key)) keys.push(String(key))
  ends.push(keys.length)
  const isAggregate = builtIn === 'AggregateError' || name === 'AggregateError'
  const causes = isAggregate ? [...membersOf(error), cause] : cause === undefined ? nothing : [cause]
  return { code, name, next: classes.length === 0 ? causes : [...causes, ...membersOfClasses(error, classes, causeMemberOf)] }
}

/** MongoDB and gRPC use numbers as codes. */
function isKey (key: unknown): key is string | number {
  return typeof key === 'string' || typeof key === 'number'
}

/** The names of an error's classes, the nearest first, and the built-in class that they extend. */
function readClasses (error: unknown): { readonly classes: readonly string[], readonly builtIn: string | undefined } {
  const classes: string[] = []
  let at = prototypeOf(error)
  for (let depth = 0; at !== null && depth < maxClasses; depth++, at = prototypeOf(at)) {
    const name = safeGet(safeGet(at, 'constructor'), 'name')
    if (typeof name !== 'string' || name === '') continue
    if (builtIns.has(name)) return { classes, builtIn: name }
    if (!classes.includes(name)) classes.push(name)
  }
  return { classes, builtIn: undefined }
}

function prototypeOf (value: unknown): object | null {
  if (typeof value !== 'object' || value === null) return null
  try {
    return Object.getPrototypeOf(value) as object | null
  } catch {
    return null
  }
}

/** The causes or codes that libraries keep in other members than `cause` and `code`. */
function membersOfClasses (error: unknown, classes: readonly string[], memberOf: (name: string) => string | undefined): unknown[] {
  return classes.flatMap(name => {
    const path = memberOf(name)
    return path === undefined ? [] : [path.split('.').reduce<unknown>(safeGet, error)]
  })
}

function membersOf (error: unknown): readonly unknown[] {
  try {
    const errors = safeGet(error, 'errors')
    return Array.isArray(errors) ? errors.slice(0, maxErrors) : nothing
  } catch {
    return nothing
  }
}
