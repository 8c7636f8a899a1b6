import {
  boolCoreTag, constructFromEvents, CORE_SCHEMA, defineMappingTag, defineScalarTag, defineSequenceTag, EVENT_ID, floatCoreTag, intCoreTag,
  mapTag, NOT_RESOLVED, nullCoreTag, parseEvents, SCALAR_STYLE, seqTag, type Event
} from 'js-yaml'
import { maxDepth } from './maxDepth.ts'
import type { Quick } from './source.ts'

/**
 * Read YAML with js-yaml, four times as fast as `yaml`, which also reports lines and columns.
 *
 * `undefined` for an invalid text and for any syntax that the two libraries read differently: then `readYaml` reads it.
 */
export function fastYaml (text: string): Quick | undefined {
  try {
    const events = usualEvents(text)
    const documents = events === undefined ? [] : constructFromEvents(events, { source: text, schema })
    return documents.length === 1 ? { value: valueOf(documents[0]) } : undefined
  } catch {
    return undefined
  }
}

/**
 * The events of js-yaml; `undefined` for any syntax that the two libraries read differently.
 *
 * @throws YAMLException for an invalid text.
 */
export function usualEvents (text: string): Event[] | undefined {
  if (differences.some(pattern => pattern.test(text))) return undefined
  const events = parseEvents(text, { maxDepth })
  return events.some(event => needsFullParser(event, text)) ? undefined : events
}

/** Syntax that js-yaml 5.5 and yaml 2.9 read differently, or that only one of them rejects. */
const differences = [
  // Tabs, byte order marks, carriage returns without a line feed.
  /[\t\uFEFF]|\r(?!\n)/,
  // Blocks that state their indentation, keep their last line ends, or begin below their key.
  /[|>](?:\+|-?[1-9])|^ *[|>]/m,
  // Directives, ends of documents, and indented starts of documents.
  /^(?:%| +---|\.\.\.)/m,
  // Keys and values that begin with `?` or `:`, also after a closed value: `- "a" ? b`.
  /^[ -]*[?:](?:\s|$)|["'\]}] *\?(?:\s|$)/m,
  // A plain scalar below a comment: `yaml` may read it as a key of several lines.
  /^ *#.*\n(?!\s*(?:#|- |[^#\n]*:(?:\s|$)|(?![^])))/m,
  // A key may be too long in a line that is longer (YAML 1.2.2, section 7.4.2).
  /^.{1025}/m,
  // Numbers that may exceed the largest one.
  /\d[eE]\+?\d{3}|\d{300}/
]

/** Whether a value has an anchor, an alias or a tag, or follows another on its line, as in `- 'It's late: x'`. */
function needsFullParser (event: Event, text: string): boolean {
  if (event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return false
  if (event.type === EVENT_ID.ALIAS || event.anchorStart !== absent || event.tagStart !== absent) return true
  if (event.type !== EVENT_ID.SCALAR) return false
  let before = event.valueStart - (event.style === SCALAR_STYLE.PLAIN ? 1 : 2)
  while (text[before] === ' ') before--
  return closing.has(text[before] ?? '')
}

const closing = new Set('\'"]}')

/** The offset that js-yaml reports for a missing part. */
const absent = -1

/** A plain value that is not a string. As a key it is the string of its source: `08006`. */
class Plain {
  readonly text: string
  readonly value: unknown

  constructor (text: string, value: unknown) {
    this.text = text
    this.value = value
  }
}

const valueOf = (read: unknown) => read instanceof Plain ? read.value : read

const scalars = [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag].map(tag => defineScalarTag<Plain>(tag.tagName, {
  ...tag,
  resolve (text, isExplicit, name) {
    const value = tag.resolve(text, isExplicit, name) as unknown
    return value === NOT_RESOLVED ? NOT_RESOLVED : new Plain(text, value)
  }
}))

const sequence = defineSequenceTag(seqTag.tagName, { ...seqTag, addItem: (items, item) => { items.push(valueOf(item)) } })

const refused = 'is read by yaml'

const mapping = defineMappingTag(mapTag.tagName, {
  ...mapTag,
  addPair (members, read, value) {
    const key = read instanceof Plain ? read.text || read : read
    // Keys that are not strings, merge keys, duplicates, and inherited names such as `__proto__`.
    if (typeof key !== 'string' || key === '<<' || key in members) return refused
    members[key] = valueOf(value)
    return ''
  },
  // `addPair` checks for duplicates itself.
  has: () => false
})

const schema = CORE_SCHEMA.withTags(...scalars, sequence, mapping)
