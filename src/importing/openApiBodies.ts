import { deriveEnvelope } from './deriveEnvelope.ts'
import type { FoundEnvelope } from './found.ts'
import { isObject, type Json } from './openApiRefs.ts'
import { codePattern } from './readRows.ts'
import { shapeOfValue, shapesOfSchema, type BodyShape } from './shape.ts'

interface BodyCode {
  readonly code: string
  readonly message?: string | undefined
  /** Whether it comes from an example or a constant; an enum lists codes of other responses as well. */
  readonly isExact: boolean
}

interface BodyErrors {
  readonly codes: readonly BodyCode[]
  readonly unread: readonly string[]
  readonly envelope?: FoundEnvelope
}

type Resolve = (value: unknown) => unknown

/** The codes and the envelope that the JSON bodies of a response show. */
export function errorsOfBody (response: Json, resolve: Resolve): BodyErrors {
  const codes = new Map<string, BodyCode>()
  const unread = new Set<string>()
  let envelope: FoundEnvelope | undefined
  for (const { contentType, schema, examples } of bodiesOf(response, resolve)) {
    const shapes = schema === undefined ? [] : shapesOfSchema(schema, resolve)
    for (const value of examples) {
      const [code] = valuesAt(shapeOfValue(value), isCode)
      const [message] = valuesAt(shapeOfValue(value), name => messageNames.test(name))
      if (typeof code === 'string') codes.set(code, { code, message: typeof message === 'string' ? message : undefined, isExact: true })
    }
    for (const shape of shapes) {
      const values = valuesAt(shape, isCode).filter(value => typeof value === 'string')
      const [message] = valuesAt(shape, name => messageNames.test(name))
      const about = values.length === 1 && typeof message === 'string' ? message : undefined
      for (const code of values) if (!codes.has(code)) codes.set(code, { code, message: about, isExact: values.length === 1 })
    }
    const [shape = examples.length > 0 ? shapeOfValue(examples[0]) : undefined] = shapes
    if (shape === undefined) continue
    const derived = deriveEnvelope(shape, contentType)
    envelope ??= derived.envelope
    for (const path of derived.unknown) unread.add(`the member ${path} of the body has no variable in templates`)
  }
  return {
    codes: [...codes.values()].filter(({ code }) => codePattern.test(code)),
    unread: [...unread],
    ...envelope === undefined ? {} : { envelope }
  }
}

interface Body {
  readonly contentType: string
  readonly schema: unknown
  readonly examples: readonly unknown[]
}

function bodiesOf (response: Json, resolve: Resolve): Body[] {
  if (!isObject(response['content'])) {
    // OpenAPI 2.0.
    const examples = isObject(response['examples']) ? Object.values(response['examples']) : []
    return [{
      contentType: 'application/json',
      schema: response['schema'],
      examples: [...examples, ...examplesOfSchema(resolve(response['schema']))]
    }]
  }
  return Object.entries(response['content']).filter(([type]) => /json/i.test(type)).flatMap(([contentType, given]) => {
    const media = resolve(given)
    if (!isObject(media)) return []
    const named = isObject(media['examples']) ? Object.values(media['examples']).map(resolve) : []
    const examples = [
      ...'example' in media ? [media['example']] : [],
      ...named.map(each => isObject(each) && 'value' in each ? each['value'] : undefined)
    ]
    return [{
      contentType,
      schema: media['schema'],
      examples: [...examples, ...examplesOfSchema(resolve(media['schema']))].filter(isObject)
    }]
  })
}

function examplesOfSchema (schema: unknown): unknown[] {
  if (!isObject(schema)) return []
  const { example, examples } = schema as { example?: unknown, examples?: unknown }
  return [example, ...Array.isArray(examples) ? examples as unknown[] : []].filter(isObject)
}

const messageNames = /^(?:message|msg|detail|error_?description|error_?message)$/i

const codeNames = [/^(?:code|error_?code)$/i, /^(?:problem|error_?type|reason)$/i, /^error$/i, /^type$/i]

/** Names of members that hold a code, the surest first. */
function isCode (name: string): number | false {
  const rank = codeNames.findIndex(pattern => pattern.test(name))
  return rank === -1 ? false : rank + 1
}

/** The values of the member that matches best, closest to the root. */
function valuesAt (root: BodyShape, fits: (name: string) => number | boolean): readonly unknown[] {
  const found: Array<{ rank: number, values: readonly unknown[] }> = []
  const walk = (shape: BodyShape) => {
    if (shape.kind === 'array') return
    if (shape.kind === 'leaf') return
    for (const [name, member] of Object.entries(shape.members)) {
      const rank = Number(fits(name))
      if (rank > 0 && member.kind === 'leaf' &&
        member.values.some(value => typeof value === 'string')) found.push({ rank, values: member.values })
      else walk(member)
    }
  }
  walk(root)
  return found.sort((a, b) => a.rank - b.rank)[0]?.values ?? []
}
