import { createHash } from 'node:crypto'
import type { Entry } from '../../catalog/entry.ts'
import type { Envelope } from '../../envelope/envelope.ts'
import type { JsonSchema } from '../../format/jsonSchema.ts'
import { groupBy } from '../../support/groupBy.ts'
import { withSchemaAt, type DocumentedCatalog, type DocumentedCode } from './codes.ts'
import { mergeHeaders, type Header } from './headers.ts'
import { toPascal, type Component } from './names.ts'

/** References to components, after their names are chosen. */
export interface Names {
  readonly refToSchema: (code: DocumentedCode) => string
  readonly refToHeader: (name: string, header: Header) => string
}

/** All codes that an operation can send with one status. */
export interface StatusErrors {
  readonly documented: DocumentedCatalog
  readonly status: number
  readonly entries: readonly Entry[]
  /** One for each media type. */
  readonly envelopes: readonly Envelope[]
  readonly examples: boolean
}

/** The Response Object of a status, before its name is chosen. */
export function toResponse (errors: StatusErrors, names: Names): Component {
  const { documented: { catalog, headersOf }, status, entries, envelopes } = errors
  const codes = entries.map(({ code }) => code)
  return {
    base: nameOf(status, codes),
    owner: catalog.name,
    value: {
      description: describe(entries),
      headers: Object.fromEntries(mergeHeaders(entries.map(headersOf)).map(([name, header]) => [
        name,
        { $ref: names.refToHeader(name, header) }
      ])),
      content: Object.fromEntries(envelopes.map(envelope => [mediaTypeOf(envelope), toMediaType(errors, envelope, names)])),
      'x-error-codes': codes,
      'x-retry': Object.fromEntries(entries.map(({ code, retry }) => [code, retry]))
    }
  }
}

/** `InvoiceLocked` for one code; for several the status and the codes' names, or a hash if there are many. */
function nameOf (status: number, codes: readonly string[]): string {
  const names = codes.map(toPascal)
  if (names.length === 1) return names[0] === '' ? `Status${status}` : names[0] as string
  const all = names.join('_')
  return `Status${status}_${all.length <= 60 ? all : createHash('sha256').update(codes.join('\n')).digest('hex').slice(0, 8)}`
}

export function describe (entries: readonly Entry[]): string {
  const lines = entries.map(({ code, message }) => `\`${code}\`: ${message.text}`)
  return lines.length === 1 ? lines[0] as string : lines.map(line => `- ${line}`).join('\n')
}

function mediaTypeOf ({ contentType }: Envelope): string {
  return contentType.replace(/\s*;.*/s, '').toLowerCase()
}

function toMediaType ({ documented: { codeOf, exampleOf }, entries, examples }: StatusErrors, envelope: Envelope, names: Names) {
  return {
    schema: toUnion(entries.map(entry => codeOf(entry, envelope)), names),
    ...examples
      ? {
          examples: Object.fromEntries(entries.map(entry =>
            [entry.code, { summary: entry.message.text, value: exampleOf(entry, envelope) }]))
        }
      : {}
  }
}

/** The schema of the bodies of some codes: the union is at the position of the code, so that clients can branch on it. */
function toUnion (codes: readonly DocumentedCode[], names: Names): JsonSchema {
  const [{ place, body }] = codes as [DocumentedCode, ...DocumentedCode[]]
  const refs = codes.map(code => ({ $ref: names.refToSchema(code) }))
  if (place === 'none') return toAnyOf(codes, names)
  if (place === 'elsewhere') return oneOf(refs, {})
  const mapping = Object.fromEntries(codes.map((code, index) => [code.entry.code, (refs[index] as { $ref: string }).$ref]))
  return withSchemaAt(body, place.slice(0, -1), oneOf(refs, { discriminator: { propertyName: place.at(-1), mapping } }))
}

function oneOf (refs: readonly JsonSchema[], more: object): JsonSchema {
  return refs.length === 1 ? refs[0] as JsonSchema : { oneOf: refs, ...more }
}

/** If a body has no code, codes with equal bodies share one schema, because clients cannot distinguish them. */
function toAnyOf (codes: readonly DocumentedCode[], names: Names): JsonSchema {
  const schemas = withEqualBodies(codes).map(group => {
    const [code] = group as [DocumentedCode]
    return group.length === 1 ? { $ref: names.refToSchema(code) } : { description: describe(group.map(({ entry }) => entry)), ...code.body }
  })
  return schemas.length === 1 ? schemas[0] as JsonSchema : { anyOf: schemas }
}

/** The codes whose schemas a response references. */
export function referredCodes ({ documented: { codeOf }, entries, envelopes }: StatusErrors): DocumentedCode[] {
  return envelopes.flatMap(envelope => {
    const codes = entries.map(entry => codeOf(entry, envelope))
    return codes[0]?.place === 'none' ? withEqualBodies(codes).filter(group => group.length === 1).flat() : codes
  })
}

function withEqualBodies (codes: readonly DocumentedCode[]): DocumentedCode[][] {
  return [...groupBy(codes, ({ body }) => JSON.stringify(body)).values()]
}
