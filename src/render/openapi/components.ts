import { mergeHeaders, type Header } from './headers.ts'
import { nameComponents, type Component } from './names.ts'
import { referredCodes, toResponse, type StatusErrors } from './responses.ts'

type Data = Readonly<Record<string, unknown>>

/** The parts of `components` to add to a document, and references to its responses. */
export interface Components {
  readonly refOf: (errors: StatusErrors) => { readonly $ref: string }
  readonly parts: Readonly<Record<'schemas' | 'responses' | 'headers', Data>>
}

/** Build the components of all responses, next to the existing components of the document, which keep their names. */
export function createComponents (all: readonly StatusErrors[], present: Readonly<Record<string, Data>>): Components {
  const schemas = nameComponents([...new Set(all.flatMap(referredCodes))].map(({ component }) => component), present['schemas'] ?? {})
  const headers = new Map(all.flatMap(toHeaders))
  const headerNames = nameComponents([...headers.values()], present['headers'] ?? {})
  const responses = new Map(all.map(errors => [errors, toResponse(errors, {
    refToSchema: ({ component }) => `#/components/schemas/${schemas.get(component)}`,
    refToHeader: (name, header) => `#/components/headers/${headerNames.get(headers.get(keyOf(name, header)) as Component)}`
  })]))
  const responseNames = nameComponents([...responses.values()], present['responses'] ?? {}, true)
  return {
    refOf: errors => ({ $ref: `#/components/responses/${responseNames.get(responses.get(errors) as Component)}` }),
    parts: {
      schemas: toPart(schemas, present['schemas']),
      responses: toPart(responseNames, present['responses']),
      headers: toPart(headerNames, present['headers'])
    }
  }
}

function toHeaders ({ documented: { catalog, headersOf }, entries }: StatusErrors): Array<readonly [key: string, component: Component]> {
  return mergeHeaders(entries.map(headersOf)).map(([name, header]) => [
    keyOf(name, header),
    { base: name, owner: catalog.name, value: { ...header } }
  ])
}

function keyOf (name: string, header: Header): string {
  return JSON.stringify([name, header])
}

/** New components, sorted by name, so that an added route changes few lines of a document. */
function toPart (names: ReadonlyMap<Component, string>, present: Data = {}): Data {
  const added = [...names].map(([{ value }, name]) => [name, value] as const).sort(([a], [b]) => a < b ? -1 : 1)
  return { ...Object.fromEntries(added), ...present }
}
