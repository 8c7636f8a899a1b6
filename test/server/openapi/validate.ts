import { Ajv, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'

type Data = Readonly<Record<string, unknown>>

/** Create the function that says how a body differs from what a document says about a response; `undefined` if it does not. */
export function createValidate (document: Data) {
  const ajv = new (String(document['openapi']).startsWith('3.0') ? Ajv : Ajv2020)({ strict: false, validateFormats: false })
  const compiled = new Map<string, ValidateFunction>()
  ajv.addSchema({ $id: 'doc:openapi', ...document })
  return (method: string, path: string, status: number | string, { type, body }: { type: string, body: unknown }): string | undefined => {
    const operation = (document['paths'] as Record<string, Record<string, Data>>)[path]?.[method.toLowerCase()]
    if (operation === undefined) return `${method} ${path} is not in the document`
    const pointer = pointerTo(document, ['paths', path, method.toLowerCase(), 'responses', String(status)])
    const media = type.replace(/;.*/, '')
    const content = at(document, pointer)?.['content'] as Data | undefined
    if (content?.[media] === undefined) return `${status} ${media} of ${method} ${path} is not in the document`
    const ref = `doc:openapi#/${[...pointer, 'content', media, 'schema'].map(escape).join('/')}`
    const validate = compiled.get(ref) ?? ajv.compile({ $ref: ref })
    compiled.set(ref, validate)
    return validate(body) ? undefined : `${ajv.errorsText(validate.errors)}: ${JSON.stringify(body)}`
  }
}

/** The keys that lead to a response, through a reference to a component. */
function pointerTo (document: Data, path: readonly string[]): readonly string[] {
  const ref = at(document, path)?.['$ref'] as string | undefined
  return ref === undefined ? path : ref.slice(2).split('/')
}

function at (document: Data, path: readonly string[]): Data | undefined {
  return path.reduce<Data | undefined>((value, key) => value?.[key] as Data | undefined, document)
}

function escape (key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))
}
