import { boolCoreTag, COLLECTION_STYLE, EVENT_ID, floatCoreTag, getScalarValue, intCoreTag, NOT_RESOLVED, nullCoreTag, parseEvents, SCALAR_STYLE, type Event, type MappingEvent, type ScalarEvent, type SequenceEvent } from 'js-yaml'
import { needsFullParser } from './needsFullParser.ts'
import { maxDepth } from './maxDepth.ts'
import type { Quick } from './source.ts'

/**
 * The value of a YAML text, or nothing where it has a mistake or anything that few texts have: then it is read with places.
 *
 * The two readers have to agree in every text that this one reads. It leaves whatever they could see in two ways to the other.
 */
export function fastYaml (text: string): Quick | undefined {
  if (needsFullParser(text)) return undefined
  try {
    return { value: new Builder(text, parseEvents(text, { maxDepth })).document() }
  } catch {
    return undefined
  }
}

class Builder {
  readonly #text: string
  readonly #events: readonly Event[]
  #at = 0

  constructor (text: string, events: readonly Event[]) {
    this.#text = text
    this.#events = events
  }

  /** The value of the only document. */
  document (): unknown {
    const document = this.#events[this.#at++]
    if (document?.type !== EVENT_ID.DOCUMENT || document.directives.length > 0) throw new Unusual()
    const value = this.#next()
    if (this.#at !== this.#events.length - 1) throw new Unusual()
    return value
  }

  /** The value that begins here. */
  #next (): unknown {
    const event = this.#events[this.#at++] as Event
    switch (event.type) {
      case EVENT_ID.SCALAR: return event.style === SCALAR_STYLE.PLAIN ? this.#plainValue(event) : this.#textOf(event)
      case EVENT_ID.MAPPING: return this.#mapping(event)
      case EVENT_ID.SEQUENCE: return this.#sequence(event)
      default: throw new Unusual()
    }
  }

  #plainValue (event: ScalarEvent): unknown {
    const text = this.#textOf(event)
    if (this.#isFirst(event.valueStart) && this.#isBelowComment(event.valueStart)) throw new Unusual()
    return plainValue(text)
  }

  #mapping (event: MappingEvent): Record<string, unknown> {
    checkProperties(event)
    const inBlock = event.style === COLLECTION_STYLE.BLOCK
    const mapping: Record<string, unknown> = {}
    while (!this.#isEnd()) {
      const key = this.#key(inBlock)
      // A key that is there twice, or what every object has, such as `__proto__`, which cannot be assigned.
      if (mapping[key] !== undefined) throw new Unusual()
      mapping[key] = this.#next()
    }
    return mapping
  }

  #sequence (event: SequenceEvent): unknown[] {
    checkProperties(event)
    const items: unknown[] = []
    while (!this.#isEnd()) items.push(this.#next())
    return items
  }

  /** The text of a key as it is written, whatever it would be as a value. */
  #key (inBlock: boolean): string {
    const isBehindCollection = this.#events[this.#at - 1]?.type === EVENT_ID.POP
    const event = this.#events[this.#at++] as Event
    if (event.type !== EVENT_ID.SCALAR || event.valueStart === nowhere) throw new Unusual()
    const key = this.#textOf(event)
    if (key === '<<') throw new Unusual()
    // To js-yaml 5.5 what stands behind an item of a list, `- 'It's late: x'`, can be the next key beside the list.
    if (inBlock && isBehindCollection && !this.#isFirst(event.style === SCALAR_STYLE.PLAIN ? event.valueStart : event.valueStart - 1)) throw new Unusual()
    return key
  }

  /** To yaml 2.9 a plain text below a comment can be a key over several lines, and so a mistake. */
  #isBelowComment (start: number): boolean {
    const above = this.#text.slice(0, start).trimEnd()
    return above.slice(above.lastIndexOf('\n') + 1).trimStart().startsWith('#')
  }

  /** Whether only spaces stand before this in its line. */
  #isFirst (start: number): boolean {
    let before = start - 1
    while (this.#text.charCodeAt(before) === space) before--
    return before < 0 || this.#text.charCodeAt(before) === lineEnd
  }

  #textOf (event: ScalarEvent): string {
    checkProperties(event)
    return getScalarValue(this.#text, event)
  }

  #isEnd (): boolean {
    const isEnd = this.#events[this.#at]?.type === EVENT_ID.POP
    if (isEnd) this.#at++
    return isEnd
  }
}

/** Stops the reading of a text that is not for this reader. */
class Unusual extends Error {}

function checkProperties ({ anchorStart, tagStart }: { readonly anchorStart: number, readonly tagStart: number }) {
  if (anchorStart !== nowhere || tagStart !== nowhere) throw new Unusual()
}

const [space, lineEnd] = [0x20, 0x0A]

/** What js-yaml has in place of an offset. */
const nowhere = -1

/** The kinds of value that are not text in the core schema of YAML 1.2, by the signs they begin with. */
const kinds = [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag]
const signsOf = ({ implicitFirstChars }: typeof kinds[number]) => implicitFirstChars as readonly string[]
const possible = new Map(kinds.flatMap(signsOf).map(sign => [sign, kinds.filter(kind => signsOf(kind).includes(sign))]))

function plainValue (text: string): unknown {
  const kinds = possible.get(text.charAt(0))
  if (kinds === undefined) return text
  for (const { resolve, tagName } of kinds) {
    const value = resolve(text, false, tagName)
    if (value !== NOT_RESOLVED) return value
  }
  // A number beyond all numbers is a text to this parser and infinite to the other.
  if (Math.abs(Number(text)) === Infinity) throw new Unusual()
  return text
}
