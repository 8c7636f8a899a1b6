import { createHash, hash as hashText, type Hash } from 'node:crypto'

/** The maximum nesting of a body; deeper JSON is rejected, because comparing it could overflow the stack. */
const maxDepth = 100

/** A value that cannot be compared with that of another request, and why. */
export class NoCanonicalForm extends Error {
  override readonly name = 'NoCanonicalForm'
  readonly isTooDeep: boolean

  constructor (message: string, isTooDeep = false) {
    super(message)
    this.isTooDeep = isTooDeep
  }
}

/** Text is collected up to this length before it is hashed: each call of `update` costs about a microsecond. */
const chunk = 65_536

/** A hash that is computed while its text is written, so that no text is as large as the value. */
interface Sink {
  text: string
  hash?: Hash
  /** The bytes of uploaded files, by their parts. */
  readonly files: ReadonlyMap<object, Uint8Array>
  /** The body, which parts of a multipart body refer to. */
  readonly root: unknown
}

const noFiles: ReadonlyMap<object, Uint8Array> = new Map()

/**
 * The SHA-256 of a head and a value: JSON with sorted members, and other types with tags, so that no two types are equal.
 *
 * @throws NoCanonicalForm for a value that is neither JSON, bytes nor a part of `@fastify/multipart`.
 */
export function toHash (head: string, value: unknown, files: ReadonlyMap<object, Uint8Array> = noFiles): string {
  const sink: Sink = { text: head, files, root: value }
  write(sink, value, 0)
  if (sink.hash === undefined) return hashText('sha256', sink.text, 'base64url')
  return sink.hash.update(sink.text).digest('base64url')
}

function write (sink: Sink, value: unknown, depth: number) {
  if (typeof value === 'string') writeText(sink, JSON.stringify(value))
  else if (typeof value === 'number' || typeof value === 'boolean' || value === null) sink.text += String(value)
  else if (value === undefined) sink.text += 'undefined'
  else if (typeof value === 'bigint') sink.text += `${value}n`
  else if (typeof value !== 'object') throw new NoCanonicalForm(`a ${typeof value} cannot be compared`)
  else if (value instanceof Uint8Array) writeBytes(sink, value)
  else if (depth >= maxDepth) throw new NoCanonicalForm(`must not be nested deeper than ${maxDepth} levels`, true)
  else if (Array.isArray(value)) writeList(sink, value, depth)
  else if (isPart(value, sink)) writePart(sink, value, depth)
  else if (isPlain(value)) writeMembers(sink, value, Object.keys(value).sort(), depth)
  else throw new NoCanonicalForm(`a ${value.constructor?.name ?? 'class instance'} cannot be compared`)
}

function writeText (sink: Sink, text: string) {
  sink.text += text
  if (sink.text.length > chunk) flush(sink)
}

function flush (sink: Sink) {
  sink.hash ??= createHash('sha256')
  sink.hash.update(sink.text)
  sink.text = ''
}

/** No JSON begins with a letter and a digit, so bytes never equal text. */
function writeBytes (sink: Sink, bytes: Uint8Array) {
  sink.text += `b${bytes.byteLength}:`
  flush(sink)
  sink.hash?.update(bytes)
}

function writeList (sink: Sink, list: readonly unknown[], depth: number) {
  sink.text += '['
  for (const item of list) {
    write(sink, item, depth + 1)
    writeText(sink, ',')
  }
  sink.text += ']'
}

function writeMembers (sink: Sink, value: object, names: readonly string[], depth: number) {
  sink.text += '{'
  for (const name of names) {
    writeText(sink, `${JSON.stringify(name)}:`)
    write(sink, (value as Record<string, unknown>)[name], depth + 1)
    writeText(sink, ',')
  }
  sink.text += '}'
}

const partNames = ['encoding', 'fieldname', 'filename', 'mimetype', 'value'] as const

/** A part of a multipart body by its description, and its bytes if it is a file. */
function writePart (sink: Sink, part: object, depth: number) {
  sink.text += 'part'
  writeMembers(sink, part, partNames, depth)
  write(sink, sink.files.get(part), depth)
}

/** `fields` of a part is the body itself, which is not possible in JSON (@fastify/multipart, option attachFieldsToBody). */
function isPart (value: object, { root }: Sink): boolean {
  return (value as { fields?: unknown }).fields === root && value !== root
}

function isPlain (value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null
  return prototype === null || prototype === Object.prototype
}
